using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Tests.Experiments.Packs;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Which trials a trainer's free lanes are given, and in which order.</summary>
public sealed class AskPackTests
{
    // Configurations come in the order of the keys given.
    [Fact]
    public void Trials_of_one_key_fill_the_lanes_in_the_order_of_proposal()
    {
        ExperimentDriver driver = Keys("AAAAAAAA").Started();
        PackAnswer answer = driver.AskLanes(3);

        Assert.Equal([0, 1, 2], answer.Ids());
        Assert.Equal((Key("A"), true), (answer.Key!.Value, answer.HasMore));
        Assert.All(answer.Work, w => Assert.Equal((1, 8, "cpu:0"), (w.FirstEpoch, w.Until, driver.State.Live[w.Trial].Trainer)));
    }

    [Fact]
    public void An_open_pack_gets_only_its_key_and_the_others_wait()
    {
        ExperimentDriver driver = Keys("ABABABAB").Started();

        Assert.Equal([0, 2, 4], driver.AskLanes(3).Ids());
        Assert.Equal([1, 3], driver.Waiting());
        Assert.Equal([6], driver.AskLanes(2, open: "A").Ids());
        Assert.Equal([1, 3, 5, 7], driver.Waiting());
        Assert.Equal(8, driver.State.Proposed);
    }

    [Fact]
    public void A_new_pack_is_of_the_key_that_waits_longest()
    {
        ExperimentDriver driver = Keys("ABCAABCA").Started();
        Assert.Equal([0, 3, 4], driver.AskLanes(3).Ids());

        PackAnswer answer = driver.AskLanes(3, trainer: "cpu:1");

        Assert.Equal(Key("B"), answer.Key);
        Assert.Equal([1, 5], answer.Ids());
        Assert.Equal([2, 6, 7], driver.Waiting());
    }

    [Fact]
    public void What_fits_and_waits_goes_before_what_is_new()
    {
        ExperimentDriver driver = Keys("ABABBB").Started();
        driver.AskLanes(2);

        Assert.Equal([1, 3, 4], driver.AskLanes(3, open: "B", trainer: "cpu:1").Ids());
    }

    [Fact]
    public void What_waits_for_another_pack_does_not_block_new_trials_that_fit()
    {
        ExperimentDriver driver = Keys("ABBBAAAA").Started();
        Assert.Equal([0, 4], driver.AskLanes(4, open: "A", trainers: 4).Ids());
        Assert.Equal([1, 2, 3], driver.Waiting());

        Assert.Equal([5, 6, 7], driver.AskLanes(4, open: "A").Ids());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(200, 64)]
    public void A_question_looks_ahead_by_as_many_trials_as_there_are_lanes_and_64_wait_at_most(int lanes, int ahead)
    {
        ExperimentDriver driver = Keys(new string('B', 100)).Started();
        PackAnswer answer = driver.AskLanes(lanes, open: "A");

        Assert.Equal((0, null, true), (answer.Work.Length, answer.Key, answer.HasMore));
        Assert.Equal(ahead, driver.State.Proposed);
        for (int i = 0; i < 99; i++)
        {
            driver.AskLanes(lanes, open: "A");
        }

        Assert.Equal(64, driver.State.Proposed);
        Assert.Equal(ExperimentPhase.Running, driver.State.Phase);
    }

    [Fact]
    public void The_experiment_goes_on_while_something_waits_for_another_pack()
    {
        ExperimentDriver driver = Keys("AB").Started();
        Assignment first = Assert.Single(driver.AskLanes(4).Work);
        driver.Tell(first, 0.5);

        Assert.Equal((0, true), driver.AskLanes(4, open: "A") is var none ? (none.Work.Length, none.HasMore) : default);
        Assert.Equal(ExperimentPhase.Running, driver.State.Phase);
        PackAnswer second = driver.AskLanes(4);
        Assert.Equal((1, Key("B"), false), (second.Work[0].Trial.Value, second.Key!.Value, second.HasMore));
        driver.Tell(second.Work[0], 0.5);
        Assert.Equal((ExperimentPhase.Finished, 2), (driver.State.Phase, driver.State.Completed));
        Assert.Equal((0, false), driver.AskLanes(4) is var over ? (over.Work.Length, over.HasMore) : default);
    }

    [Fact]
    public void A_retry_comes_first_and_only_in_its_own_pack()
    {
        ExperimentDriver driver = Keys("ABAAAA").Started();
        driver.AskLanes(1);
        Assignment lost = Assert.Single(driver.AskLanes(1, open: "B", trainer: "cpu:1", trainers: 9).Work);
        driver.End(lost.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));

