using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;

namespace HpoActors.Core.Schedulers.Guarded;

/// <summary>
/// <c>scheduler { type = asha, guards { patience = 5, min-delta = 0.001, threshold = 0.9, divergence = 0.5, min-epochs = 2, max-epochs = 20 } }</c>: guards around
/// the trials of any scheduler.
/// </summary>
/// <param name="Scheduler">The scheduler.</param>
/// <param name="Guards">The guards.</param>
public sealed record GuardedSchedulerSettings(SchedulerSettings Scheduler, GuardOptions Guards) : SchedulerSettings
{
    /// <summary>The name of the scheduler within.</summary>
    public override string Name => Scheduler.Name;

    /// <inheritdoc/>
    public override bool GoesWithStrictOrder => Scheduler.GoesWithStrictOrder;

    /// <inheritdoc/>
    public override ITrialScheduler Create(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new GuardedScheduler(Scheduler.Create(spec), Guards, spec.Direction);
    }

    /// <inheritdoc/>
    public override ISearcher CreateSearcher(ExperimentSpec spec) => Scheduler.CreateSearcher(spec);
}
