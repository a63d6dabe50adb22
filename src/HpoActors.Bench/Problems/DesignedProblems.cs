using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Problems;

/// <summary>Problems made for this suite: kinds of space that the literature's functions do not have. All have the minimum 0.</summary>
internal static class DesignedProblems
{
    private static readonly string[] Optimizers = ["sgd", "momentum", "adam", "rmsprop"];

    // What each costs at its best, and the logarithm of the rate that suits it.
    private static readonly double[] OptimizerCosts = [0.35, 0.12, 0, 0.08];
    private static readonly double[] OptimizerRates = [-1.1, -1.7, -3.7, -2.6];

    // Costs of kind (row) and size (column); what is forbidden would be the best.
    private static readonly double[,] PartCosts =
    {
        { 0.9, 0.7, 0.5, 0.4, 0.6 },
        { 0.8, 0.4, 0.2, 0.3, 0.5 },
        { 0.6, 0.3, 0.0, -1.0, -0.8 },
    };

    /// <summary>Every kind of hyperparameter at once; what rate suits depends on a choice and a bool.</summary>
    public static BenchProblem Mixed { get; } = new(
        "mixed",
        ProblemKind.Mixed,
        new SearchSpace(
            new FloatHyperparameter("rate", 1e-5, 1, Scale.Log),
            new IntHyperparameter("width", 4, 512, Scale.Log),
            new IntHyperparameter("depth", 1, 9),
            new ChoiceHyperparameter("optimizer", Texts(Optimizers)),
            new OrdinalHyperparameter("batch", Whole(8, 16, 32, 64, 128, 256)),
            new BoolHyperparameter("normalise")),
        (configuration, _, _) => Exactly(MixedValue(configuration)))
    {
        Optimum = 0,
        Minimizer = new Configuration(
        [
            new("rate", HyperparameterValue.Of(Math.Pow(10, -3.3))),
            new("width", HyperparameterValue.Of(128)),
            new("depth", HyperparameterValue.Of(7)),
            new("optimizer", HyperparameterValue.Of("adam")),
            new("batch", HyperparameterValue.Of(16)),
            new("normalise", HyperparameterValue.Of(true)),
        ]),
    };

    /// <summary>A choice with other hyperparameters below each of its values, one of them below another condition.</summary>
    public static BenchProblem Conditional { get; } = new(
        "conditional",
        ProblemKind.Conditional,
        new SearchSpace(
            new ChoiceHyperparameter("model", Texts(["linear", "tree", "network"])),
            new FloatHyperparameter("l2", 1e-6, 10, Scale.Log) { When = "model == linear" },
            new IntHyperparameter("depth", 1, 16) { When = "model == tree" },
            new FloatHyperparameter("shrinkage", 1e-3, 1, Scale.Log) { When = "model == tree" },
            new IntHyperparameter("layers", 1, 4) { When = "model == network" },
            new FloatHyperparameter("rate", 1e-5, 1, Scale.Log) { When = "model == network" },
            new FloatHyperparameter("dropout", 0, 0.8) { When = "model == network && layers >= 2" }),
        (configuration, _, _) => Exactly(ConditionalValue(configuration)))
    {
        Optimum = 0,
        Minimizer = new Configuration(
        [
            new("model", HyperparameterValue.Of("network")),
            new("layers", HyperparameterValue.Of(3)),
            new("rate", HyperparameterValue.Of(Math.Pow(10, -3.4))),
            new("dropout", HyperparameterValue.Of(0.23)),
        ]),
    };

    /// <summary>Steps, an ordinal and a choice, nothing continuous; the best corner is forbidden.</summary>
    public static BenchProblem Stepped { get; } = new(
        "stepped",
        ProblemKind.Discrete,
        new SearchSpace(
            [
                new FloatHyperparameter("x", -10.2, 10.2, step: 0.1),
                new FloatHyperparameter("y", -3, 9, step: 0.5),
                new IntHyperparameter("n", 0, 60, step: 4),
                new ChoiceHyperparameter("kind", Texts(["a", "b", "c"])),
                new OrdinalHyperparameter("size", Whole(1, 2, 4, 8, 16)),
            ],
            ["kind == c && size >= 8", "n > 40 && kind == a"]),
        (configuration, _, _) => Exactly(SteppedValue(configuration)))
    {
        Optimum = 0,
        Minimizer = new Configuration(
        [
            new("x", HyperparameterValue.Of(3.7)),
            new("y", HyperparameterValue.Of(-1.5)),
            new("n", HyperparameterValue.Of(44)),
            new("kind", HyperparameterValue.Of("c")),
            new("size", HyperparameterValue.Of(4)),
        ]),
    };

    private static double MixedValue(Configuration configuration)
    {
        int optimizer = Array.IndexOf(Optimizers, configuration.GetText("optimizer"));
        bool normalise = configuration.GetBool("normalise");
        double rate = Math.Log10(configuration.GetDouble("rate")) - OptimizerRates[optimizer] - (normalise ? 0.4 : 0);
        double width = Math.Log2(configuration.GetDouble("width")) - 7;
        double depth = configuration.GetDouble("depth") - 7;
        double batch = Math.Log2(configuration.GetDouble("batch")) - 4;
        return OptimizerCosts[optimizer] + (normalise ? 0 : 0.15) + (0.25 * rate * rate) + (0.05 * width * width) + (0.03 * depth * depth)
            + (0.04 * batch * batch) + (0.02 * Math.Abs(depth * width));
    }

    private static double ConditionalValue(Configuration configuration) => configuration.GetText("model") switch
    {
        "linear" => 0.4 + (0.05 * Square(Math.Log10(configuration.GetDouble("l2")) + 2.2)),
        "tree" => 0.15 + (0.01 * Square(configuration.GetDouble("depth") - 11)) + (0.2 * Square(Math.Log10(configuration.GetDouble("shrinkage")) + 1.4)),
        _ => (0.1 * Square(configuration.GetDouble("layers") - 3)) + (0.15 * Square(Math.Log10(configuration.GetDouble("rate")) + 3.4))
            + (configuration.TryGet("dropout", out HyperparameterValue dropout) ? 2 * Square(dropout.AsDouble() - 0.23) : 0.3),
    };

    private static double SteppedValue(Configuration configuration)
    {
        double x = configuration.GetDouble("x") - 3.7;
        double y = configuration.GetDouble("y") + 1.5;
        double n = (configuration.GetDouble("n") - 44) / 4;
        int kind = configuration.GetText("kind")[0] - 'a';
        int size = (int)Math.Log2(configuration.GetDouble("size"));
        return PartCosts[kind, size] + (0.02 * x * x) + (0.3 * Square(Math.Sin(x))) + (0.05 * y * y) + (0.01 * n * n) + (0.01 * Math.Abs(n * y));
    }

    private static double Square(double x) => x * x;

    private static HyperparameterValue[] Texts(string[] texts) => Array.ConvertAll(texts, HyperparameterValue.Of);

    private static HyperparameterValue[] Whole(params long[] numbers) => Array.ConvertAll(numbers, HyperparameterValue.Of);

    private static Evaluation Exactly(double value) => new(value, value);
}