        Assert.Equal([2], driver.AskLanes(1, open: "A", trainers: 1).Ids());
        PackAnswer again = driver.AskLanes(1, trainer: "cpu:1");
        Assert.Equal(Rules.Id(1, 2), Assert.Single(again.Work).Attempt);
    }

    [Fact]
    public void A_promotion_goes_before_what_is_new_and_into_its_own_pack_only()
    {
        ExperimentDriver driver = Keys("ABBBBBBB").With(() => new HalvingScheduler()).Started();
        Rest(driver, driver.AskLanes(1).Work[0], 0.1);
        Assignment other = Assert.Single(driver.AskLanes(1, trainer: "cpu:1").Work);
        Rest(driver, other, 0.5);

        // Trial 0 of key A is promoted; the open pack is of key B.
        Assert.Equal([2, 3], driver.AskLanes(2, open: "B").Ids());
        PackAnswer promoted = driver.AskLanes(2, trainer: "cpu:1");
        Assert.Equal((Key("A"), Rules.Id(0, 2), 2, 2), promoted.Work[0] is var w ? (promoted.Key!.Value, w.Attempt, w.FirstEpoch, w.Until) : default);
    }

    [Fact]
    public void A_promotion_is_given_to_the_trainer_that_is_left_even_if_it_is_busy()
    {
        ExperimentDriver driver = Keys("AAA").With(() => new HalvingScheduler()).Started();
        Assignment[] work = [.. driver.AskLanes(3).Work];
        Rest(driver, work[0], 0.1);
        Rest(driver, work[1], 0.2);

        Assert.Equal([0], driver.AskLanes(2, open: "A").Ids());
    }

    [Fact]
    public void Paused_trials_that_nobody_promotes_are_stopped_when_nothing_else_is_left()
    {
        ExperimentDriver driver = Keys("A").With(() => new HalvingScheduler()).Started();
        Rest(driver, driver.AskLanes(4).Work[0], 0.5);

        Assert.Equal((0, false), driver.AskLanes(4) is var none ? (none.Work.Length, none.HasMore) : default);
        Assert.Equal((ExperimentPhase.Finished, 1), (driver.State.Phase, driver.State.Stopped));
    }

    [Fact]
    public void A_searcher_that_learns_looks_ahead_too()
    {
        ExperimentSpec spec = Keys("ABAB");
        ExperimentDriver driver = (spec.With(() => new EchoSearcher(spec.Space)) with { MaxConcurrent = 4 }).Started();
        PackAnswer answer = driver.AskLanes(4, keyOf: c => new PackKey(c.GetDouble("x") < 0 ? "A" : "B"));

        Assert.NotEmpty(answer.Work);
        Assert.Equal(4, driver.State.Proposed);
        Assert.Equal(4, answer.Work.Length + driver.Waiting().Length);
    }

    [Fact]
    public void Asked_without_packs_what_waits_comes_first()
    {
        ExperimentDriver driver = Keys("ABAB").Started();
        driver.AskLanes(2);

        Assert.Equal([1, 3], new[] { driver.Ask()!.Trial.Value, driver.Ask()!.Trial.Value });
    }

    [Fact]
    public void A_scheduler_hears_of_trials_in_the_order_of_proposal_after_a_replay_too()
    {
        List<ExperimentEvent> facts = [];
        Counting counting = new();
        ExperimentSpec spec = Keys("ABAB").With(() => counting);
        ExperimentDriver driver = spec.Started(facts.Add);
        driver.AskLanes(4);
        driver.AskLanes(4, trainer: "cpu:1");
        Assert.Equal([0, 1, 2, 3], counting.First);

        counting = new Counting();
        ExperimentDriver replayed = new(spec);
        facts.ForEach(replayed.Replay);
        Assert.Equal([0, 1, 2, 3], counting.First);
    }

    [Fact]
    public void Before_its_start_it_gives_no_work()
    {
        PackAnswer answer = new ExperimentDriver(Keys("A")).AskLanes(4);

        Assert.Equal((0, null, false), (answer.Work.Length, answer.Key, answer.HasMore));
    }

    [Fact]
    public void Senseless_requests_are_refused()
    {
        ExperimentDriver driver = Keys("A").Started();

        Assert.Throws<ArgumentNullException>(() => driver.AskPack(null!, One));
        Assert.Throws<ArgumentNullException>(() => driver.AskPack(new PackRequest("cpu:0", 1, 1, null), null!));
        Assert.Throws<ArgumentException>(() => driver.AskPack(new PackRequest("", 1, 1, null), One));
        Assert.Throws<ArgumentOutOfRangeException>(() => driver.AskLanes(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => driver.AskLanes(1, trainers: 0));
        Assert.Equal(0, driver.State.Proposed);
    }

    // Trains to the first milestone and lets go there.
    private static void Rest(ExperimentDriver driver, Assignment work, double value)
    {
        Assert.Equal(VerdictKind.Pause, driver.Report(work.Attempt, work.Until, Rules.Error(value))!.Value.Kind);
        driver.End(work.Attempt);
    }

    /// <summary>Writes down the order in which it hears of trials, as one that deals them out to brackets in turn would.</summary>
    private sealed class Counting : ITrialScheduler
    {
        public List<int> First { get; } = [];

        public int FirstMilestone(TrialId trial, Configuration configuration) => int.MaxValue;

        public Verdict OnMilestone(TrialId trial, int epoch, double value) => Verdict.Continue(int.MaxValue, Rules.Why);

        public void OnProposed(TrialId trial, Proposal proposal) => First.Add(trial.Value);

        public void OnLastProposed()
        {
        }

        public void OnPaused(TrialId trial)
        {
        }

        public Decision? Next() => null;

        public void OnResumed(TrialId trial)
        {
        }

        public void OnEnd(TrialId trial, TrialState state)
        {
        }
    }
}
