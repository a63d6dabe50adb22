using System.Collections.Immutable;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;

namespace HpoActors.Protocol;

/// <summary>
/// What is said to a SearcherActor. A trainer with room is announced by its pool with <see cref="WorkRequested"/>; the searcher answers the trainer with
/// <see cref="TrainerProtocol.Assign"/> and the pool with <see cref="PoolProtocol.WorkAnswered"/>. The trainer then sends <see cref="TrialUpdates"/> until each is
/// acknowledged by <see cref="TrainerProtocol.Acknowledged"/>, and <see cref="Heartbeat"/>s that renew its leases.
/// </summary>
public static class SearcherProtocol
{
    /// <summary>Pool → searcher: a trainer has room and this experiment's turn has come.</summary>
    /// <param name="Trainer">The trainer's name, such as <c>cpu:0</c>.</param>
    /// <param name="TrainerRef">The trainer.</param>
    /// <param name="Trainers">How many trainers the experiment may use, this one included.</param>
    /// <param name="Lanes">How many lanes it could start at once, where the objective trains packs.</param>
    /// <param name="Open">The pack of this experiment that it has in training, or null.</param>
    /// <param name="Places">How many trials it could start at once, where the objective trains one at a time.</param>
    /// <param name="Credit">How many of those it takes at the most, to have some at hand; at least <paramref name="Places"/>.</param>
    public sealed record WorkRequested(string Trainer, IActorRef TrainerRef, int Trainers, int Lanes, PackKey? Open, int Places, int Credit) : IHpoMessage;

    /// <summary>Trainer → searcher: all that is not acknowledged yet. Sent again until it is; repeating it changes nothing.</summary>
    /// <param name="Updates">One for each attempt with news, reports by epoch.</param>
    /// <param name="Lanes">The most lanes that the trainer had in use at once for the experiment.</param>
    public sealed record TrialUpdates(ImmutableArray<AttemptUpdate> Updates, int Lanes = 1) : IHpoMessage;

    /// <summary>News of an attempt.</summary>
    /// <param name="Attempt">Which.</param>
    /// <param name="Reports">The reports that were not acknowledged, by epoch.</param>
    /// <param name="End">How it ended, or null while it runs.</param>
    public sealed record AttemptUpdate(AttemptId Attempt, ImmutableArray<TrialReport> Reports, AttemptEnd? End);

    /// <summary>The end of an attempt.</summary>
    /// <param name="Failure">Why it failed, or null.</param>
    /// <param name="Seconds">What the objective's thread spent on it, a lane's share in its passes.</param>
    /// <param name="Attributes">Numbers about the trial as a whole.</param>
    /// <param name="Checkpoint">The trained state, or null.</param>
    /// <param name="IsReturned">Whether the trainer hands it back: neither done nor failed, to go on elsewhere from the checkpoint.</param>
    public sealed record AttemptEnd(TrialFailure? Failure, double Seconds, Metrics Attributes, Checkpoint? Checkpoint, bool IsReturned = false);

    /// <summary>Trainer → searcher, every heartbeat interval: these attempts are in my hands. Renews their leases; an attempt that is not named loses its own.</summary>
    /// <param name="Running">The attempts, those that wait for a verdict or an acknowledgement included.</param>
    public sealed record Heartbeat(ImmutableArray<AttemptId> Running) : IHpoMessage;

    /// <summary>Trainer → searcher: another one has the office by now; nothing that you say counts any more.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Office">The number of the office that counts.</param>
    public sealed record OfficeOver(string Experiment, long Office) : IHpoMessage;

    /// <summary>
    /// Experiment → searcher: give no more work, and say <see cref="ExperimentProtocol.Suspended"/> when no trial is at a trainer any more. The experiment does not end; what its
    /// journal holds goes on another time.
    /// </summary>
    public sealed record Suspend : IHpoMessage
    {
        /// <summary>The message.</summary>
        public static Suspend Instance { get; } = new();
    }

    /// <summary>
    /// Experiment → searcher, after the end: the best trial's model was measured on data that the search never saw; write that down. The results conclude with it.
    /// </summary>
    /// <param name="Metrics">What came of it.</param>
    public sealed record KeepTest(Metrics Metrics) : IHpoMessage;

    /// <summary>Experiment → searcher: end now. What runs is cancelled and keeps what it reported.</summary>
    /// <param name="Phase">Interrupted or failed.</param>
    /// <param name="Reason">Who asked, or what went wrong.</param>
    public sealed record StopExperiment(ExperimentPhase Phase, Reason Reason) : IHpoMessage;
}
