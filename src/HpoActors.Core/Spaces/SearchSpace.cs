using System.Collections.Concurrent;
using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces.Binding;
using HpoActors.Core.Spaces.Conditions;

namespace HpoActors.Core.Spaces;

/// <summary>
/// The hyperparameters of an experiment, in order, some of them only under a condition, and the combinations that are forbidden. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Searchers see the space as a unit cube over which every prior is spread evenly: one number in [0, 1] for each hyperparameter, those of hyperparameters
/// that a configuration does not have being ignored. <see cref="Decode"/> honours bounds, steps and conditions by itself, so that a searcher has to look
/// after forbidden combinations only (<see cref="Allows"/>).
/// </remarks>
public sealed partial class SearchSpace
{
    // A forbidden share above this leaves a space that sampling cannot search.
    private const int MostDraws = 10_000;

    private readonly string[] _names;
    private readonly Hyperparameter[] _hyperparameters;

    // Parents before children, as declared otherwise; and each one's condition by place.
    private readonly int[] _order;
    private readonly BoundCondition?[] _conditions;
    private readonly BoundCondition[] _forbidden;
    private readonly Configuration? _witness;

    // Configurations with the same hyperparameters share their names.
    private readonly ConcurrentDictionary<ulong, string[]> _activeNames = new();

    /// <summary>A space of these hyperparameters.</summary>
    /// <exception cref="InvalidOptionException">Two of them have one name, or a condition is wrong; the key names which.</exception>
    public SearchSpace(params IEnumerable<Hyperparameter> hyperparameters)
        : this(hyperparameters, [])
    {
    }

    /// <summary>A space of these hyperparameters without the combinations for which a clause holds.</summary>
    /// <param name="hyperparameters">The hyperparameters.</param>
    /// <param name="forbidden">Clauses, such as <c>activation == tanh &amp;&amp; layers > 4</c>; a configuration for which one of them holds is none.</param>
    /// <exception cref="InvalidOptionException">Two hyperparameters have one name, a condition or clause is wrong, or nothing is left; the key names which.</exception>
    public SearchSpace(IEnumerable<Hyperparameter> hyperparameters, IEnumerable<Condition> forbidden)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        ArgumentNullException.ThrowIfNull(forbidden);
        _hyperparameters = [.. hyperparameters];
        Hyperparameters = Array.AsReadOnly(_hyperparameters);
        _names = [.. _hyperparameters.Select(h => h.Name)];
        if (_names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidOptionException(twice.Key, "stands twice in the space; each hyperparameter has a name of its own");
        }

        Forbidden = [.. forbidden];
        _conditions = [.. _hyperparameters.Select(h => h.When is null ? null : Bind(h.When, $"{h.Name}.when"))];
        _forbidden = [.. Forbidden.Select((clause, i) => Bind(clause, $"forbid[{i}]"))];
        _order = ParentsFirst();
        Searched = [.. Enumerable.Range(0, _hyperparameters.Length).Where(i => _hyperparameters[i].Cardinality != 1)];
        IsConditional = _conditions.Any(c => c is not null);
        if (_forbidden.Length > 0)
        {
            _witness = FindAllowed();
        }
    }

    /// <summary>The hyperparameters in order.</summary>
    public IReadOnlyList<Hyperparameter> Hyperparameters { get; }

    /// <summary>Which hyperparameters the conditions and the forbidden clauses speak of.</summary>
    internal IEnumerable<int> Decisive => _conditions.OfType<BoundCondition>().Concat(_forbidden).SelectMany(c => c.Places).Distinct();

    /// <summary>The clauses of which none may hold.</summary>
    public IReadOnlyList<Condition> Forbidden { get; }

    /// <summary>The places of the hyperparameters that have more than one value, in order.</summary>
    internal IReadOnlyList<int> Searched { get; }

    /// <summary>Whether some hyperparameters exist only under a condition.</summary>
    public bool IsConditional { get; }

    /// <summary>
    /// The number of combinations of all values, or null where it is infinite or above 2⁶³. Where there are conditions or forbidden clauses, there are
    /// fewer configurations.
    /// </summary>
    public long? Cardinality
    {
        get
        {
            long product = 1;
            foreach (Hyperparameter hyperparameter in _hyperparameters)
            {
                if (hyperparameter.Cardinality is not { } n || Math.BigMul(product, n, out long low) != 0 || low < 0)
                {
                    return null;
                }

                product = low;
            }

            return product;
        }
    }

    /// <summary>A space in one expression: <c>SearchSpace.Build(s => s.LogFloat("learning_rate", 1e-6, 1e-1).Int("layers", 1, 6))</c>.</summary>
    /// <param name="build">Adds hyperparameters and forbidden combinations.</param>
    /// <exception cref="InvalidOptionException">One of them is wrong, or they do not fit together; the key names which.</exception>
    public static SearchSpace Build(Action<SearchSpaceBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        SearchSpaceBuilder builder = new();
        build(builder);
        return builder.ToSpace();
    }

    /// <summary>The space that a type describes by its members' attributes; see <see cref="ConfigurationBinder{T}"/>.</summary>
    /// <typeparam name="T">A record or class, such as <c>record MlpConfig([LogUniform(1e-6, 1e-1)] double LearningRate, …)</c>.</typeparam>
    /// <exception cref="InvalidOptionException">The type describes none; the key names the type and the member.</exception>
    public static SearchSpace Of<T>()
        where T : notnull => ConfigurationBinder.For<T>().Space;

    private BoundCondition Bind(Condition condition, string key)
    {
        try
        {
            return condition.Bind(_hyperparameters);
        }
        catch (FormatException e)
        {
            throw new InvalidOptionException(key, e.Message);
        }
    }

    private int[] ParentsFirst()
    {
        List<int> order = [];
        List<int> path = [];
        bool[] visited = new bool[_hyperparameters.Length];
        for (int i = 0; i < visited.Length; i++)
        {
            Visit(i);
        }

        return [.. order];

        void Visit(int i)
        {
            if (path.IndexOf(i) is >= 0 and var start)
            {
                string circle = string.Join(" → ", path.Skip(start).Append(i).Select(place => _names[place]));
                throw new InvalidOptionException($"{_names[i]}.when", $"depends on itself ({circle}); leave one of the conditions out");
            }

            if (!visited[i])
            {
                path.Add(i);
                foreach (int parent in _conditions[i]?.Places.Distinct().Order() ?? Enumerable.Empty<int>())
                {
                    Visit(parent);
                }

                path.RemoveAt(path.Count - 1);
                visited[i] = true;
                order.Add(i);
            }
        }
    }

    private Configuration FindAllowed()
    {
        if (TrySample(RandomStream.For(0, "forbid")) is { } drawn)
        {
            return drawn;
        }

        if (Cardinality is <= 1_000_000
            && EnumerateFrom([.. _hyperparameters.Select(h => h.Grid((int)h.Cardinality!.Value))]).FirstOrDefault() is { } found)
        {
            return found;
        }

        throw new InvalidOptionException("forbid", $"leaves nothing to search: none of {MostDraws} configurations drawn at random is allowed; forbid less");
    }
}
