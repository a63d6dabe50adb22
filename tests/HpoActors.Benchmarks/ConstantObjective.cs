using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;

namespace HpoActors.Benchmarks;

/// <summary>An objective that costs nothing, so that everything around it is measured.</summary>
internal sealed class ConstantObjective : IObjective
{
    public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
    {
        trial.Report(1, 0.5);
        return TrialOutcome.Completed;
    }

    /// <summary>An experiment of such trials, with one hyperparameter and random search.</summary>
    public static ExperimentSpec Spec(int trials) => new()
    {
        Name = "constant",
        Space = new SearchSpace(new FloatHyperparameter("x", 0, 1)),
        ObjectiveName = "constant",
        Metric = "value",
        Budget = new Budget { Trials = trials },
        KeepTrials = 10,
    };
}
