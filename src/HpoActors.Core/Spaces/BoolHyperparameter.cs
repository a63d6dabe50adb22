namespace HpoActors.Core.Spaces;

/// <summary>True or false.</summary>
public sealed record BoolHyperparameter : Hyperparameter
{
    /// <summary>True or false, equally likely.</summary>
    public BoolHyperparameter(string name)
        : base(name)
    {
    }

    /// <inheritdoc/>
    public override bool IsOrdered => false;

    /// <inheritdoc/>
    public override long? Cardinality => 2;

    /// <inheritdoc/>
    public override HyperparameterValue FromUnit(double u) => HyperparameterValue.Of(u >= 0.5);

    /// <inheritdoc/>
    public override UnitCell ToUnit(HyperparameterValue value) => UnitCell.Of(value.AsBool() ? 1 : 0, 2);

    /// <inheritdoc/>
    public override bool Contains(HyperparameterValue value) => value.Kind == ValueKind.Bool;

    /// <inheritdoc/>
    public override IReadOnlyList<HyperparameterValue> Grid(int resolution) => [HyperparameterValue.Of(false), HyperparameterValue.Of(true)];

    /// <inheritdoc/>
    public override string Describe() => "bool";
}
