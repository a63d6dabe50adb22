using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Experiments;

/// <summary>The metrics of a trial at an epoch.</summary>
/// <param name="Epoch">1, 2, …</param>
/// <param name="Metrics">The metrics, the experiment's among them.</param>
public sealed record TrialReport(int Epoch, Metrics Metrics);

/// <summary>What became of a trial.</summary>
public sealed record TrialResult
{
    /// <summary>The trial.</summary>
    public required TrialId Id { get; init; }

    /// <summary>Its state.</summary>
    public required TrialState State { get; init; }

    /// <summary>Its configuration.</summary>
    public required Configuration Configuration { get; init; }

    /// <summary>Why the searcher proposed it.</summary>
    public required Reason Reason { get; init; }

    /// <summary>The metric at its last epoch; NaN where it has none or failed.</summary>
    public required double Value { get; init; }

    /// <summary>How often it was started: first, after each pause, and for each retry.</summary>
    public required int Attempts { get; init; }

    /// <summary>The trainer of the last attempt, or null where there was none.</summary>
    public required string? Trainer { get; init; }

    /// <summary>When it first went to a trainer, or null.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>What the objective's thread spent on all attempts, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Why the last attempt failed, or null. A trial that succeeded in a later attempt has none.</summary>
    public required TrialFailure? Failure { get; init; }

    /// <summary>What the scheduler last said about it, or null where it was never asked.</summary>
    public TrialVerdict? Verdict { get; init; }

    /// <summary>The reports, by epoch; those of an attempt that started over are its own.</summary>
    public required IReadOnlyList<TrialReport> Reports { get; init; }

    /// <summary>Numbers about the trial as a whole.</summary>
    public required Metrics Attributes { get; init; }
}

/// <summary>What became of an experiment.</summary>
public sealed record ExperimentResult
{
    /// <summary>What was run.</summary>
    public required ExperimentSpec Spec { get; init; }

    /// <summary>Finished, exhausted, interrupted or failed; running in between.</summary>
    public required ExperimentPhase Phase { get; init; }

    /// <summary>Why it ended, or null.</summary>
    public required Reason? EndReason { get; init; }

    /// <summary>From the specification's acceptance to the result, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>How many trials there are in each state.</summary>
    public required IReadOnlyDictionary<TrialState, int> Counts { get; init; }

    /// <summary>The best trial, or null where none counts.</summary>
    public required TrialResult? Best { get; init; }

    /// <summary>The trials by id: all, or the best ones where the specification keeps only those.</summary>
    public required IReadOnlyList<TrialResult> Trials { get; init; }

    /// <summary>The most lanes that a trainer had in use at once; 1 where trials are trained one at a time.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>What the objective said of itself.</summary>
    public ObjectiveDescription Objective { get; init; } = ObjectiveDescription.None;

    /// <summary>The best trial's metrics on data that no trial saw, or null.</summary>
    public Metrics? Test { get; init; }

    /// <summary>The best trial's trained state, or null.</summary>
    public Checkpoint? BestCheckpoint { get; init; }

    /// <summary>The number of trials.</summary>
    public int TrialCount => Counts.Values.Sum();
}

/// <summary>A scheduler's verdict on a trial.</summary>
/// <param name="Epoch">The epoch at which it fell.</param>
/// <param name="Kind">Continue, pause or stop.</param>
/// <param name="Reason">Why.</param>
public sealed record TrialVerdict(int Epoch, Schedulers.VerdictKind Kind, Schedulers.Reason Reason);
