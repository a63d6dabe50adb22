namespace HpoActors.Core.Schedulers.Guarded;

/// <summary>Which trials end whatever the scheduler thinks of them, and until when it may end none.</summary>
/// <remarks>Numbers of the metric are given as the objective reports it, in its own direction.</remarks>
public sealed record GuardOptions
{
    /// <summary>
    /// A trial stops when its best value did not improve by more than <see cref="MinDelta"/> for this many epochs in a row, at least 1; null (default): it may rest.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>What counts as an improvement, in units of the metric: more than this, at least 0. Default 0: any.</summary>
    public double MinDelta { get; init; }

    /// <summary>A trial stops where its value is worse than this: above where the metric is minimised, below where it is maximised. Null (default): any will do.</summary>
    public double? Threshold { get; init; }

    /// <summary>
    /// A trial stops where its value is worse than its own best by more than this, in units of the metric, above 0; null (default): it may fall back. A difference,
    /// not a factor: metrics may be negative or near 0.
    /// </summary>
    public double? Divergence { get; init; }

    /// <summary>The epochs that every trial gets: before that neither guard nor scheduler stops it. Default 1, which any trial gets that is asked about.</summary>
    public int MinEpochs { get; init; } = 1;

    /// <summary>The epoch at which a trial stops at the latest, however many the budget gives it; null (default): the budget's.</summary>
    public int? MaxEpochs { get; init; }

    /// <summary>Whether every epoch counts, so that the scheduler has to be asked at each.</summary>
    internal bool WatchesValues => Patience is not null || Threshold is not null || Divergence is not null;

    /// <exception cref="InvalidOptionException">An option is out of its range, or none is set.</exception>
    internal GuardOptions Validated()
    {
        Check(Patience is null or >= 1, "patience", $"must be at least 1 (is {Patience})");
        Check(MinDelta >= 0 && double.IsFinite(MinDelta), "min-delta", $"must be a finite number of at least 0 (is {MinDelta})");
        Check(MinDelta == 0 || Patience is not null, "min-delta", "goes with patience; set that too");
        Check(Threshold is not { } threshold || double.IsFinite(threshold), "threshold", $"must be a finite number (is {Threshold})");
        Check(Divergence is not { } divergence || (divergence > 0 && double.IsFinite(divergence)), "divergence", $"must be a finite number above 0 (is {Divergence})");
        Check(MinEpochs >= 1, "min-epochs", $"must be at least 1 (is {MinEpochs})");
        Check(MaxEpochs is null or >= 1, "max-epochs", $"must be at least 1 (is {MaxEpochs})");
        Check(!(MaxEpochs < MinEpochs), "max-epochs", $"must not be below min-epochs ({MaxEpochs} < {MinEpochs})");
        return WatchesValues || MinEpochs > 1 || MaxEpochs is not null
            ? this
            : throw new InvalidOptionException("scheduler.guards", "guard nothing; set patience, threshold, divergence, min-epochs or max-epochs, or leave guards out");
    }

    private static void Check(bool holds, string key, string problem)
    {
        if (!holds)
        {
            throw new InvalidOptionException($"scheduler.guards.{key}", problem);
        }
    }
}
