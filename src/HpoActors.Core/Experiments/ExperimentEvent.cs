using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Experiments;

/// <summary>A fact of an experiment. Facts are journalled, replayed and aggregated; nothing else changes state.</summary>
/// <param name="At">When it was decided.</param>
public abstract record ExperimentEvent(DateTimeOffset At);

/// <summary>The facts.</summary>
public static class ExperimentEvents
{
    /// <summary>The experiment began.</summary>
    /// <param name="At">When.</param>
    /// <param name="Name">The experiment's name.</param>
    /// <param name="Seed">Its seed.</param>
    public sealed record Started(DateTimeOffset At, string Name, long Seed) : ExperimentEvent(At);

    /// <summary>A configuration became a trial.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The next id.</param>
    /// <param name="Configuration">The configuration.</param>
    /// <param name="Reason">Why it was proposed.</param>
    /// <param name="StartFrom">Another trial's checkpoint, from which it goes on, or null.</param>
    public sealed record TrialProposed(DateTimeOffset At, TrialId Trial, Configuration Configuration, Reason Reason, CheckpointId? StartFrom) : ExperimentEvent(At);

    /// <summary>A trial went to a trainer: a new one, a paused one that goes on, or one that is tried again.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial.</param>
    /// <param name="Attempt">1 for the first start.</param>
    /// <param name="Trainer">The trainer's name, such as <c>cpu:0</c>.</param>
    /// <param name="FirstEpoch">The first epoch to train.</param>
    /// <param name="Until">The milestone, at most the trial's last epoch; these epochs are reserved.</param>
    public sealed record AttemptStarted(DateTimeOffset At, TrialId Trial, int Attempt, string Trainer, int FirstEpoch, int Until) : ExperimentEvent(At);

    /// <summary>A trial finished an epoch.</summary>
    /// <param name="At">When the report came.</param>
    /// <param name="Trial">The trial.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Epoch">The epoch.</param>
    /// <param name="Metrics">What it measured.</param>
    public sealed record Reported(DateTimeOffset At, TrialId Trial, int Attempt, int Epoch, Metrics Metrics) : ExperimentEvent(At);

    /// <summary>The scheduler decided at a milestone; or about a trial that paused before, that it ends or rests.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Epoch">The milestone.</param>
    /// <param name="Verdict">The decision.</param>
    public sealed record VerdictGiven(DateTimeOffset At, TrialId Trial, int Attempt, int Epoch, Verdict Verdict) : ExperimentEvent(At);

    /// <summary>A trial gave its place up as it was told, and may go on later.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Seconds">What the objective's thread spent.</param>
    /// <param name="IsSaved">Whether it left a checkpoint. Without one it goes on from the one before, or starts over.</param>
    /// <param name="Failure">What went wrong while it let go, or null. It costs the checkpoint, not the trial.</param>
    public sealed record TrialPaused(DateTimeOffset At, TrialId Trial, int Attempt, double Seconds, bool IsSaved, TrialFailure? Failure) : ExperimentEvent(At);

    /// <summary>The scheduler lets a paused trial go on; it waits for a trainer.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial.</param>
    /// <param name="Until">The next milestone, at most the trial's last epoch.</param>
    /// <param name="Reason">Why.</param>
    public sealed record TrialResumed(DateTimeOffset At, TrialId Trial, int Until, Reason Reason) : ExperimentEvent(At);

    /// <summary>The checkpoint that a trial was to go on from is gone. The trial starts over.</summary>
    /// <param name="At">When it was noticed.</param>
    /// <param name="Trial">The trial.</param>
    public sealed record CheckpointLost(DateTimeOffset At, TrialId Trial) : ExperimentEvent(At);

    /// <summary>An attempt failed and the trial is tried again, from its last checkpoint or from the start.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial.</param>
    /// <param name="Attempt">The attempt that failed.</param>
    /// <param name="Failure">Why.</param>
    /// <param name="Seconds">What the objective's thread spent.</param>
    public sealed record AttemptFailed(DateTimeOffset At, TrialId Trial, int Attempt, TrialFailure Failure, double Seconds) : ExperimentEvent(At);

    /// <summary>A trainer gave an attempt back that is no failure: its node left, or its process ended. The trial waits for another, and goes on from its last checkpoint.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial.</param>
    /// <param name="Attempt">The attempt that was given back.</param>
    /// <param name="Seconds">What the objective's thread spent.</param>
    /// <param name="IsSaved">Whether it left a checkpoint of its last epoch.</param>
    public sealed record AttemptReturned(DateTimeOffset At, TrialId Trial, int Attempt, double Seconds, bool IsSaved) : ExperimentEvent(At);

    /// <summary>A trial ended.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial.</param>
    /// <param name="Attempt">Its last attempt, 0 where it never ran.</param>
    /// <param name="State">Completed, stopped, failed or cancelled.</param>
    /// <param name="Value">The metric at its last epoch; NaN where it reported none.</param>
    /// <param name="Failure">Why it failed, or null.</param>
    /// <param name="Seconds">What the objective's thread spent on the last attempt; where it was cancelled, the time since it was assigned.</param>
    /// <param name="Attributes">Numbers about the trial as a whole.</param>
    public sealed record TrialEnded(
        DateTimeOffset At, TrialId Trial, int Attempt, TrialState State, double Value, TrialFailure? Failure, double Seconds, Metrics Attributes)
        : ExperimentEvent(At);

    /// <summary>Nothing further is proposed: the searcher has no more configurations, or there will be no epochs for one.</summary>
    /// <param name="At">When.</param>
    public sealed record SpaceExhausted(DateTimeOffset At) : ExperimentEvent(At);

    /// <summary>The experiment ended.</summary>
    /// <param name="At">When.</param>
    /// <param name="Phase">Finished, exhausted, interrupted or failed.</param>
    /// <param name="Reason">Which limit was reached, who asked, or what went wrong.</param>
    public sealed record Ended(DateTimeOffset At, ExperimentPhase Phase, Reason Reason) : ExperimentEvent(At);

    /// <summary>The best trial's model was measured on data that the search never saw. The one fact that may come after the end.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial.</param>
    /// <param name="Metrics">What came of it.</param>
    public sealed record BestTested(DateTimeOffset At, TrialId Trial, Metrics Metrics) : ExperimentEvent(At);
}
