using System.Linq.Expressions;

namespace HpoActors.Core.Spaces.Binding;

/// <summary>Finds the binder of a type.</summary>
public static class ConfigurationBinder
{
    /// <summary>The binder of a type, made once.</summary>
    /// <exception cref="InvalidOptionException">The type describes no space; the key names the type and the member.</exception>
    public static ConfigurationBinder<T> For<T>()
        where T : notnull => Cache<T>.Binder.Value;

    private static class Cache<T>
        where T : notnull
    {
        // An error is told anew each time.
        public static readonly Lazy<ConfigurationBinder<T>> Binder = new(() => new ConfigurationBinder<T>(), LazyThreadSafetyMode.PublicationOnly);
    }
}

/// <summary>
/// Makes objects of a program's own type out of configurations, and the other way round. The type, a record, class or struct, describes a search space:
/// <c>record MlpConfig([LogUniform(1e-6, 1e-1)] double LearningRate, [Uniform(1, 6)] int Layers, [When("layers >= 2")][LogUniform(32, 1024)] int? Units2)</c>.
/// Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Hyperparameters are the parameters of the type's one public constructor and its other properties that can be set, in the order of declaration, each a double,
/// int, long, string, bool or enum. An attribute says what to search (<see cref="UniformAttribute"/>, <see cref="LogUniformAttribute"/>,
/// <see cref="NormalAttribute"/>, <see cref="LogNormalAttribute"/>, <see cref="BetaAttribute"/>, <see cref="ChoiceAttribute"/>, <see cref="OrdinalAttribute"/>,
/// <see cref="ConstantAttribute"/>); an enum without one is a choice of all its values. <see cref="WhenAttribute"/> makes one conditional: the member is
/// nullable, or a parameter with a default that stands where the hyperparameter does not exist. Names are in snake_case unless <see cref="NameAttribute"/> says
/// otherwise; <see cref="ForbidAttribute"/> on the type excludes combinations.
/// </remarks>
/// <typeparam name="T">The type.</typeparam>
public sealed class ConfigurationBinder<T>
    where T : notnull
{
    private readonly BoundMember[] _members;
    private readonly bool[] _optional;
    private readonly Func<Configuration, T> _create;

    internal ConfigurationBinder()
    {
        MemberFinder finder = new(typeof(T));
        _members = finder.Find();
        _optional = [.. _members.Select(m => m.OutlivesItsCondition)];
        Space = Build(finder);
        _create = Compile(finder);
    }

    /// <summary>The space that the type describes.</summary>
    public SearchSpace Space { get; }

    /// <summary>The object that a configuration describes, of <see cref="Space"/> or of one that <see cref="Check"/> let pass.</summary>
    /// <exception cref="InvalidOperationException">The configuration lacks a value that the type needs, or has one of another type.</exception>
    public T Bind(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return _create(configuration);
    }

    /// <summary>The configuration that an object describes. A parameter's default for elsewhere is left out there.</summary>
    /// <exception cref="ArgumentException">It is none of <see cref="Space"/>; the message says why.</exception>
    public Configuration Unbind(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        HyperparameterValue[] values = new HyperparameterValue[_members.Length];
        bool[] given = new bool[_members.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (_members[i].ValueIn(value) is { } found)
            {
                values[i] = found;
                given[i] = true;
            }
        }

        Configuration configuration = Space.Assemble(values, given, _optional);
        return Space.Problem(configuration) is { } problem
            ? throw new ArgumentException($"the {typeof(T).Name} is not in its space: it {problem}", nameof(value))
            : configuration;
    }

    /// <summary>
    /// Checks that every configuration of a space, such as an experiment file's, can be bound. Ranges and conditions may be others than the type's own, names and types
    /// may not, and a choice takes the type's values alone. A hyperparameter <c>epochs</c> that the type does not have is the budget's.
    /// </summary>
    /// <exception cref="InvalidOptionException">Some could not; the key names the hyperparameter, such as <c>space.units_2</c>.</exception>
    public void Check(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        string[] names = [.. _members.Select(m => m.Hyperparameter.Name)];
        foreach (Hyperparameter hyperparameter in space.Hyperparameters)
        {
            int index = Array.IndexOf(names, hyperparameter.Name);
            string? problem = index >= 0 ? Misfit(hyperparameter, _members[index])
                : hyperparameter.Name == "epochs" ? null
                : $"is no member of {typeof(T).Name}{Nearest.Hint(hyperparameter.Name, names)}; it has {string.Join(", ", names)}";
            if (problem is not null)
            {
                throw new InvalidOptionException($"space.{hyperparameter.Name}", problem);
            }
        }

        if (_members.FirstOrDefault(m => !m.MayBeAbsent && !space.Hyperparameters.Any(h => h.Name == m.Hyperparameter.Name)) is { } missing)
        {
            throw new InvalidOptionException("space", $"lacks {missing.Hyperparameter.Name}, which {typeof(T).Name}.{missing.Name} needs");
        }
    }

    private static string? Misfit(Hyperparameter hyperparameter, BoundMember member)
    {
        if (hyperparameter.When is { } when && !member.MayBeAbsent)
        {
            return $"exists only where {when}, but {typeof(T).Name}.{member.Name} always needs a value";
        }

        // The ends of a range, every value of a choice.
        bool listed = member.Hyperparameter is ChoiceHyperparameter or OrdinalHyperparameter;
        foreach (HyperparameterValue value in hyperparameter.Grid(2))
        {
            if (!member.Type.Takes(value))
            {
                return $"may be {value}, but {typeof(T).Name}.{member.Name} is of type {member.Type.Name}";
            }

            if (listed && !member.Hyperparameter.Contains(value))
            {
                return $"may be {value}, but {typeof(T).Name}.{member.Name} is {member.Hyperparameter.Describe()}";
            }
        }

        return null;
    }

    private SearchSpace Build(MemberFinder finder)
    {
        SearchSpaceBuilder builder = new();
        try
        {
            foreach (BoundMember member in _members)
            {
                builder.Add(member.Hyperparameter, member.When);
            }

            foreach (ForbidAttribute clause in typeof(T).GetCustomAttributes(typeof(ForbidAttribute), inherit: true).Cast<ForbidAttribute>())
            {
                builder.Forbid(clause.Clause);
            }

            return builder.ToSpace();
        }
        catch (InvalidOptionException e)
        {
            // Seen from the space, the key is a hyperparameter's name, perhaps with .when behind it, or a clause's number.
            BoundMember? member = _members.FirstOrDefault(m => e.Key == m.Hyperparameter.Name || e.Key == $"{m.Hyperparameter.Name}.when");
            throw finder.Error(
                member is null ? $"[Forbid] {e.Problem}" : e.Key == member.Hyperparameter.Name ? $"'{e.Key}' {e.Problem}" : $"[When] {e.Problem}", member?.Name, e);
        }
    }

    private Func<Configuration, T> Compile(MemberFinder finder)
    {
        ParameterExpression configuration = Expression.Parameter(typeof(Configuration));
        NewExpression created = finder.Constructor is { } constructor
            ? Expression.New(constructor, _members.Where(m => m.IsParameter).Select(m => m.ReadFrom(configuration)))
            : Expression.New(typeof(T));
        IEnumerable<MemberAssignment> assignments = _members.Where(m => !m.IsParameter).Select(m => Expression.Bind(m.Property, m.ReadFrom(configuration)));
        return Expression.Lambda<Func<Configuration, T>>(Expression.MemberInit(created, assignments), configuration).Compile();
    }
}
