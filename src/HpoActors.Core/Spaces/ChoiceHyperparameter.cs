namespace HpoActors.Core.Spaces;

/// <summary>One of some values without an order.</summary>
public sealed record ChoiceHyperparameter : Hyperparameter
{
    /// <summary>One of <paramref name="values"/>, each equally likely.</summary>
    /// <exception cref="InvalidOptionException">There are no values, or one stands twice.</exception>
    public ChoiceHyperparameter(string name, params IReadOnlyList<HyperparameterValue> values)
        : base(name)
    {
        Values = FiniteValues.Checked(name, values);
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<HyperparameterValue> Values { get; }

    /// <inheritdoc/>
    public override bool IsOrdered => false;

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
    public override string Describe() => $"choice of {string.Join(", ", Values)}";

    /// <inheritdoc/>
    public bool Equals(ChoiceHyperparameter? other) => other is not null && base.Equals(other) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Values.Count);
}
