namespace HpoActors.Core.Objectives;

/// <summary>
/// How an objective's work at a trial ended. The trial's value is not part of it: that is the metric of its last report. An objective that was told
/// to pause or stop returns just as one that reached its last epoch; a paused trial goes on from the checkpoint that it returns, and without one starts over.
/// </summary>
public sealed record TrialOutcome
{
    private TrialOutcome(TrialFailure? failure, Checkpoint? checkpoint)
    {
        Failure = failure;
        Checkpoint = checkpoint;
    }

    /// <summary>The work went well.</summary>
    public static TrialOutcome Completed { get; } = new(null, null);

    /// <summary>Why the work failed, or null where it went well.</summary>
    public TrialFailure? Failure { get; }

    /// <summary>The trained state, or null where the objective keeps none.</summary>
    public Checkpoint? Checkpoint { get; }

    /// <summary>The work went well and left a state behind.</summary>
    public static TrialOutcome CompletedWith(Checkpoint checkpoint) => new(null, checkpoint ?? throw new ArgumentNullException(nameof(checkpoint)));

    /// <summary>The work failed.</summary>
    /// <param name="kind">The class of failure.</param>
    /// <param name="message">What happened, in one line.</param>
    public static TrialOutcome Failed(FailureKind kind, string message) => new(new TrialFailure(kind, message), null);
}
