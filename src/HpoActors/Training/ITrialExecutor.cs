using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;

namespace HpoActors.Training;

/// <summary>
/// Runs a trainer's jobs, plain ones one after the other and those of a lane objective in packs, and tells the trainer's actor with <see cref="ExecutorProtocol"/>.
/// Real ones own a thread; simulated ones use timers.
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
    /// <summary>A job turned out to be at work that was cancelled when it did not seem to be. Told only where that can be: from another process.</summary>
    public sealed record JobBegan(TrialJob Job) : ILocalMessage;

    /// <summary>A job began; told only where the experiment has a time-out for trials.</summary>
    public sealed record JobStarted(TrialJob Job) : ILocalMessage;

    /// <summary>A job that began waits for a lane after all; its time does not run. Told only where there is a time-out.</summary>
    public sealed record JobWaits(TrialJob Job) : ILocalMessage;

    /// <summary>A job reported an epoch.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Report">The report.</param>
    /// <param name="Seconds">The device time of a lane so far, 0 for a plain job.</param>
    public sealed record JobReported(TrialJob Job, TrialReport Report, double Seconds = 0) : ILocalMessage;

    /// <summary>A job came back.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Outcome">How it ended; null where it was cancelled.</param>
    /// <param name="Seconds">What the objective spent, a lane's share in its passes.</param>
    /// <param name="Attributes">Numbers about the trial as a whole.</param>
    public sealed record JobEnded(TrialJob Job, TrialOutcome? Outcome, double Seconds, Metrics Attributes) : ILocalMessage;

    /// <summary>What came of lanes at once, so that it is known at once.</summary>
    /// <param name="Experiment">Their experiment.</param>
    /// <param name="Lanes">The lanes that the experiment had in use before any of these ended.</param>
    /// <param name="Reports">The reports.</param>
    /// <param name="Ends">The ends, after the reports.</param>
    public sealed record LanesNews(string Experiment, int Lanes, ImmutableArray<JobReported> Reports, ImmutableArray<JobEnded> Ends) : ILocalMessage;

    /// <summary>A session opened, or found that it can take fewer lanes.</summary>
    /// <param name="Experiment">Its experiment.</param>
    /// <param name="Pack">Its pack.</param>
    /// <param name="Lanes">The most lanes that it takes.</param>
    /// <param name="TileSize">Lanes that cost what one costs.</param>
    /// <param name="EpochsShareAPass">Whether lanes at different epochs share a pass.</param>
    public sealed record SessionLimit(string Experiment, PackKey Pack, int Lanes, int TileSize, bool EpochsShareAPass) : ILocalMessage;

    /// <summary>A model was measured.</summary>
    public sealed record Tested(string Experiment, TrainerProtocol.BestTested Result) : ILocalMessage;

    /// <summary>The thread could not be pinned to its core.</summary>
    public sealed record NotPinned(string Problem) : ILocalMessage;

    /// <summary>The executor's process said something on standard error.</summary>
    public sealed record Said(string Line) : ILocalMessage;

    /// <summary>An experiment's objective, or one of its lanes or sessions, threw when it was let go.</summary>
    public sealed record NotClosed(string Experiment, string Problem) : ILocalMessage;
}
