using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Schedulers;

/// <summary>A space with hyperparameters of every kind, conditions and forbidden combinations, and a learning curve over it.</summary>
internal static class MixedSpace
{
    public static readonly SearchSpace Space = new(
        [
            new FloatHyperparameter("rate", 1e-5, 1, Scale.Log),
            new IntHyperparameter("layers", 1, 4),
            new ChoiceHyperparameter("act", HyperparameterValue.Of("relu"), HyperparameterValue.Of("tanh"), HyperparameterValue.Of("gelu")),
            new ConstantHyperparameter("depth", HyperparameterValue.Of(3)),
            new BoolHyperparameter("bias"),
            new IntHyperparameter("units_2", 16, 256, Scale.Log) { When = "layers >= 2" },
            new FloatHyperparameter("slope", 0, 1, step: 0.1) { When = "act == relu && bias" },
        ],
        ["act == tanh && layers > 2", "slope > 0.7"]);

    public static double Curve(Configuration c, int epoch) =>
        Math.Pow(Math.Log10(c.GetDouble("rate")) + 2, 2) + Math.Abs(c.GetInt32("layers") - 3) + (c.GetText("act") == "gelu" ? 0 : 0.5) + (1.0 / epoch);
}
