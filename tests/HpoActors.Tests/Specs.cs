using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Tests;

/// <summary>Small experiments to test with.</summary>
internal static class Specs
{
    public const string Metric = "error";

    /// <summary>An experiment over one float, with a metric named <c>error</c>.</summary>
    public static ExperimentSpec Of(string name = "x", int trials = 4, int epochs = 1) => new()
    {
        Name = name,
        Space = new SearchSpace(new FloatHyperparameter("lr", 0, 1)),
        ObjectiveName = "test",
        Metric = Metric,
        Budget = new Budget { Trials = trials, Epochs = epochs },
        Seed = 7,
    };
}
