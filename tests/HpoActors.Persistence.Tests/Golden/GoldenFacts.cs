using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Persistence.Tests.Golden;

/// <summary>A fact of every kind, with the values that are hard to keep. What files of version 1 have: it is added to, not changed.</summary>
internal static class GoldenFacts
{
    private static readonly DateTimeOffset At = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly TrialId Trial = new(12);
    private static readonly Reason Why = new("rung", "9 of 27 \"quoted\" → ok");

    private static readonly Metrics Metrics = new(
    [
        new("error", 0.1), new("tiny", double.Epsilon), new("negative zero", -0.0), new("not a number", double.NaN),
        new("up", double.PositiveInfinity), new("down", double.NegativeInfinity), new("third", 1.0 / 3),
    ]);

    private static readonly Configuration Configuration = new(
    [
        new("float", HyperparameterValue.Of(0.1)), new("whole float", HyperparameterValue.Of(1.0)), new("int", HyperparameterValue.Of(1)),
        new("large float", HyperparameterValue.Of(1e300)), new("long", HyperparameterValue.Of(long.MinValue)), new("true", HyperparameterValue.Of(true)),
        new("text", HyperparameterValue.Of("\"relu\"\n")), new("number as text", HyperparameterValue.Of("1")), new("empty", HyperparameterValue.Of("")),
    ]);

    public static ExperimentEvent[] All { get; } =
    [
        new Started(At, "golden", long.MaxValue),
        new TrialProposed(At, Trial, Configuration, Why, new CheckpointId(new TrialId(4), 12)),
        new TrialProposed(At, Trial, Configuration.Empty, new Reason("random"), null),
        new AttemptStarted(At, Trial, 3, "cuda:1", 2, 9),
        new Reported(At, Trial, 3, 4, Metrics),
        new VerdictGiven(At, Trial, 3, 4, Verdict.Continue(9, Why)),
        new VerdictGiven(At, Trial, 3, 4, Verdict.Pause(Why)),
        new VerdictGiven(At, Trial, 3, 4, Verdict.Stop(Why)),
        new TrialPaused(At, Trial, 3, 1.25, true, null),
        new TrialPaused(At, Trial, 3, 1.25, false, new TrialFailure(FailureKind.UserError, "no room")),
        new TrialResumed(At, Trial, 9, Why),
        new CheckpointLost(At, Trial),
        new AttemptFailed(At, Trial, 3, new TrialFailure(FailureKind.TrainerLost, "gone"), 0),
        new AttemptReturned(At, Trial, 3, 2.5, true),
        new TrialEnded(At, Trial, 3, TrialState.Completed, 0.25, null, 1.5, Metrics),
        new TrialEnded(At, Trial, 3, TrialState.Stopped, 0.25, null, 1.5, Metrics.None),
        new TrialEnded(At, Trial, 0, TrialState.Cancelled, double.NaN, null, 0, Metrics.None),
        .. Enum.GetValues<FailureKind>().Select(kind => new TrialEnded(At, Trial, 3, TrialState.Failed, double.NaN, new TrialFailure(kind, "too big"), 1.5, Metrics.None)),
        new SpaceExhausted(At),
        .. Enum.GetValues<ExperimentPhase>().Where(phase => phase > ExperimentPhase.Running).Select(phase => new Ended(At, phase, Why)),
        new BestTested(At, Trial, Metrics),
    ];
}
