using HpoActors.Core.Experiments;

namespace HpoActors.Core.Schedulers.Median;

/// <summary><c>scheduler = median</c> or <c>scheduler { type = median, startup = 5, warm-up = 1, interval = 1, min-values = 3 }</c>.</summary>
public sealed record MedianSchedulerSettings : SchedulerSettings
{
    /// <summary>How many trials have to be completed before one is stopped. Default 5, as in Optuna: some curves are to be known to their end.</summary>
    public int Startup { get; init; } = 5;

    /// <summary>The epochs in which nobody is stopped. Default 1: the first one says little.</summary>
    public int WarmUp { get; init; } = 1;

    /// <summary>A trial is asked about every so many epochs, at least 1. Default 1.</summary>
    public int Interval { get; init; } = 1;

    /// <summary>How many other trials must have reached the epoch, at least 1. Default 3: below that a median is but a trial.</summary>
    public int MinValues { get; init; } = 3;

    /// <inheritdoc/>
    public override string Name => "median";

    /// <inheritdoc/>
    public override ITrialScheduler Create(ExperimentSpec spec) => new MedianScheduler(this);

    /// <exception cref="InvalidOptionException">An option is out of its range.</exception>
    internal MedianSchedulerSettings Validated() =>
        Startup < 0 ? throw new InvalidOptionException("scheduler.startup", $"must be at least 0 (is {Startup})")
        : WarmUp < 0 ? throw new InvalidOptionException("scheduler.warm-up", $"must be at least 0 (is {WarmUp})")
        : Interval < 1 ? throw new InvalidOptionException("scheduler.interval", $"must be at least 1 (is {Interval})")
        : MinValues < 1 ? throw new InvalidOptionException("scheduler.min-values", $"must be at least 1 (is {MinValues})")
        : this;
}
