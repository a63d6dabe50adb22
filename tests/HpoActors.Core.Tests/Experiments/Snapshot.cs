using HpoActors.Core.Experiments;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>All of a state that can be seen, as text: two states with one snapshot are equal.</summary>
internal static class Snapshot
{
    public static string Of(ExperimentState s) =>
        $"{s.Phase} ({s.EndReason}) since {s.StartedAt:O}, proposed {s.Proposed}, completed {s.Completed}, stopped {s.Stopped}, failed {s.Failed}, cancelled {s.Cancelled}, "
        + $"epochs {s.EpochsUsed} + {s.EpochsReserved}, exhausted {s.IsExhausted}, best {s.Best} {s.BestValue:R}"
        + string.Concat(s.Live.Values.OrderBy(t => t.Id).Select(t => "\n" + Of(t)));

    private static string Of(LiveTrial t) =>
        $"{t.Id}: {t.State}, attempt {t.Attempt} on {t.Trainer}, epoch {t.Epoch} until {t.Until} of {t.Epochs}, {t.Value:R}, awaits {t.AwaitsVerdict}, from {t.StartFrom}, {t.Configuration}";
}
