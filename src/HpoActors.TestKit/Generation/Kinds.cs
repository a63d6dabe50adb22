using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Generation;

/// <summary>One hyperparameter of every kind that a space can have, the awkward ones included, each with the type that its values must have.</summary>
internal static class Kinds
{
    private const long LargestInt = 1L << 53;

    private static readonly HyperparameterValue[] Mixed =
        [HyperparameterValue.Of("relu"), HyperparameterValue.Of(1L), HyperparameterValue.Of(1.0), HyperparameterValue.Of(true), HyperparameterValue.Of("")];

    public static int Count { get; } = All("x").Count;

    public static IReadOnlyList<Hyperparameter> All(string name) =>
    [
        new FloatHyperparameter(name, 0, 1),
        new FloatHyperparameter(name, -1e300, 1e300),
        new FloatHyperparameter(name, 1, 1 + 1e-15),
        new FloatHyperparameter(name, 1e-6, 1e-1, Scale.Log),
        new FloatHyperparameter(name, 1e-300, 1e300, Scale.Log),
        new FloatHyperparameter(name, -10.2, 10.2, step: 0.1),
        new FloatHyperparameter(name, 0, 1, step: 1 / 3.0),
        new FloatHyperparameter(name, 0, 1, step: 0.3),
        new FloatHyperparameter(name, 1, 100, Scale.Log, prior: Prior.Uniform),
        new FloatHyperparameter(name, 1, 100, prior: Prior.LogUniform),
        new FloatHyperparameter(name, 0, 0.99, prior: Prior.Normal(0.9, 0.1)),
        new FloatHyperparameter(name, 0, 1, prior: Prior.Normal(50, 1)),
        new FloatHyperparameter(name, -5, 5, step: 0.5, prior: Prior.Normal(0, 1)),
        new FloatHyperparameter(name, 1e-5, 1, Scale.Log, prior: Prior.LogNormal(-3, 1)),
        new FloatHyperparameter(name, 0, 1, prior: Prior.Beta(0.5, 0.5)),
        new FloatHyperparameter(name, 1e-5, 1, Scale.Log, prior: Prior.Beta(2, 5)),
        new IntHyperparameter(name, 1, 6),
        new IntHyperparameter(name, -LargestInt, LargestInt),
        new IntHyperparameter(name, 8, 256, Scale.Log),
        new IntHyperparameter(name, 1, 1L << 40, Scale.Log),
        new IntHyperparameter(name, -3, 100, step: 7),
        new IntHyperparameter(name, 0, 50, prior: Prior.Normal(10, 5)),
        new IntHyperparameter(name, 1, 50, prior: Prior.LogNormal(1, 1)),
        new IntHyperparameter(name, 1, 1000, Scale.Log, prior: Prior.Beta(2, 2)),
        new ChoiceHyperparameter(name, HyperparameterValue.Of("tanh"), HyperparameterValue.Of("relu")),
        new ChoiceHyperparameter(name, Mixed),
        new OrdinalHyperparameter(name, HyperparameterValue.Of(16L), HyperparameterValue.Of(32L), HyperparameterValue.Of(64L)),
        new OrdinalHyperparameter(name, Mixed),
        new BoolHyperparameter(name),
        .. SingleValued(name),
    ];

    public static IReadOnlyList<Hyperparameter> SingleValued(string name) =>
    [
        new FloatHyperparameter(name, 0.3, 0.3),
        new FloatHyperparameter(name, 0.3, 0.3, Scale.Log),
        new FloatHyperparameter(name, 0.3, 0.3, step: 0.1),
        new FloatHyperparameter(name, 0.3, 0.35, step: 0.1),
        new FloatHyperparameter(name, 0.3, 0.3, prior: Prior.Normal(0, 1)),
        new FloatHyperparameter(name, 0.3, 0.3, prior: Prior.Beta(2, 2)),
        new IntHyperparameter(name, 3, 3),
        new IntHyperparameter(name, 3, 3, Scale.Log),
        new IntHyperparameter(name, 3, 7, step: 5),
        new IntHyperparameter(name, 3, 3, prior: Prior.Normal(0, 1)),
        new ChoiceHyperparameter(name, HyperparameterValue.Of("only")),
        new OrdinalHyperparameter(name, HyperparameterValue.Of(3L)),
        new ConstantHyperparameter(name, HyperparameterValue.Of(3L)),
        new ConstantHyperparameter(name, HyperparameterValue.Of("text")),
    ];
}
