using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;

namespace HpoActors.Training;

/// <summary>
/// Runs a trainer's jobs one after the other and tells the trainer's actor with <see cref="ExecutorProtocol"/>. Real ones own a thread; simulated ones use timers.
/// </summary>
internal interface ITrialExecutor
{
    /// <summary>Queues a job.</summary>
    void Submit(TrialJob job);

    /// <summary>Queues the measurement of a model.</summary>
    void Test(ExperimentSpec spec, ObjectiveFactory factory, Checkpoint checkpoint);

    /// <summary>Lets the objective of an experiment go, after what is queued.</summary>
    void Close(string experiment);

    /// <summary>Takes no more work and ends when the running job comes back; never waits.</summary>
    void Abandon();
}

/// <summary>What an executor tells its trainer's actor.</summary>
internal static class ExecutorProtocol
{
    /// <summary>A job began; told only where the experiment has a time-out for trials.</summary>
    public sealed record JobStarted(TrialJob Job) : ILocalMessage;

    /// <summary>A job reported an epoch.</summary>
    public sealed record JobReported(TrialJob Job, TrialReport Report) : ILocalMessage;

    /// <summary>A job came back.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Outcome">How it ended; null where it was cancelled.</param>
    /// <param name="Seconds">What the objective spent.</param>
    /// <param name="Attributes">Numbers about the trial as a whole.</param>
    public sealed record JobEnded(TrialJob Job, TrialOutcome? Outcome, double Seconds, Metrics Attributes) : ILocalMessage;

    /// <summary>A model was measured.</summary>
    public sealed record Tested(string Experiment, TrainerProtocol.BestTested Result) : ILocalMessage;

    /// <summary>The thread could not be pinned to its core.</summary>
    public sealed record NotPinned(string Problem) : ILocalMessage;

    /// <summary>An experiment's objective threw when it was let go.</summary>
    public sealed record NotClosed(string Experiment, string Problem) : ILocalMessage;
}
