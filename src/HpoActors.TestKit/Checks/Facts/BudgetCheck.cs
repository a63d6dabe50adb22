using HpoActors.Core.Experiments;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Checks.Facts;

/// <summary>Budgets are exact: never more epochs used and reserved than there are, no trial more than there may be, and none less where the experiment ends for that.</summary>
internal sealed class BudgetCheck(string check) : IFactCheck
{
    private Ended? _ended;

    public void On(FactWalk walk, ExperimentEvent fact) => _ended = fact as Ended ?? _ended;

    public void After(FactWalk walk, ExperimentEvent fact)
    {
        Budget budget = walk.Spec.Budget;
        if (walk.Used + walk.Reserved > budget.TotalEpochs)
        {
            throw walk.Breach(check, $"{walk.Used} epochs are used and {walk.Reserved} reserved, of {budget.TotalEpochs}");
        }

        if (walk.Proposed > budget.Trials)
        {
            throw walk.Breach(check, $"there are {walk.Proposed} trials, of {budget.Trials}");
        }
    }

    public void AtEnd(FactWalk walk)
    {
        if (walk.Reserved != 0)
        {
            throw walk.Breach(check, $"{walk.Reserved} epochs are reserved for nobody");
        }

        if (_ended is not { Reason: var reason })
        {
            return;
        }

        TrialEnded[] ends = [.. walk.Facts.OfType<TrialEnded>()];
        if (ends.Select(e => e.Trial).Distinct().Count() != walk.Proposed || ends.Length != walk.Proposed)
        {
            throw walk.Breach(check, $"{walk.Proposed} trials were proposed and {ends.Length} ended");
        }

        if (reason.Rule == "trials" && (walk.Proposed != walk.Spec.Budget.Trials || ends.Any(e => e.State == TrialState.Cancelled)))
        {
            throw walk.Breach(
                check, $"ended because all trials are done, with {walk.Proposed} of {walk.Spec.Budget.Trials}, {ends.Count(e => e.State == TrialState.Cancelled)} of them cancelled");
        }

        if (reason.Rule == "total-epochs" && walk.Spec.Budget.TotalEpochs is null)
        {
            throw walk.Breach(check, "ended for want of epochs, which have no limit");
        }
    }
}
