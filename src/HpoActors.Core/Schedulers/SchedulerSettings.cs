using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;

namespace HpoActors.Core.Schedulers;

/// <summary>The choice of a scheduler with its options: part of an experiment's specification.</summary>
public abstract record SchedulerSettings
{
    /// <summary>The scheduler's name in experiment files.</summary>
    public abstract string Name { get; }

    /// <summary>Whether trials may be told of verdicts later than the scheduler decides, as a strict order has it. Default: yes.</summary>
    public virtual bool GoesWithStrictOrder => true;

    /// <summary>A scheduler in its initial state.</summary>
    /// <param name="spec">The experiment: its budget, space and seed.</param>
    /// <exception cref="InvalidOptionException">The options do not fit the experiment.</exception>
    public abstract ITrialScheduler Create(ExperimentSpec spec);

    /// <summary>The experiment's searcher in its initial state. Default: the one that the experiment names; a scheduler that comes with a way to search wraps or replaces it.</summary>
    /// <param name="spec">The experiment.</param>
    /// <exception cref="InvalidOptionException">The options do not fit the space.</exception>
    public virtual ISearcher CreateSearcher(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Searcher.Create(spec.Space, spec.Seed);
    }
}
