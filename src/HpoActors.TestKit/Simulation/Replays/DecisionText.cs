using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Simulation.Replays;

/// <summary>The decisions among an experiment's facts: proposals, starts, verdicts and resumptions, each with all that it says but who trains.</summary>
internal static class DecisionText
{
    /// <summary>The decision in one line, or null where the fact is none.</summary>
    public static string? Of(ExperimentEvent fact) => fact switch
    {
        TrialProposed proposed =>
            $"trial {proposed.Trial} is proposed with {proposed.Configuration} ({proposed.Reason}){(proposed.StartFrom is { } from ? $", from the state of {from}" : "")}",
        AttemptStarted started => $"trial {started.Trial} starts for the {started.Attempt}. time, epochs {started.FirstEpoch} to {started.Until}",
        VerdictGiven { Verdict: { Kind: VerdictKind.Continue } verdict } given => $"trial {given.Trial} goes on at epoch {given.Epoch}, up to {verdict.Until} ({verdict.Reason})",
        VerdictGiven given => $"trial {given.Trial} is to {(given.Verdict.Kind == VerdictKind.Pause ? "pause" : "stop")} at epoch {given.Epoch} ({given.Verdict.Reason})",
        TrialResumed resumed => $"trial {resumed.Trial} is resumed, up to epoch {resumed.Until} ({resumed.Reason})",
        _ => null,
    };
}
