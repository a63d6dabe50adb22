using HpoActors.Core.Randomness;

namespace HpoActors.Core.Spaces;

/// <summary>The hyperparameters of an experiment, in order. Immutable.</summary>
public sealed class SearchSpace
{
    private readonly string[] _names;

    /// <summary>A space of these hyperparameters.</summary>
    /// <exception cref="InvalidOptionException">Two of them have one name.</exception>
    public SearchSpace(params IEnumerable<Hyperparameter> hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        Hyperparameters = [.. hyperparameters];
        _names = [.. Hyperparameters.Select(h => h.Name)];
        if (_names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidOptionException(twice.Key, "stands twice in the space; each hyperparameter has a name of its own");
        }
    }

    /// <summary>The hyperparameters in order.</summary>
    public IReadOnlyList<Hyperparameter> Hyperparameters { get; }

    /// <summary>The number of configurations, or null where it is infinite or above 2⁶³.</summary>
    public long? Cardinality
    {
        get
        {
            long product = 1;
            foreach (Hyperparameter hyperparameter in Hyperparameters)
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

    /// <summary>A configuration drawn from the priors, one number of the stream for each hyperparameter.</summary>
    public Configuration Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        HyperparameterValue[] values = new HyperparameterValue[_names.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Hyperparameters[i].FromUnit(random.NextDouble());
        }

        return new Configuration(_names, values);
    }

    /// <summary>The configuration of these values, in the space's order; no check is made.</summary>
    internal Configuration Bind(HyperparameterValue[] values) => new(_names, values);

    /// <summary>Whether the configuration has exactly the space's hyperparameters, each with a value that it may take.</summary>
    public bool Contains(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Count == Hyperparameters.Count
            && Hyperparameters.All(h => configuration.TryGet(h.Name, out HyperparameterValue value) && h.Contains(value));
    }
}
