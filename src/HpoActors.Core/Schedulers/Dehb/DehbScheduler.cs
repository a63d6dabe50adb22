using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Schedulers.Rungs;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Dehb;

/// <summary>
/// DEHB (Awad, Mallik and Hutter, "DEHB: evolutionary Hyperband for scalable, robust and efficient hyperparameter optimization", IJCAI 2021): Hyperband in which
/// configurations evolve, with a population at each rung. The first sweep over the brackets is Hyperband's, with promotions of trials that paused. After it nothing is
/// promoted: each place of a bracket's rung is a new trial, bred for that rung, that trains from its start to there and stops; at the highest rung it completes.
/// </summary>
/// <remarks>
/// <para>
/// Trials never wait for each other after the first sweep, and what a trial is for depends on its number alone; what is bred for it, on the results that are known by
/// then. See <see cref="DehbSearcher"/> for that. A trial stopped at a lower rung can be the experiment's best with <c>best-of = all</c> only.
/// </para>
/// <para>
/// Where it differs from the reference implementation: brackets have the sizes of <see cref="HyperbandScheduler"/>, counted by whole numbers; in the first sweep a
/// promoted trial goes on from its checkpoint instead of training anew. The reference fills the fitness of its promotion candidates from another array than their
/// configurations; here a rung's results and trials are one.
/// </para>
/// </remarks>
public sealed class DehbScheduler : ITrialScheduler
{
    private readonly RungTable _table;
    private readonly DehbPlan _plan;
    private readonly HyperbandScheduler _firstSweep;

    internal DehbScheduler(RungTable table)
    {
        _table = table;
        _plan = new DehbPlan(table);
        _firstSweep = new HyperbandScheduler(table);
    }

    /// <inheritdoc/>
    public int FirstMilestone(TrialId trial, Configuration configuration) =>
        IsPromotable(trial) ? _firstSweep.FirstMilestone(trial, configuration) : _table.Milestone(_plan[trial].Rung);

    /// <inheritdoc/>
    public void OnProposed(TrialId trial, Proposal proposal)
    {
        if (IsPromotable(trial))
        {
            _firstSweep.OnProposed(trial, proposal);
        }
    }

    /// <inheritdoc/>
    public void OnLastProposed() => _firstSweep.OnLastProposed();

    /// <inheritdoc/>
    public Verdict OnMilestone(TrialId trial, int epoch, double value) => IsPromotable(trial)
        ? _firstSweep.OnMilestone(trial, epoch, value)
        : Verdict.Stop(new Reason("dehb", $"bred for epoch {epoch}"));

    /// <inheritdoc/>
    public void OnPaused(TrialId trial) => _firstSweep.OnPaused(trial);

    /// <inheritdoc/>
    public Decision? Next() => _firstSweep.Next();

    /// <inheritdoc/>
    public void OnResumed(TrialId trial) => _firstSweep.OnResumed(trial);

    /// <inheritdoc/>
    public void OnEnd(TrialId trial, TrialState state)
    {
        if (IsPromotable(trial))
        {
            _firstSweep.OnEnd(trial, state);
        }
    }

    private bool IsPromotable(TrialId trial) => _plan[trial].IsFirstSweep;
}
