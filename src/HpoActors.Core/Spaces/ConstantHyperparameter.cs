namespace HpoActors.Core.Spaces;

/// <summary>A value that every configuration has.</summary>
public sealed record ConstantHyperparameter : Hyperparameter
{
    /// <summary>Always <paramref name="value"/>.</summary>
    public ConstantHyperparameter(string name, HyperparameterValue value)
        : base(name)
    {
        Value = value;
    }

    /// <summary>The value.</summary>
    public HyperparameterValue Value { get; }

    /// <inheritdoc/>
    public override long? Cardinality => 1;

    /// <inheritdoc/>
    public override HyperparameterValue FromUnit(double u) => Value;

    /// <inheritdoc/>
    public override UnitCell ToUnit(HyperparameterValue value) => new(0, 1);

    /// <inheritdoc/>
    public override bool Contains(HyperparameterValue value) => value == Value;

    /// <inheritdoc/>
    public override IReadOnlyList<HyperparameterValue> Grid(int resolution) => [Value];

    /// <inheritdoc/>
    public override string Describe() => $"constant {Value}";
}
