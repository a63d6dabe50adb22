namespace HpoActors.Core.Experiments;

/// <summary>Where a trial is in its life: Proposed → Running ⇄ Paused → Completed | Stopped | Failed | Cancelled.</summary>
public enum TrialState
{
    /// <summary>Waits for a trainer: new, or to be tried again.</summary>
    Proposed,

    /// <summary>A trainer has it.</summary>
    Running,

    /// <summary>Gave its place up and may go on.</summary>
    Paused,

    /// <summary>Reached its last epoch.</summary>
    Completed,

    /// <summary>Ended early by the scheduler.</summary>
    Stopped,

    /// <summary>Its last attempt failed.</summary>
    Failed,

    /// <summary>Ended because the experiment did.</summary>
    Cancelled,
}

/// <summary>How an experiment stands.</summary>
public enum ExperimentPhase
{
    /// <summary>Before its first fact.</summary>
    New,

    /// <summary>Searching.</summary>
    Running,

    /// <summary>Ended: its budget is spent or its target reached.</summary>
    Finished,

    /// <summary>Ended: grid or space were used up before the budget.</summary>
    Exhausted,

    /// <summary>Ended: somebody asked for it.</summary>
    Interrupted,

    /// <summary>Ended: an error outside the trials.</summary>
    Failed,
}

/// <summary>Questions about states.</summary>
public static class TrialStates
{
    /// <summary>Whether nothing more can happen to a trial in this state.</summary>
    public static bool IsFinal(this TrialState state) => state >= TrialState.Completed;

    /// <summary>Whether the experiment has ended.</summary>
    public static bool IsFinal(this ExperimentPhase phase) => phase >= ExperimentPhase.Finished;

    /// <summary>Whether a trial that ended so can be the best one.</summary>
    public static bool Counts(this BestOf bestOf, TrialState state) =>
        state == TrialState.Completed || (bestOf == BestOf.All && state == TrialState.Stopped);
}
