using System.Collections.Immutable;
using Akka.Actor;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;

namespace HpoActors.Protocol;

/// <summary>
/// What is said to a TrainerActor. Its pool opens an experiment, the experiment's searcher assigns attempts and judges them, and at the end the pool
/// closes the experiment.
/// </summary>
public static class TrainerProtocol
{
    /// <summary>Pool → trainer, before any assignment of the experiment.</summary>
    /// <param name="Spec">The experiment.</param>
    /// <param name="Factory">Makes the trainer's own instance of the objective.</param>
    /// <param name="Lanes">How many lanes it may have, or null where the objective trains one trial at a time.</param>
    /// <param name="Checkpoints">Where it keeps the checkpoints of trials, or null: then they are sent in memory.</param>
    internal sealed record OpenExperiment(ExperimentSpec Spec, ObjectiveFactory Factory, LaneLimit? Lanes, CheckpointKeeper? Checkpoints = null) : ILocalMessage;

    /// <summary>How many lanes a trainer may have for an experiment.</summary>
    /// <param name="Most">The most, or null where a session says itself.</param>
    /// <param name="Assumed">How many it takes until a session has said so, at most <paramref name="Most"/>.</param>
    internal sealed record LaneLimit(int? Most, int Assumed);

    /// <summary>Pool → trainer: the search has ended; cancel what runs of it.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    public sealed record CancelExperiment(string Experiment) : IHpoMessage;

    /// <summary>Pool → trainer: the experiment is over; let its objective go.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    public sealed record CloseExperiment(string Experiment) : IHpoMessage;

    /// <summary>What a searcher says. One whose office is over is not heard any more, and is told so with <see cref="SearcherProtocol.OfficeOver"/>.</summary>
    public interface IFromSearcher : IHpoMessage
    {
        /// <summary>The experiment's name.</summary>
        string Experiment { get; }

        /// <summary>The number of the searcher's office; 0 where the experiment is in no store.</summary>
        long Office { get; }
    }

    /// <summary>Pool → trainer: hand back what you have, at its next report with a checkpoint, and tell the pool with <see cref="PoolProtocol.HandedBack"/> when all is acknowledged.</summary>
    /// <param name="Experiment">The experiment's name, or null where the node leaves: then all, for good.</param>
    public sealed record HandBack(string? Experiment) : IHpoMessage;

    /// <summary>Searcher → trainer: run these. Each is a lease that heartbeats renew.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Work">The attempts, in the order in which to run them.</param>
    /// <param name="Pack">The pack that they are lanes of, or null where they are trained one at a time.</param>
    /// <param name="Office">The number of the searcher's office.</param>
    public sealed record Assign(string Experiment, ImmutableArray<WorkItem> Work, PackKey? Pack = null, long Office = 0) : IFromSearcher;

    /// <summary>An attempt to run.</summary>
    /// <param name="Assignment">What to run.</param>
    /// <param name="TraceParent">The trial's span in W3C form, or null where nobody traces.</param>
    /// <param name="Checkpoint">What <see cref="Assignment.StartFrom"/> names, or null where it names none.</param>
    public sealed record WorkItem(Assignment Assignment, string? TraceParent, Checkpoint? Checkpoint = null);

    /// <summary>Pool → trainer: from now on this is the experiment's searcher; tell it what you have of its trials.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Searcher">Its searcher.</param>
    /// <param name="Office">The number of its office; an older one than is known changes nothing.</param>
    public sealed record SearcherChanged(string Experiment, IActorRef Searcher, long Office = 0) : IHpoMessage;

    /// <summary>Searcher → trainer: how a trial goes on that waits at its milestone.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Epoch">The milestone.</param>
    /// <param name="Verdict">The decision.</param>
    /// <param name="Office">The number of the searcher's office.</param>
    public sealed record VerdictReached(string Experiment, AttemptId Attempt, int Epoch, Verdict Verdict, long Office = 0) : IFromSearcher;

    /// <summary>Searcher → trainer: these updates are written down and need not be sent again.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Receipts">One for each attempt.</param>
    /// <param name="Office">The number of the searcher's office.</param>
    public sealed record Acknowledged(string Experiment, ImmutableArray<Receipt> Receipts, long Office = 0) : IFromSearcher;

    /// <summary>What of an attempt is written down.</summary>
    /// <param name="Attempt">Which.</param>
    /// <param name="Epoch">Its reports up to this epoch.</param>
    /// <param name="Ended">Whether its end, too.</param>
    public sealed record Receipt(AttemptId Attempt, int Epoch, bool Ended);

    /// <summary>Searcher → trainer: these attempts are not yours any more; drop them without a word.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Attempts">The attempts.</param>
    /// <param name="Office">The number of the searcher's office.</param>
    public sealed record StandDown(string Experiment, ImmutableArray<AttemptId> Attempts, long Office = 0) : IFromSearcher;

    /// <summary>Pool → trainer: measure the best trial's model on data that no trial saw, and tell the sender with <see cref="BestTested"/>.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Checkpoint">The trained state.</param>
    public sealed record TestBest(string Experiment, Checkpoint Checkpoint) : IHpoMessage;

    /// <summary>Trainer → experiment: the answer to <see cref="TestBest"/>.</summary>
    /// <param name="Metrics">The metrics, or null where the objective has no such data or <paramref name="Error"/> says why there are none.</param>
    /// <param name="Error">What went wrong, or null.</param>
    public sealed record BestTested(Metrics? Metrics, string? Error) : IHpoMessage;
}
