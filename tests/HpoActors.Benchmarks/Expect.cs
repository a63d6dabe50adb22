using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Benchmarks;

/// <summary>A benchmark of trials that were not run, or of another model, would be a fast one.</summary>
internal static class Expect
{
    public static void Completed(ExperimentResult result, int trials)
    {
        if (result.Counts.GetValueOrDefault(TrialState.Completed) != trials)
        {
            throw new InvalidOperationException($"{trials} trials should have completed; there are: {string.Join(", ", result.Counts.Select(c => $"{c.Value} {c.Key}"))}");
        }
    }

    public static void Parameters(TrialContext trial, int parameters)
    {
        if (trial.Attributes["parameters"] != parameters)
        {
            throw new InvalidOperationException($"the model should have {parameters} parameters; it has {trial.Attributes["parameters"]}");
        }
    }
}
