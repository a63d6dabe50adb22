using HpoActors.Core.Experiments;

namespace HpoActors.Core.Schedulers.Fifo;

/// <summary><c>scheduler = fifo</c>, the default. No options.</summary>
public sealed record FifoSchedulerSettings : SchedulerSettings
{
    /// <inheritdoc/>
    public override string Name => "fifo";

    /// <inheritdoc/>
    public override ITrialScheduler Create(ExperimentSpec spec) => new FifoScheduler();
}
