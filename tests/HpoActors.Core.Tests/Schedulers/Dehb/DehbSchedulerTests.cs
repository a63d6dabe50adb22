using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Dehb;
using HpoActors.Core.Schedulers.Rungs;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Schedulers.Dehb;

public sealed class DehbSchedulerTests
{
    private readonly RungTable _table = RungTable.Of(1, 9, 3);

    [Fact]
    public void The_plan_follows_the_brackets()
    {
        // R = 9, eta = 3: brackets of 9, 3, 1 trials at epochs 1, 3, 9; of 5, 1 at 3, 9; of 3 at 9. The first sweep proposes 9 + 5 + 3 = 17.
        DehbPlan plan = new(_table);
        Assert.Equal(Jobs((9, new(true, 0, 0, 9)), (5, new(true, 1, 1, 5)), (3, new(true, 2, 2, 3))), Enumerable.Range(0, 17).Select(t => plan[new TrialId(t)]).ToArray());

        // After it every place of every rung is a trial, 22 in a sweep; its parents are from the rung below, where the bracket has one.
        DehbJob[] sweep = Jobs(
            (9, new(false, 0, 0, 9)), (3, new(false, 1, 0, 3)), (1, new(false, 2, 1, 1)),
            (5, new(false, 1, 1, 5)), (1, new(false, 2, 1, 1)),
            (3, new(false, 2, 2, 3)));
        Assert.Equal(sweep.Concat(sweep), Enumerable.Range(17, 44).Select(t => plan[new TrialId(t)]));

        // The largest bracket decides, but four are needed to evolve.
        Assert.Equal<int>([9, 5, 4], plan.Sizes);
    }

    [Fact]
    public void After_the_first_sweep_trials_train_to_their_rung_and_stop_there()
    {
        DehbScheduler scheduler = new(_table);
        int[] first = [.. Enumerable.Range(0, 39).Select(trial =>
        {
            scheduler.OnProposed(new TrialId(trial), new Proposal(Configuration.Empty, new Reason("test")));
            return scheduler.FirstMilestone(new TrialId(trial), Configuration.Empty);
        })];

        const int Last = int.MaxValue;
        Assert.Equal(
            [
                1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, Last, Last, Last,
                1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, Last, 3, 3, 3, 3, 3, Last, Last, Last, Last,
            ],
            first);
        Assert.Equal(Verdict.Stop(new Reason("dehb", "bred for epoch 3")), scheduler.OnMilestone(new TrialId(26), 3, 0.1));
        Assert.Null(scheduler.Next());
    }

    [Fact]
    public void In_the_first_sweep_the_best_third_is_promoted()
    {
        DehbScheduler scheduler = new(_table);
        for (int trial = 0; trial < 9; trial++)
        {
            scheduler.OnProposed(new TrialId(trial), new Proposal(Configuration.Empty, new Reason("test")));
        }

        // 7 fails, 3 is NaN; of the rest 8, 6 and 5 are best, the last one being told to go on at once.
        scheduler.OnEnd(new TrialId(7), TrialState.Failed);
        foreach (int trial in new[] { 0, 1, 2, 3, 4, 5, 6 })
        {
            Assert.Equal(VerdictKind.Pause, scheduler.OnMilestone(new TrialId(trial), 1, trial == 3 ? double.NaN : 9 - trial).Kind);
            scheduler.OnPaused(new TrialId(trial));
            Assert.Null(scheduler.Next());
        }

        Assert.Equal(3, scheduler.OnMilestone(new TrialId(8), 1, 1).Until);
        List<int> goOn = [];
        List<int> end = [];
        while (scheduler.Next() is { } decision)
        {
            if (decision.Verdict.Kind == VerdictKind.Continue)
            {
                Assert.Equal(3, decision.Verdict.Until);
                goOn.Add(decision.Trial.Value);
                scheduler.OnResumed(decision.Trial);
            }
            else
            {
                end.Add(decision.Trial.Value);
                scheduler.OnEnd(decision.Trial, TrialState.Stopped);
            }
        }

        Assert.Equal([6, 5], goOn);
        Assert.Equal([3, 0, 1, 2, 4], end);
    }

    private static DehbJob[] Jobs(params (int Times, DehbJob Job)[] runs) => [.. runs.SelectMany(run => Enumerable.Repeat(run.Job, run.Times))];
}
