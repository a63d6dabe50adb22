using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;

namespace HpoActors.Core.Experiments;

/// <summary>Something that happened outside, or was computed from the state, and asks for a decision. Time comes in with it.</summary>
/// <param name="At">When.</param>
public abstract record ExperimentCommand(DateTimeOffset At);

/// <summary>The commands.</summary>
public static class ExperimentCommands
{
    /// <summary>Begin.</summary>
    /// <param name="At">When.</param>
    public sealed record Start(DateTimeOffset At) : ExperimentCommand(At);

    /// <summary>Make the next trial of what the searcher proposed.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial that the proposal was made for; another than the next one is stale.</param>
    /// <param name="Proposal">The proposal, or null: the space is used up.</param>
    public sealed record Propose(DateTimeOffset At, TrialId Trial, Proposal? Proposal) : ExperimentCommand(At);

    /// <summary>Give a waiting trial to a trainer.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial.</param>
    /// <param name="Trainer">The trainer's name.</param>
    /// <param name="Until">The scheduler's milestone.</param>
    public sealed record Assign(DateTimeOffset At, TrialId Trial, string Trainer, int Until) : ExperimentCommand(At);

    /// <summary>A trainer reported an epoch.</summary>
    /// <param name="At">When.</param>
    /// <param name="Attempt">Of which attempt.</param>
    /// <param name="Epoch">The epoch.</param>
    /// <param name="Metrics">Its metrics.</param>
    public sealed record Report(DateTimeOffset At, AttemptId Attempt, int Epoch, Metrics Metrics) : ExperimentCommand(At);

    /// <summary>The scheduler decided about a trial that waits at its milestone.</summary>
    /// <param name="At">When.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Epoch">The milestone.</param>
    /// <param name="Verdict">The decision.</param>
    public sealed record Judge(DateTimeOffset At, AttemptId Attempt, int Epoch, Verdict Verdict) : ExperimentCommand(At);

    /// <summary>The scheduler decided about a paused trial.</summary>
    /// <param name="At">When.</param>
    /// <param name="Decision">Which trial, and whether it goes on.</param>
    public sealed record Decide(DateTimeOffset At, Decision Decision) : ExperimentCommand(At);

    /// <summary>The checkpoint that a trial would go on from is gone.</summary>
    /// <param name="At">When.</param>
    /// <param name="Trial">The trial.</param>
    public sealed record LoseCheckpoint(DateTimeOffset At, TrialId Trial) : ExperimentCommand(At);

    /// <summary>A trainer is done with an attempt.</summary>
    /// <param name="At">When.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Failure">Why it failed, or null.</param>
    /// <param name="Seconds">What the objective's thread spent.</param>
    /// <param name="Attributes">Numbers about the trial as a whole.</param>
    /// <param name="IsSaved">Whether it left a checkpoint.</param>
    public sealed record End(DateTimeOffset At, AttemptId Attempt, TrialFailure? Failure, double Seconds, Metrics Attributes, bool IsSaved) : ExperimentCommand(At);

    /// <summary>A trainer gives an attempt back, or is gone with its process: nothing failed, and the trial goes on elsewhere.</summary>
    /// <param name="At">When.</param>
    /// <param name="Attempt">Which attempt.</param>
    /// <param name="Seconds">What the objective's thread spent.</param>
    /// <param name="IsSaved">Whether it left a checkpoint of the last epoch that it reported.</param>
    public sealed record Return(DateTimeOffset At, AttemptId Attempt, double Seconds, bool IsSaved) : ExperimentCommand(At);

    /// <summary>End the experiment now: what runs or waits is cancelled and keeps what it reported; what is paused ends as stopped where the experiment is finished.</summary>
    /// <param name="At">When.</param>
    /// <param name="Phase">Interrupted or failed.</param>
    /// <param name="Reason">Who asked, or what went wrong.</param>
    public sealed record Stop(DateTimeOffset At, ExperimentPhase Phase, Reason Reason) : ExperimentCommand(At);

    /// <summary>The best trial's model was measured on data that the search never saw.</summary>
    /// <param name="At">When.</param>
    /// <param name="Metrics">What came of it.</param>
    public sealed record KeepTest(DateTimeOffset At, Metrics Metrics) : ExperimentCommand(At);

    /// <summary>See whether a limit is reached or nothing is left to do.</summary>
    /// <param name="At">When.</param>
    public sealed record Settle(DateTimeOffset At) : ExperimentCommand(At);
}
