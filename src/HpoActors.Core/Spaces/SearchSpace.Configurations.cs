using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces.Conditions;

namespace HpoActors.Core.Spaces;

/// <summary>The way between configurations and the unit cube.</summary>
public sealed partial class SearchSpace
{
    /// <summary>A configuration drawn from the priors; one number of the stream for each hyperparameter, again where a forbidden clause holds.</summary>
    public Configuration Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return TrySample(random) ?? _witness!;
    }

    // Null where everything drawn is forbidden.
    private Configuration? TrySample(RandomStream random)
    {
        int count = _hyperparameters.Length;
        Span<double> unit = count <= 64 ? stackalloc double[count] : new double[count];
        for (int draw = 0; draw < MostDraws; draw++)
        {
            for (int i = 0; i < count; i++)
            {
                unit[i] = random.NextDouble();
            }

            if (TryDecode(unit) is { } configuration)
            {
                return configuration;
            }
        }

        return null;
    }

    /// <summary>The configuration at a point of the unit cube, whether it is forbidden or not.</summary>
    /// <param name="unit">A number for each hyperparameter in order; what lies outside [0, 1] counts as the nearer end, NaN as 0.</param>
    public Configuration Decode(ReadOnlySpan<double> unit)
    {
        HyperparameterValue[] values = new HyperparameterValue[_hyperparameters.Length];
        Span<bool> active = stackalloc bool[values.Length];
        Assign(unit, values, active);
        return Bind(values, active);
    }

    /// <summary>The configuration at a point of the unit cube, or null where a forbidden clause holds.</summary>
    /// <param name="unit">As for <see cref="Decode"/>.</param>
    public Configuration? TryDecode(ReadOnlySpan<double> unit)
    {
        HyperparameterValue[] values = new HyperparameterValue[_hyperparameters.Length];
        Span<bool> active = stackalloc bool[values.Length];
        Assign(unit, values, active);
        return IsForbidden(values, active) ? null : Bind(values, active);
    }

    /// <summary>Where a configuration lies in the unit cube: the middle of each value's cell.</summary>
    /// <param name="configuration">A configuration of this space.</param>
    /// <param name="unit">Takes a number for each hyperparameter in order; NaN where the configuration does not have it.</param>
    public void Encode(Configuration configuration, Span<double> unit)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentOutOfRangeException.ThrowIfNotEqual(unit.Length, _hyperparameters.Length, nameof(unit));
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = configuration.TryGet(_names[i], out HyperparameterValue value) ? _hyperparameters[i].ToUnit(value).Middle : double.NaN;
        }
    }

    /// <summary>Whether no forbidden clause holds for the configuration.</summary>
    public bool Allows(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        HyperparameterValue[] values = new HyperparameterValue[_hyperparameters.Length];
        Span<bool> active = stackalloc bool[values.Length];
        Read(configuration, values, active);
        return !IsForbidden(values, active);
    }

    /// <summary>Whether the configuration has exactly the hyperparameters that exist for it, each with a value that it may take, and none forbids it.</summary>
    public bool Contains(Configuration configuration) => Problem(configuration) is null;

    /// <summary>What keeps the configuration from being one of this space, in words that continue "the configuration …"; null where nothing does.</summary>
    public string? Problem(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        HyperparameterValue[] values = new HyperparameterValue[_hyperparameters.Length];
        Span<bool> active = stackalloc bool[values.Length];
        Read(configuration, values, active);
        if (configuration.FirstOrDefault(p => Array.IndexOf(_names, p.Key) < 0).Key is { } unknown)
        {
            return $"has '{unknown}', which is no hyperparameter of the space{Nearest.Hint(unknown, _names)}";
        }

        foreach (int i in _order)
        {
            Hyperparameter hyperparameter = _hyperparameters[i];
            bool exists = _conditions[i]?.Holds(values, active) ?? _conditions[i] is null;
            if (exists != active[i])
            {
                return exists ? $"lacks {hyperparameter.Name}" : $"has {hyperparameter.Name}, which exists only where {hyperparameter.When}";
            }

            if (exists && !hyperparameter.Contains(values[i]))
            {
                return $"has {hyperparameter.Name} = {values[i]}, which is no {hyperparameter.Describe()}";
            }
        }

        for (int i = 0; i < _forbidden.Length; i++)
        {
            if (_forbidden[i].Holds(values, active) is true)
            {
                return $"is forbidden: {Forbidden[i]}";
            }
        }

        return null;
    }

    /// <summary>
    /// Every configuration whose values are on the axes, once and in order, the last hyperparameter changing fastest; without what is forbidden.
    /// </summary>
    /// <param name="axes">Values for each hyperparameter in order.</param>
    public IEnumerable<Configuration> Enumerate(IReadOnlyList<IReadOnlyList<HyperparameterValue>> axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(axes.Count, _hyperparameters.Length, nameof(axes));
        return EnumerateFrom(axes);
    }

    private IEnumerable<Configuration> EnumerateFrom(IReadOnlyList<IReadOnlyList<HyperparameterValue>> axes)
    {
        int count = _hyperparameters.Length;
        int[] index = new int[count];
        HyperparameterValue[] values = new HyperparameterValue[count];
        bool[] active = new bool[count];
        int depth = 0;
        while (true)
        {
            // Down, to the first value of everything below, unless what there is forbids it all.
            bool allowed = !IsForbidden(values, active);
            for (; allowed && depth < count; depth++)
            {
                int i = _order[depth];
                active[i] = _conditions[i] is not { } condition || condition.Holds(values, active) is true;
                index[i] = 0;
                values[i] = active[i] ? axes[i][0] : default;
                allowed = !IsForbidden(values, active);
            }

            if (allowed)
            {
                yield return Bind([.. values], active);
            }

            // Up, to the deepest one with another value.
            while (depth > 0 && !(active[_order[depth - 1]] && index[_order[depth - 1]] + 1 < axes[_order[depth - 1]].Count))
            {
                active[_order[--depth]] = false;
            }

            if (depth == 0)
            {
                yield break;
            }

            int next = _order[depth - 1];
            values[next] = axes[next][++index[next]];
        }
    }

    /// <summary>
    /// The configuration with these values, without those that may be left out and do not exist for the others. It may still be none of this space
    /// (<see cref="Problem"/>).
    /// </summary>
    /// <param name="values">A value for each hyperparameter in order.</param>
    /// <param name="given">Which of them are given.</param>
    /// <param name="optional">Which of them are left out where their condition does not hold.</param>
    internal Configuration Assemble(HyperparameterValue[] values, bool[] given, bool[] optional)
    {
        foreach (int i in _order)
        {
            given[i] &= !optional[i] || _conditions[i] is not { } condition || condition.Holds(values, given) is true;
        }

        return Bind(values, given);
    }

    private void Assign(ReadOnlySpan<double> unit, HyperparameterValue[] values, Span<bool> active)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(unit.Length, values.Length, nameof(unit));
        foreach (int i in _order)
        {
            if (_conditions[i] is not { } condition || condition.Holds(values, active) is true)
            {
                active[i] = true;
                values[i] = _hyperparameters[i].FromUnit(unit[i] >= 0 ? Math.Min(unit[i], 1) : 0);
            }
        }
    }

    private void Read(Configuration configuration, HyperparameterValue[] values, Span<bool> active)
    {
        for (int i = 0; i < values.Length; i++)
        {
            active[i] = configuration.TryGet(_names[i], out values[i]);
        }
    }

    private bool IsForbidden(HyperparameterValue[] values, ReadOnlySpan<bool> active)
    {
        foreach (BoundCondition clause in _forbidden)
        {
            if (clause.Holds(values, active) is true)
            {
                return true;
            }
        }

        return false;
    }

    private Configuration Bind(HyperparameterValue[] values, ReadOnlySpan<bool> active)
    {
        if (!active.Contains(false))
        {
            return new Configuration(_names, values);
        }

        HyperparameterValue[] present = new HyperparameterValue[active.Count(true)];
        int count = 0;
        ulong key = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (active[i])
            {
                present[count++] = values[i];
                key |= i < 64 ? 1UL << i : 0;
            }
        }

        bool isShared = values.Length <= 64;
        if (!isShared || !_activeNames.TryGetValue(key, out string[]? names))
        {
            bool[] which = active.ToArray();
            names = [.. _names.Where((_, i) => which[i])];
            names = isShared ? _activeNames.GetOrAdd(key, names) : names;
        }

        return new Configuration(names, present);
    }
}
