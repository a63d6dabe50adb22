using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Tests.Experiments.Packs;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>How many trials trainers with lanes are given: their shares, the budget, and the end.</summary>
public sealed class PackBudgetTests
{
    [Theory]
    [InlineData(5, 3, 2)]
    [InlineData(64, 32, 32)]
    [InlineData(1, 1, 0)]
    [InlineData(200, 64, 64)]
    public void Two_idle_trainers_share_what_there_is(int trials, int first, int second)
    {
        ExperimentDriver driver = Keys(new string('A', trials)).Started();
        PackAnswer one = driver.AskLanes(64, trainers: 2);
        PackAnswer two = driver.AskLanes(64, trainers: 2, trainer: "cpu:1");

        Assert.Equal((first, second), (one.Work.Length, two.Work.Length));
        Assert.Equal(trials > first, one.HasMore);
        Assert.Equal(trials > first + second, two.HasMore);
    }

    [Fact]
    public void A_trainer_that_has_its_share_gets_nothing_until_it_has_trained_some()
    {
        ExperimentDriver driver = Keys(new string('A', 10)).Started();
        Assignment[] first = [.. driver.AskLanes(4, trainers: 2).Work];
        driver.AskLanes(1, trainers: 2);

        PackAnswer full = driver.AskLanes(4, trainers: 2);
        Assert.Equal((0, true), (full.Work.Length, full.HasMore));
        Assert.All(first, w => driver.Report(w.Attempt, 4, Rules.Error(0.5)));
        Assert.Equal([5], driver.AskLanes(4, trainers: 2).Ids());
    }

    [Fact]
    public void A_grid_is_shared_though_the_budget_names_no_trials()
    {
        ExperimentDriver driver = (Specs.Of(new Budget()) with { Searcher = new GridSearcherSettings(5) }).Started();

        Assert.Equal([0, 1, 2], driver.AskLanes(64, trainers: 2, keyOf: One).Ids());
        PackAnswer rest = driver.AskLanes(64, trainers: 2, trainer: "cpu:1", keyOf: One);
        Assert.Equal([3, 4], rest.Ids());
        Assert.False(rest.HasMore);
    }

    // Nobody asks once there is nothing more: the last end has to end the experiment by itself.
    [Fact]
    public void A_grid_that_exactly_fills_the_lanes_ends_with_its_last_trial()
    {
        ExperimentDriver driver = (Specs.Of(new Budget()) with { Searcher = new GridSearcherSettings(5) }).Started();
        PackAnswer answer = driver.AskLanes(5, keyOf: One);
        Assert.False(answer.HasMore);
        Assert.All(answer.Work, w => driver.Tell(w, 0.5));

        Assert.Equal((ExperimentPhase.Exhausted, 5), (driver.State.Phase, driver.State.Completed));
    }

    [Fact]
    public void Total_epochs_are_shared_and_never_exceeded()
    {
        ExperimentDriver driver = Specs.Of(new Budget { Epochs = 4, TotalEpochs = 22 }).Started();

        Assert.Equal([0, 1, 2], driver.AskLanes(64, trainers: 2, keyOf: One).Ids());
        PackAnswer rest = driver.AskLanes(64, trainers: 2, trainer: "cpu:1", keyOf: One);
        Assert.Equal([3, 4], rest.Ids());
        Assert.True(rest.HasMore);
        Assert.Equal((20, 5), (driver.State.EpochsReserved, driver.State.Proposed));
    }

    [Fact]
    public void What_waits_for_another_pack_keeps_its_claim_to_epochs()
    {
        ExperimentDriver driver = Keys("ABAAA", totalEpochs: 24).Started();

        Assert.Equal([0, 2], driver.AskLanes(4).Ids());
        Assert.Equal((3, 16), (driver.State.Proposed, driver.State.EpochsReserved));
        Assert.Equal([1], driver.AskLanes(4, trainer: "cpu:1").Ids());
        Assert.Equal(24, driver.State.EpochsReserved);
    }

    [Fact]
    public void What_can_never_be_afforded_ends_the_search()
    {
        ExperimentDriver driver = Keys("A", totalEpochs: 10).Started();
        Assignment work = Assert.Single(driver.AskLanes(4).Work);
        driver.Report(work.Attempt, 3, Rules.Error(0.5));
        driver.End(work.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));

        Assert.Equal((0, false), driver.AskLanes(4) is var none ? (none.Work.Length, none.HasMore) : default);
        Assert.Equal((ExperimentPhase.Finished, new Reason("total-epochs", "3 of 10"), 1), (driver.State.Phase, driver.State.EndReason, driver.State.Cancelled));
    }

    [Fact]
    public void What_can_be_afforded_goes_before_what_cannot()
    {
        ExperimentSpec spec = Specs.Of(new Budget { TotalEpochs = 8 }) with
        {
            Space = new SearchSpace(new OrdinalHyperparameter("epochs", HyperparameterValue.Of(6L), HyperparameterValue.Of(2L))),
            Searcher = new GridSearcherSettings(),
        };
        ExperimentDriver driver = spec.Started();
        Assignment[] work = [.. driver.AskLanes(2, keyOf: One).Work];
        driver.Report(work[0].Attempt, 3, Rules.Error(0.5));
        driver.End(work[1].Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));
        driver.End(work[0].Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));

        // 5 are left: the long one, first in line, would need 6.
        PackAnswer answer = driver.AskLanes(2, keyOf: One);
        Assert.Equal(Rules.Id(1, 2), Assert.Single(answer.Work).Attempt);
        driver.Tell(answer.Work[0], 0.5);
        Assert.Empty(driver.AskLanes(2, keyOf: One).Work);
        Assert.Equal((new Reason("total-epochs", "5 of 8"), 1, 1), (driver.State.EndReason, driver.State.Completed, driver.State.Cancelled));
    }

    [Fact]
    public void Wall_time_ends_the_search_at_the_next_question()
    {
        ExperimentDriver driver = Specs.Of(new Budget { WallTime = TimeSpan.FromSeconds(10) }).Started();
        Assert.Equal(2, driver.AskLanes(2, keyOf: One).Work.Length);
        PackAnswer late = driver.AskPack(new PackRequest("cpu:0", 1, 2, null), One, Rules.Noon.AddSeconds(10));

        Assert.Equal((0, false), (late.Work.Length, late.HasMore));
        Assert.Equal(("wall-time", 2), (driver.State.EndReason!.Rule, driver.State.Cancelled));
    }

    [Fact]
    public void The_target_ends_the_search_and_cancels_what_runs_and_what_waits()
    {
        ExperimentDriver driver = (Keys("ABAA") is var spec ? spec with { Budget = spec.Budget with { Target = 0.3 } } : spec).Started();
        PackAnswer answer = driver.AskLanes(2);
        driver.Tell(answer.Work[1], 0.2);

        Assert.Equal(("target", 2), (driver.State.EndReason!.Rule, driver.State.Cancelled));
        Assert.Empty(driver.AskLanes(2).Work);
    }
}
