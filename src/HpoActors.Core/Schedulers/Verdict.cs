namespace HpoActors.Core.Schedulers;

/// <summary>What a trial does after a milestone.</summary>
public enum VerdictKind
{
    /// <summary>Trains on, to the next milestone.</summary>
    Continue,

    /// <summary>Gives its place up and keeps its state, to go on later perhaps.</summary>
    Pause,

    /// <summary>Ends.</summary>
    Stop,
}

/// <summary>Why a searcher or a scheduler did what it did, short enough for a journal and a table.</summary>
/// <param name="Rule">The rule that decided, such as <c>random</c> or <c>last-epoch</c>.</param>
/// <param name="Detail">The numbers it went by, or empty.</param>
public sealed record Reason(string Rule, string Detail = "")
{
    /// <summary><c>rule: detail</c>.</summary>
    public override string ToString() => Detail.Length == 0 ? Rule : $"{Rule}: {Detail}";
}

/// <summary>A scheduler's decision about a trial at a milestone.</summary>
/// <param name="Kind">Continue, pause or stop.</param>
/// <param name="Until">With Continue, the next epoch at which the scheduler is asked; otherwise 0.</param>
/// <param name="Reason">Why.</param>
public readonly record struct Verdict(VerdictKind Kind, int Until, Reason Reason)
{
    /// <summary>Train on up to epoch <paramref name="until"/>.</summary>
    public static Verdict Continue(int until, Reason reason) => new(VerdictKind.Continue, until, reason);

    /// <summary>Keep the state and make room.</summary>
    public static Verdict Pause(Reason reason) => new(VerdictKind.Pause, 0, reason);

    /// <summary>End.</summary>
    public static Verdict Stop(Reason reason) => new(VerdictKind.Stop, 0, reason);

    /// <summary>The trial reached its last epoch: nobody has to be asked.</summary>
    public static Verdict LastEpoch { get; } = Stop(new Reason("last-epoch"));
}

/// <summary>What becomes of a paused trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Verdict">Continue: it goes on, up to the next epoch at which the scheduler is asked. Stop: it ends, and its checkpoint with it.</param>
public sealed record Decision(Experiments.TrialId Trial, Verdict Verdict);
