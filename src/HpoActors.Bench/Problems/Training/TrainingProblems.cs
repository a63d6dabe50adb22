using System.Globalization;
using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Problems.Training;

/// <summary>
/// Real jobs in small: models trained on <see cref="SmallImages"/>, judged by the cross-entropy on images that they did not see. Weights and order follow from
/// the seed, so that within a seed all contenders search the same landscape.
/// </summary>
internal static class TrainingProblems
{
    private const int Epochs = 3;
    private const int MostLayers = 3;

    /// <summary>Softmax regression.</summary>
    public static BenchProblem Softmax { get; } = Of(
        "softmax",
        [
            new FloatHyperparameter("learning_rate", 1e-5, 10, Scale.Log),
            new IntHyperparameter("batch_size", 4, 256, Scale.Log),
            new FloatHyperparameter("momentum", 0, 0.99),
            new FloatHyperparameter("weight_decay", 1e-6, 1, Scale.Log),
        ]);

    /// <summary>A multi-layer perceptron whose layers have units of their own, which exist only where the layer does.</summary>
    public static BenchProblem Mlp { get; } = Of(
        "mlp",
        [
            new FloatHyperparameter("learning_rate", 1e-5, 1, Scale.Log),
            new IntHyperparameter("batch_size", 4, 256, Scale.Log),
            new FloatHyperparameter("momentum", 0, 0.99),
            new ChoiceHyperparameter("activation", HyperparameterValue.Of("tanh"), HyperparameterValue.Of("relu")),
            new IntHyperparameter("layers", 1, MostLayers),
            .. Enumerable.Range(1, MostLayers).Select(layer => new IntHyperparameter(Units(layer), 4, 64, Scale.Log) { When = layer == 1 ? null : Condition.Parse($"layers >= {layer}") }),
        ]);

    private static BenchProblem Of(string name, IEnumerable<Hyperparameter> hyperparameters) =>
        new(name, ProblemKind.Training, new SearchSpace(hyperparameters), (configuration, seed, _) =>
        {
            double loss = SmallNetwork.Train(RecipeOf(configuration), SmallImages.Shared, seed, Epochs);
            return new Evaluation(loss, loss);
        });

    private static Recipe RecipeOf(Configuration configuration) => new(
        [.. Enumerable.Range(1, configuration.GetInt32("layers", 0)).Select(layer => configuration.GetInt32(Units(layer)))],
        configuration.TryGet("activation", out HyperparameterValue activation) && activation.AsText() == "tanh",
        configuration.GetDouble("learning_rate"),
        configuration.GetInt32("batch_size"),
        configuration.GetDouble("momentum"),
        configuration.GetDouble("weight_decay", 0));

    private static string Units(int layer) => string.Create(CultureInfo.InvariantCulture, $"units_{layer}");
}
