using HpoActors.Core.Experiments;

namespace HpoActors.Benchmarks;

/// <summary>A benchmark of trials that were not run would be a fast one.</summary>
internal static class Expect
{
    public static void Completed(ExperimentResult result, int trials)
    {
        if (result.Counts.GetValueOrDefault(TrialState.Completed) != trials)
        {
            throw new InvalidOperationException($"{trials} trials should have completed; there are: {string.Join(", ", result.Counts.Select(c => $"{c.Value} {c.Key}"))}");
        }
    }
}
