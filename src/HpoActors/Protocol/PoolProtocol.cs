using System.Collections.Immutable;
using Akka.Actor;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Devices;

namespace HpoActors.Protocol;

/// <summary>
/// What is said to a node's TrainerPoolActor. Experiments join it; trainers announce room; the pool brings both together, the experiment with the least
/// device-seconds first.
/// </summary>
public static class PoolProtocol
{
    /// <summary>Experiment → pool: take part. Answered with <see cref="Joined"/> or <see cref="Refused"/>.</summary>
    /// <param name="Spec">The experiment.</param>
    /// <param name="Factory">Makes its objective.</param>
    /// <param name="Trainers">The trainers that it may use; missing ones are started.</param>
    /// <param name="Lanes">What its objective says about lanes, or null where it trains one trial at a time.</param>
    /// <param name="Checkpoints">Where its trainers keep the checkpoints of trials, or null: then they send them in memory.</param>
    internal sealed record Join(ExperimentSpec Spec, ObjectiveFactory Factory, TrainersSpec Trainers, LaneOffer? Lanes, CheckpointKeeper? Checkpoints = null) : ILocalMessage;

    /// <summary>An objective that trains many trials at once.</summary>
    /// <param name="Most">The most lanes of a session as the experiment's options say, or null where a session says itself.</param>
    internal sealed record LaneOffer(int? Most);

    /// <summary>Pool → experiment: the trainers are there; say <see cref="Begin"/> when the searcher is.</summary>
    /// <param name="Trainers">Their names.</param>
    /// <param name="Description">What the objective says of itself where it was prepared, or null where the experiment prepared it.</param>
    public sealed record Joined(ImmutableArray<string> Trainers, ObjectiveDescription? Description = null) : IHpoMessage;

    /// <summary>Pool → experiment: it cannot take part.</summary>
    /// <param name="Problem">Why, and what to do, in one line.</param>
    public sealed record Refused(string Problem) : IHpoMessage;

    /// <summary>Experiment → pool: from now on ask this searcher for work. Said again when it was restarted.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Searcher">Its searcher.</param>
    /// <param name="Office">The number of its office; 0 where the experiment is in no store.</param>
    public sealed record Begin(string Experiment, IActorRef Searcher, long Office = 0) : IHpoMessage;

    /// <summary>Coordinator → pool: how many trainers of other nodes take part in an experiment, so that work that is scarce is shared by all.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Trainers">How many.</param>
    public sealed record OthersTrain(string Experiment, int Trainers) : IHpoMessage;

    /// <summary>Experiment → pool: ask for no more of its work, and have all trainers hand back what they have of it. Its searcher stays, to take what comes.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    public sealed record Suspend(string Experiment) : IHpoMessage;

    /// <summary>Node → pool: have all trainers hand back what they have, and take nothing new. Answered with <see cref="AllHandedBack"/> when that is done.</summary>
    public sealed record HandBackAll : IHpoMessage
    {
        /// <summary>The message.</summary>
        public static HandBackAll Instance { get; } = new();
    }

    /// <summary>Pool → node: nothing is in the trainers' hands any more.</summary>
    public sealed record AllHandedBack : IHpoMessage
    {
        /// <summary>The message.</summary>
        public static AllHandedBack Instance { get; } = new();
    }

    /// <summary>Trainer → pool: all that it was to hand back is written down.</summary>
    /// <param name="Trainer">The trainer's name.</param>
    public sealed record HandedBack(string Trainer) : IHpoMessage;

    /// <summary>Experiment → pool: the search has ended; no further work is asked for and what runs is cancelled.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    public sealed record Finish(string Experiment) : IHpoMessage;

    /// <summary>Experiment → pool: forget the experiment.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    public sealed record Leave(string Experiment) : IHpoMessage;

    /// <summary>Experiment → pool: have a trainer measure the best model. The trainer answers with <see cref="TrainerProtocol.BestTested"/>.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Checkpoint">The trained state.</param>
    public sealed record TestBest(string Experiment, Checkpoint Checkpoint) : IHpoMessage;

    /// <summary>Searcher → pool: the answer to <see cref="SearcherProtocol.WorkRequested"/>.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Trainer">The trainer that had room.</param>
    /// <param name="Count">How many attempts it was given.</param>
    /// <param name="HasMore">Where it was given none: whether there may be work for other trainers, or for this one when its room has changed. Otherwise there is none now.</param>
    public sealed record WorkAnswered(string Experiment, string Trainer, int Count, bool HasMore) : IHpoMessage;

    /// <summary>Searcher → pool: after there was none, there is work again.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    public sealed record WorkAvailable(string Experiment) : IHpoMessage;

    /// <summary>Trainer → pool: there is room.</summary>
    /// <param name="Trainer">The trainer's name.</param>
    /// <param name="Places">How many trials that are trained one at a time it could start at once.</param>
    /// <param name="Credit">How many of those it takes at the most.</param>
    /// <param name="Lanes">Its room for each experiment whose trials are trained in packs.</param>
    /// <param name="Usage">What it spent on experiments since it last said so.</param>
    public sealed record TrainerReady(string Trainer, int Places, int Credit, ImmutableArray<LaneRoom> Lanes, ImmutableArray<Usage> Usage) : IHpoMessage;

    /// <summary>A trainer's room for an experiment's lanes.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Free">How many lanes it could start at once.</param>
    /// <param name="Open">The pack that it has in training, or null.</param>
    public sealed record LaneRoom(string Experiment, int Free, PackKey? Open);

    /// <summary>Device time spent on an experiment.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Seconds">Device-seconds.</param>
    public sealed record Usage(string Experiment, double Seconds);
}
