using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Generation;

/// <summary>Spaces as people write them.</summary>
internal static class TypicalSpaces
{
    private static readonly HyperparameterValue[] Activations = [HyperparameterValue.Of("tanh"), HyperparameterValue.Of("relu")];

    /// <summary>Two real numbers, endless for any searcher.</summary>
    public static SearchSpace Continuous { get; } = new(new FloatHyperparameter("x", -5, 5), new FloatHyperparameter("y", 1e-4, 1, Scale.Log));

    /// <summary>The textbook's multi-layer perceptron.</summary>
    public static SearchSpace Mixed { get; } = new(
        new FloatHyperparameter("learning_rate", 1e-6, 1e-1, Scale.Log),
        new IntHyperparameter("batch_size", 8, 256, Scale.Log),
        new FloatHyperparameter("momentum", 0, 0.99),
        new ChoiceHyperparameter("activation", Activations),
        new IntHyperparameter("layers", 1, 6));

    /// <summary>Branches within branches, by and and or, on parents of several kinds; each one has a good share of the space.</summary>
    public static SearchSpace Conditional { get; } = new(
        new ChoiceHyperparameter("model", HyperparameterValue.Of("mlp"), HyperparameterValue.Of("svm")),
        new IntHyperparameter("layers", 1, 4) { When = "model == mlp" },
        new IntHyperparameter("units_2", 1, 3) { When = "layers >= 2" },
        new IntHyperparameter("units_3", 1, 3) { When = "layers >= 3 && units_2 >= 2" },
        new OrdinalHyperparameter("kernel", HyperparameterValue.Of("linear"), HyperparameterValue.Of("rbf")) { When = "model == svm" },
        new BoolHyperparameter("shrink") { When = "kernel == rbf or layers <= 2" },
        new IntHyperparameter("rate", 1, 3) { When = "shrink && !(model == mlp)" });

    /// <summary>Clauses that take a half.</summary>
    public static SearchSpace Forbidding { get; } = new(
        [new FloatHyperparameter("x", 0, 1), new FloatHyperparameter("y", 0, 1), new ChoiceHyperparameter("activation", Activations), new IntHyperparameter("layers", 1, 6)],
        ["x < y", "activation == tanh && layers > 4"]);

    public static IReadOnlyList<SearchSpace> All { get; } = [Continuous, Mixed, Conditional, Forbidding];
}
