using HpoActors.Core.Objectives;

namespace HpoActors.TestKit.Simulation;

/// <summary>How a simulated attempt goes.</summary>
public sealed record SimulatedTrial
{
    /// <summary>The time that an epoch takes on a device of speed 1. Default 1 s.</summary>
    public TimeSpan EpochTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time that each epoch takes on a device of speed 1, where they differ. Default null: <see cref="EpochTime"/>.</summary>
    public Func<int, TimeSpan>? EpochTimes { get; init; }

    /// <summary>The metric at an epoch. Default: 1 / epoch.</summary>
    public Func<int, double> Value { get; init; } = epoch => 1.0 / epoch;

    /// <summary>The epochs after which the attempt ends, or null (default) for all.</summary>
    public int? Reports { get; init; }

    /// <summary>How the attempt ends after its reports. Default: well.</summary>
    public TrialOutcome Outcome { get; init; } = TrialOutcome.Completed;

    /// <summary>Whether it leaves its trained state at its end, as a real one does whose best model is to be measured. Default no.</summary>
    public bool LeavesState { get; init; }

    /// <summary>After its reports the attempt never comes back, unless it is cancelled and has a <see cref="CancelTime"/>. Default no.</summary>
    public bool Hangs { get; init; }

    /// <summary>How long the attempt takes to come back once it is cancelled, default at once; null: cancelling changes nothing.</summary>
    public TimeSpan? CancelTime { get; init; } = TimeSpan.Zero;

    /// <summary>Ends without a report.</summary>
    public static SimulatedTrial Silent { get; } = new() { Reports = 0 };

    /// <summary>Never comes back, whatever is done.</summary>
    public static SimulatedTrial Hung { get; } = new() { Reports = 0, Hangs = true, CancelTime = null };

    /// <summary>Reports NaN.</summary>
    public static SimulatedTrial Diverging { get; } = new() { Value = _ => double.NaN };

    /// <summary>Ends well, with epochs that take that long.</summary>
    public static SimulatedTrial Taking(double seconds) => new() { EpochTime = TimeSpan.FromSeconds(seconds) };

    /// <summary>Fails after its first epoch.</summary>
    public static SimulatedTrial Failing(FailureKind kind) => new() { Reports = 1, Outcome = TrialOutcome.Failed(kind, "as it was told") };

    /// <summary>Comes back only some time after it was cancelled.</summary>
    public static SimulatedTrial EndingAfterCancel(double seconds) =>
        new() { Reports = 0, Hangs = true, CancelTime = TimeSpan.FromSeconds(seconds) };

    internal TimeSpan TimeOf(int epoch, double speed) => (EpochTimes?.Invoke(epoch) ?? EpochTime) / speed;
}
