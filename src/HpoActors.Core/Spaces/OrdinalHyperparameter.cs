namespace HpoActors.Core.Spaces;

/// <summary>One of some values that have an order, small to large as written.</summary>
public sealed record OrdinalHyperparameter : Hyperparameter
{
    /// <summary>One of <paramref name="values"/>, each equally likely; searchers may use that neighbours are alike.</summary>
    /// <exception cref="InvalidOptionException">There are no values, or one stands twice.</exception>
    public OrdinalHyperparameter(string name, params IReadOnlyList<HyperparameterValue> values)
        : base(name)
    {
        Values = FiniteValues.Checked(name, values);
    }

    /// <summary>The values in their order.</summary>
    public IReadOnlyList<HyperparameterValue> Values { get; }

    /// <inheritdoc/>
    public override long? Cardinality => Values.Count;

    /// <inheritdoc/>
    public override HyperparameterValue FromUnit(double u) => FiniteValues.At(Values, u);

    /// <inheritdoc/>
    public override UnitCell ToUnit(HyperparameterValue value) => FiniteValues.CellOf(Values, value);

    /// <inheritdoc/>
    public override bool Contains(HyperparameterValue value) => Values.Contains(value);

    /// <inheritdoc/>
    public override IReadOnlyList<HyperparameterValue> Grid(int resolution) => Values;

    /// <inheritdoc/>
    public override string Describe() => $"ordinal {string.Join(" < ", Values)}";

    /// <inheritdoc/>
    public bool Equals(OrdinalHyperparameter? other) => other is not null && base.Equals(other) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Values.Count);
}
