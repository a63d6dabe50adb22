namespace HpoActors.Core.Spaces;

/// <summary>A real number in [Min, Max].</summary>
public sealed record FloatHyperparameter : Hyperparameter
{
    private readonly StepGrid? _grid;

    /// <summary>A real number in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    /// <param name="name">The hyperparameter's name.</param>
    /// <param name="min">The smallest value, finite; above 0 on a log scale.</param>
    /// <param name="max">The largest value, finite, not below <paramref name="min"/>.</param>
    /// <param name="scale">Default linear.</param>
    /// <param name="step">Values are min, min + step, … up to max; exact in decimals. Linear scale only. Default null: continuous.</param>
    /// <param name="prior">Default null: uniform on the scale.</param>
    /// <exception cref="InvalidOptionException">A bound, the step or the prior does not fit; its key names which.</exception>
    public FloatHyperparameter(string name, double min, double max, Scale scale = Scale.Linear, double? step = null, Prior? prior = null)
        : base(name)
    {
        // No negative zero: it is equal to zero and yet another value.
        min += 0.0;
        max += 0.0;
        if (!double.IsFinite(min))
        {
            throw Invalid("min", $"must be a finite number (is {Number(min)})");
        }

        if (!double.IsFinite(max) || !double.IsFinite(max - min))
        {
            throw Invalid("max", $"must be a finite number not too far from min (is {Number(max)})");
        }

        if (min > max)
        {
            throw Invalid("min", $"is above max ({Number(min)} > {Number(max)}); swap them");
        }

        if (min <= 0 && scale == Scale.Log)
        {
            throw Invalid("min", $"must be above 0 on a log scale (is {Number(min)}); choose a small positive number or scale = linear");
        }

        if (min <= 0 && prior is { NeedsPositiveRange: true })
        {
            throw Invalid("min", $"must be above 0 for a prior of logarithms (is {Number(min)}); choose a small positive number or another prior");
        }

        if (step is { } s)
        {
            if (!(s > 0) || !double.IsFinite(s))
            {
                throw Invalid("step", $"must be a finite number above 0 (is {Number(s)})");
            }

            if (scale == Scale.Log)
            {
                throw Invalid("step", "goes with scale = linear only; leave step out or the scale");
            }

            if (!StepGrid.CanTellApart(min, max, s))
            {
                throw Invalid("step", $"is too small for the range: neighbouring values could not be told apart (is {Number(s)})");
            }

            _grid = new StepGrid(min, max, s);
        }

        Min = min;
        Max = max;
        Scale = scale;
        Step = step;
        Prior = prior;
    }

    /// <summary>The smallest value.</summary>
    public double Min { get; }

    /// <summary>The largest value; where there is a step, the largest reachable one may be below it.</summary>
    public double Max { get; }

    /// <summary>The scale.</summary>
    public Scale Scale { get; }

    /// <summary>The distance of neighbouring values, or null.</summary>
    public double? Step { get; }

    /// <summary>The prior, or null for uniform on the scale.</summary>
    public Prior? Prior { get; }

    /// <inheritdoc/>
    public override long? Cardinality => _grid?.Count ?? (Min == Max ? 1 : null);

    private Prior Weight => Prior ?? (Scale == Scale.Log ? Spaces.Prior.LogUniform : Spaces.Prior.Uniform);

    /// <inheritdoc/>
    public override HyperparameterValue FromUnit(double u)
    {
        return HyperparameterValue.Of(_grid is null ? Weight.Quantile(u, Min, Max, Scale) : _grid[_grid.Index(u, Prior)]);
    }

    /// <inheritdoc/>
    public override UnitCell ToUnit(HyperparameterValue value)
    {
        double x = value.AsDouble();
        if (_grid is not null)
        {
            return _grid.CellOf(x, Prior);
        }

        double share = Weight.Share(x, Min, Max, Scale);
        return Min == Max ? new UnitCell(0, 1) : new UnitCell(share, share);
    }

    /// <inheritdoc/>
    public override bool Contains(HyperparameterValue value)
    {
        if (value.Kind != ValueKind.Float)
        {
            return false;
        }

        double x = value.AsDouble();
        return _grid is null ? x >= Min && x <= Max : _grid.Contains(x);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<HyperparameterValue> Grid(int resolution)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resolution);
        if (_grid is not null)
        {
            return [.. GridIndices.Spread(_grid.Count, resolution).Select(k => HyperparameterValue.Of(_grid[k]))];
        }

        Prior scale = Scale == Scale.Log ? Spaces.Prior.LogUniform : Spaces.Prior.Uniform;
        int count = Min == Max ? 1 : resolution;
        return [.. Enumerable.Range(0, count).Select(i => At(count == 1 ? 0.5 : i / (count - 1.0))).Distinct()];

        // The ends are the bounds themselves, not what a logarithm and its inverse make of them.
        HyperparameterValue At(double u) => HyperparameterValue.Of(u <= 0 ? Min : u >= 1 ? Max : scale.Quantile(u, Min, Max, Scale));
    }

    /// <inheritdoc/>
    public override string Describe() =>
        $"float in [{Number(Min)}, {Number(Max)}]" + (Scale == Scale.Log ? ", log scale" : "") + (Step is { } s ? $", step {Number(s)}" : "")
        + (Prior is null ? "" : $", prior {Prior}");
}
