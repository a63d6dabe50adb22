namespace HpoActors.Core.Schedulers.Asha;

/// <summary>What <c>asha</c> does with a trial at a rung.</summary>
public enum AshaVariant
{
    /// <summary>It pauses there; a free trainer lets the best go on, now or as soon as more results make it one of the best.</summary>
    Promotion,

    /// <summary>It goes on or ends, at once and for good.</summary>
    Stopping,
}

/// <summary>Which of the n results of a rung are good enough to go on.</summary>
public enum AshaRule
{
    /// <summary>The best ⌊n/η⌋, equal ones in the order of their trials: the rule of the paper. To stop rather than to pause, at least the best one goes on.</summary>
    Top,

    /// <summary>Optuna's, for stopping: no worse than the ⌊n/η⌋-th of all, or than the best while there are fewer than η. Equal ones all go on.</summary>
    Optuna,

    /// <summary>Ray's, for stopping: no worse than the quantile 1/η of those that came before, interpolated linearly. The first one goes on.</summary>
    Ray,

    /// <summary>
    /// Syne Tune's. For promotion: no worse than the quantile of all, from two on, whose share is a rung's epochs over the next one's (1/η, but more at the last
    /// step). For stopping: at most n/η are better, itself counted in n.
    /// </summary>
    SyneTune,
}
