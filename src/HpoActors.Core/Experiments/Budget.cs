namespace HpoActors.Core.Experiments;

/// <summary>When a search ends: whichever limit is reached first. Budgets are exact, whatever crashes and however many trainers there are.</summary>
public sealed record Budget
{
    /// <summary>The number of trials, or null (default) for no limit.</summary>
    public int? Trials { get; init; }

    /// <summary>The epochs of one trial, where its configuration does not say. Default 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>
    /// The most epochs of all attempts together, or null (default). A trial's epochs are reserved when it is assigned; a trial that no longer
    /// fits is not started.
    /// </summary>
    public long? TotalEpochs { get; init; }

    /// <summary>The longest time from the start, or null (default). What runs then is cancelled with what it reported.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>A value that is good enough, or null (default). The first completed trial to reach it ends the search.</summary>
    public double? Target { get; init; }

    internal bool IsBounded => Trials is not null || TotalEpochs is not null || WallTime is not null;

    internal void Validate()
    {
        if (Trials is < 1)
        {
            throw new InvalidOptionException("budget.trials", $"must be at least 1 (is {Trials})");
        }

        if (Epochs < 1)
        {
            throw new InvalidOptionException("budget.epochs", $"must be at least 1 (is {Epochs})");
        }

        if (TotalEpochs is < 1)
        {
            throw new InvalidOptionException("budget.total-epochs", $"must be at least 1 (is {TotalEpochs})");
        }

        if (WallTime is { } time && time <= TimeSpan.Zero)
        {
            throw new InvalidOptionException("budget.wall-time", $"must be above 0 (is {time})");
        }

        if (Target is { } target && !double.IsFinite(target))
        {
            throw new InvalidOptionException("budget.target", $"must be a finite number (is {target})");
        }
    }
}
