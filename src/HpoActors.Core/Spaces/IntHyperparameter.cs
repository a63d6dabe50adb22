namespace HpoActors.Core.Spaces;

/// <summary>A whole number in [Min, Max].</summary>
public sealed record IntHyperparameter : Hyperparameter
{
    private const long Limit = 1L << 53;

    /// <summary>A whole number in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    /// <param name="name">The hyperparameter's name.</param>
    /// <param name="min">The smallest value; at least 1 on a log scale.</param>
    /// <param name="max">The largest value, not below <paramref name="min"/>. Both within ±2⁵³.</param>
    /// <param name="scale">Default linear. On a log scale each value stands for [value − ½, value + ½].</param>
    /// <param name="step">Values are min, min + step, … up to max. Default 1; others go with the linear scale only.</param>
    /// <param name="prior">Default null: uniform on the scale.</param>
    /// <exception cref="InvalidOptionException">A bound, the step or the prior does not fit; its key names which.</exception>
    public IntHyperparameter(string name, long min, long max, Scale scale = Scale.Linear, long step = 1, Prior? prior = null)
        : base(name)
    {
        if (Math.Abs((decimal)min) > Limit)
        {
            throw Invalid("min", $"must lie within ±2^53 (is {min})");
        }

        if (Math.Abs((decimal)max) > Limit)
        {
            throw Invalid("max", $"must lie within ±2^53 (is {max})");
        }

        if (min > max)
        {
            throw Invalid("min", $"is above max ({min} > {max}); swap them");
        }

        if (min < 1 && scale == Scale.Log)
        {
            throw Invalid("min", $"must be at least 1 on a log scale (is {min}); raise min or choose scale = linear");
        }

        if (min < 1 && prior is { NeedsPositiveRange: true })
        {
            throw Invalid("min", $"must be at least 1 for a prior of logarithms (is {min}); raise min or choose another prior");
        }

        if (step < 1)
        {
            throw Invalid("step", $"must be at least 1 (is {step})");
        }

        if (step > 1 && scale == Scale.Log)
        {
            throw Invalid("step", "goes with scale = linear only; leave step out or the scale");
        }

        Min = min;
        Max = max;
        Scale = scale;
        Step = step;
        Prior = prior;
        Count = ((max - min) / step) + 1;
    }

    /// <summary>The smallest value.</summary>
    public long Min { get; }

    /// <summary>The largest value; where there is a step, the largest reachable one may be below it.</summary>
    public long Max { get; }

    /// <summary>The scale.</summary>
    public Scale Scale { get; }

    /// <summary>The distance of neighbouring values, 1 by default.</summary>
    public long Step { get; }

    /// <summary>The prior, or null for uniform on the scale.</summary>
    public Prior? Prior { get; }

    /// <inheritdoc/>
    public override long? Cardinality => Count;

    private long Count { get; }

    /// <inheritdoc/>
    public override HyperparameterValue FromUnit(double u)
    {
        if (Scale == Scale.Linear && Prior is null)
        {
            return At((long)(u * Count));
        }

        (Prior prior, double low, double high) = Cells();
        double x = prior.Quantile(u, low, high, Scale);

        // Rounded before the difference, which may lose the fraction.
        return At(Step == 1 ? (long)Math.Round(x) - Min : (long)Math.Round((x - Min) / Step));
    }

    /// <inheritdoc/>
    public override UnitCell ToUnit(HyperparameterValue value)
    {
        long x = value.AsInt64();
        if (Scale == Scale.Linear && Prior is null)
        {
            return UnitCell.Of((x - Min) / Step, Count);
        }

        // Neighbours share an edge to the last bit.
        (Prior prior, double low, double high) = Cells();
        long index = (x - Min) / Step;
        return new UnitCell(Share(index), Share(index + 1));

        double Share(long edge) => edge == 0 ? 0 : edge == Count ? 1 : prior.Share(Min + ((edge - 0.5) * Step), low, high, Scale);
    }

    /// <inheritdoc/>
    public override bool Contains(HyperparameterValue value) =>
        value.Kind == ValueKind.Int && value.AsInt64() is var x && x >= Min && x <= Max && (x - Min) % Step == 0;

    /// <inheritdoc/>
    public override IReadOnlyList<HyperparameterValue> Grid(int resolution)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resolution);
        if (Scale == Scale.Linear || Count <= resolution)
        {
            return [.. GridIndices.Spread(Count, resolution).Select(At)];
        }

        return [.. LogIndices(resolution).Select(At)];
    }

    /// <inheritdoc/>
    public override string Describe() =>
        $"int in [{Min}, {Max}]" + (Scale == Scale.Log ? ", log scale" : "") + (Step > 1 ? $", step {Step}" : "") + (Prior is null ? "" : $", prior {Prior}");

    // Each value owns the cell of half a step around it, so that the ends get their full share.
    private (Prior Prior, double Low, double High) Cells()
    {
        Prior prior = Prior ?? Spaces.Prior.LogUniform;
        double half = Step / 2.0;
        return (prior, Math.Max(Min - half, Scale == Scale.Log || prior.NeedsPositiveRange ? 0.5 : double.MinValue), Min + ((Count - 1) * Step) + half);
    }

    private IEnumerable<long> LogIndices(int resolution)
    {
        double low = Math.Log(Min);
        double high = Math.Log(Max);
        long last = -1;
        for (int i = 0; i < resolution; i++)
        {
            double x = Math.Exp(resolution == 1 ? (low + high) / 2 : low + (i * (high - low) / (resolution - 1)));

            // Where ratios are finer than whole numbers, the next one stands in; the bounds are no roundings of a logarithm.
            last = i == 0 && resolution > 1 ? 0 : i == resolution - 1 && i > 0 ? Count - 1
                : Math.Clamp((long)Math.Round(x) - Min, last + 1, Count - resolution + i);
            yield return last;
        }
    }

    private HyperparameterValue At(long index) => HyperparameterValue.Of(Min + (Math.Clamp(index, 0, Count - 1) * Step));
}
