namespace HpoActors.Core.Objectives;

/// <summary>Why an attempt failed.</summary>
public enum FailureKind
{
    /// <summary>The objective threw, its program ended with an error, or it did not report the experiment's metric.</summary>
    UserError,

    /// <summary>The experiment's metric became NaN or infinite.</summary>
    Diverged,

    /// <summary>The attempt ran longer than the trial's time-out.</summary>
    TimedOut,

    /// <summary>The device's or the machine's memory ran out.</summary>
    OutOfMemory,

    /// <summary>The trainer vanished or stopped renewing its lease: nothing is known against the trial itself.</summary>
    TrainerLost,
}

/// <summary>A failed attempt: a fact, never a number that stands for one.</summary>
/// <param name="Kind">The class of failure, by which it may be retried.</param>
/// <param name="Message">What happened, in one line.</param>
public sealed record TrialFailure(FailureKind Kind, string Message)
{
    /// <summary>The kind as it is written in files and documents: <c>user-error</c>, <c>diverged</c>, <c>timed-out</c>, <c>out-of-memory</c>, <c>trainer-lost</c>.</summary>
    public static string NameOf(FailureKind kind) => kind switch
    {
        FailureKind.UserError => "user-error",
        FailureKind.Diverged => "diverged",
        FailureKind.TimedOut => "timed-out",
        FailureKind.OutOfMemory => "out-of-memory",
        FailureKind.TrainerLost => "trainer-lost",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary><c>kind: message</c>.</summary>
    public override string ToString() => $"{NameOf(Kind)}: {Message}";
}
