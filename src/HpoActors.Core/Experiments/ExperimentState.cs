namespace HpoActors.Core.Experiments;

/// <summary>
/// What an experiment has to remember to go on: its trials that have not ended, and counts of those that have. Changed by
/// <see cref="Experiment.Apply"/> alone. Its size follows the trials in flight, not those done.
/// </summary>
public sealed class ExperimentState
{
    /// <summary>The state of an experiment before its first fact.</summary>
    public ExperimentState(ExperimentSpec spec)
    {
        Spec = spec ?? throw new ArgumentNullException(nameof(spec));
    }

    /// <summary>What defines the experiment.</summary>
    public ExperimentSpec Spec { get; }

    /// <summary>Where it stands.</summary>
    public ExperimentPhase Phase { get; internal set; } = ExperimentPhase.New;

    /// <summary>Why it ended, or null.</summary>
    public Schedulers.Reason? EndReason { get; internal set; }

    /// <summary>Whether the best trial's model was measured after the end.</summary>
    public bool IsTested { get; internal set; }

    /// <summary>When it started.</summary>
    public DateTimeOffset StartedAt { get; internal set; }

    /// <summary>The trials proposed so far; the next one's id.</summary>
    public int Proposed { get; internal set; }

    /// <summary>Trials that completed.</summary>
    public int Completed { get; internal set; }

    /// <summary>Trials that the scheduler stopped.</summary>
    public int Stopped { get; internal set; }

    /// <summary>Trials that failed.</summary>
    public int Failed { get; internal set; }

    /// <summary>Trials that were cancelled.</summary>
    public int Cancelled { get; internal set; }

    /// <summary>Epochs reported, of all attempts.</summary>
    public long EpochsUsed { get; internal set; }

    /// <summary>Epochs that running attempts may still use before they are asked.</summary>
    public long EpochsReserved { get; internal set; }

    /// <summary>Whether the searcher has nothing further.</summary>
    public bool IsExhausted { get; internal set; }

    /// <summary>The best trial so far, or null.</summary>
    public TrialId? Best { get; internal set; }

    /// <summary>The best trial's value, NaN where there is none.</summary>
    public double BestValue { get; internal set; } = double.NaN;

    /// <summary>The checkpoint that the best trial's trained state would have, or null where there is no best trial.</summary>
    public CheckpointId? BestTrained { get; internal set; }

    /// <summary>The trials that have not ended.</summary>
    public IReadOnlyDictionary<TrialId, LiveTrial> Live => LiveTrials;

    /// <summary>How many trials are at trainers.</summary>
    public int Running => RunningTrials.Count;

    /// <summary>How many trials rest.</summary>
    public int Paused { get; private set; }

    internal Dictionary<TrialId, LiveTrial> LiveTrials { get; } = [];

    // In no order; asked for counts and sums alone.
    internal HashSet<LiveTrial> RunningTrials { get; } = [];

    internal CheckpointLedger Checkpoints { get; } = new();

    /// <summary>Trials in state proposed, in the order in which they go to trainers.</summary>
    internal LinkedList<TrialId> Waiting { get; } = [];

    /// <summary>Checkpoints that nobody can need again, since this was last asked.</summary>
    public IReadOnlyList<CheckpointId> TakeUnneededCheckpoints() => Checkpoints.TakeUnneeded();

    /// <summary>Whether a trial may still go on from a checkpoint.</summary>
    public bool NeedsCheckpoint(CheckpointId checkpoint) => Checkpoints.IsNeeded(checkpoint);

    /// <summary>The present attempt's trial, or null where the attempt is stale or its trial has ended.</summary>
    public LiveTrial? Current(AttemptId attempt) =>
        LiveTrials.TryGetValue(attempt.Trial, out LiveTrial? trial) && trial.State == TrialState.Running && trial.Attempt == attempt.Attempt ? trial : null;

    internal void Move(LiveTrial trial, TrialState state)
    {
        Paused += (state == TrialState.Paused ? 1 : 0) - (trial.State == TrialState.Paused ? 1 : 0);
        if (state == TrialState.Running)
        {
            RunningTrials.Add(trial);
        }
        else if (trial.State == TrialState.Running)
        {
            RunningTrials.Remove(trial);
        }

        trial.State = state;
    }
}
