using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>What a trainer's free lanes are given.</summary>
public sealed class AskPackTests
{
    private readonly List<ExperimentEvent> _facts = [];

    // Configurations come in the order of the keys given.
    [Fact]
    public void Trials_of_one_key_fill_the_lanes_in_the_order_of_proposal()
    {
        ExperimentDriver driver = Started(Keys("AAAAAAAA"));
        PackAnswer answer = Ask(driver, 3);

        Assert.Equal([0, 1, 2], Ids(answer));
        Assert.Equal((Key("A"), true), (answer.Key!.Value, answer.HasMore));
        Assert.All(answer.Work, w => Assert.Equal((1, 8, "cpu:0"), (w.FirstEpoch, w.Until, driver.State.Live[w.Trial].Trainer)));
    }

    [Fact]
    public void An_open_pack_gets_only_its_key_and_the_others_wait()
    {
        ExperimentDriver driver = Started(Keys("ABABABAB"));

        Assert.Equal([0, 2, 4], Ids(Ask(driver, 3)));
        Assert.Equal([1, 3], Waiting(driver));
        Assert.Equal([6], Ids(Ask(driver, 2, open: "A")));
        Assert.Equal([1, 3, 5, 7], Waiting(driver));
        Assert.Equal(8, driver.State.Proposed);
    }

    [Fact]
    public void A_new_pack_is_of_the_key_that_waits_longest()
    {
        ExperimentDriver driver = Started(Keys("ABCAABCA"));
        Assert.Equal([0, 3, 4], Ids(Ask(driver, 3)));

        PackAnswer answer = Ask(driver, 3, trainer: "cpu:1");

        Assert.Equal(Key("B"), answer.Key);
        Assert.Equal([1, 5], Ids(answer));
        Assert.Equal([2, 6, 7], Waiting(driver));
    }

    [Fact]
    public void What_fits_and_waits_goes_before_what_is_new()
    {
        ExperimentDriver driver = Started(Keys("ABABBB"));
        Ask(driver, 2);

        Assert.Equal([1, 3, 4], Ids(Ask(driver, 3, open: "B", trainer: "cpu:1")));
    }

    [Fact]
    public void What_waits_for_another_pack_does_not_block_new_trials_that_fit()
    {
        ExperimentDriver driver = Started(Keys("ABBBAAAA"));
        Assert.Equal([0, 4], Ids(Ask(driver, 4, open: "A", trainers: 4)));
        Assert.Equal([1, 2, 3], Waiting(driver));

        Assert.Equal([5, 6, 7], Ids(Ask(driver, 4, open: "A")));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(200, 64)]
    public void A_question_looks_ahead_by_as_many_trials_as_there_are_lanes_and_64_wait_at_most(int lanes, int ahead)
    {
        ExperimentDriver driver = Started(Keys(new string('B', 100)));
        PackAnswer answer = Ask(driver, lanes, open: "A");

        Assert.Equal((0, null, true), (answer.Work.Length, answer.Key, answer.HasMore));
        Assert.Equal(ahead, driver.State.Proposed);
        for (int i = 0; i < 99; i++)
        {
            Ask(driver, lanes, open: "A");
        }

        Assert.Equal(64, driver.State.Proposed);
        Assert.Equal(ExperimentPhase.Running, driver.State.Phase);
    }

    [Fact]
    public void The_experiment_goes_on_while_something_waits_for_another_pack()
    {
        ExperimentDriver driver = Started(Keys("AB"));
        Assignment first = Assert.Single(Ask(driver, 4).Work);
        driver.Tell(first, 0.5);

        Assert.Equal((0, true), Ask(driver, 4, open: "A") is var none ? (none.Work.Length, none.HasMore) : default);
        Assert.Equal(ExperimentPhase.Running, driver.State.Phase);
        PackAnswer second = Ask(driver, 4);
        Assert.Equal((1, Key("B"), false), (second.Work[0].Trial.Value, second.Key!.Value, second.HasMore));
        driver.Tell(second.Work[0], 0.5);
        Assert.Equal((ExperimentPhase.Finished, 2), (driver.State.Phase, driver.State.Completed));
        Assert.Equal((0, false), Ask(driver, 4) is var over ? (over.Work.Length, over.HasMore) : default);
    }

    [Fact]
    public void A_retry_comes_first_and_only_in_its_own_pack()
    {
        ExperimentDriver driver = Started(Keys("ABAAAA"));
        Ask(driver, 1);
        Assignment lost = Assert.Single(Ask(driver, 1, open: "B", trainer: "cpu:1", trainers: 9).Work);
        driver.End(lost.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));

        Assert.Equal([2], Ids(Ask(driver, 1, open: "A", trainers: 1)));
        PackAnswer again = Ask(driver, 1, trainer: "cpu:1");
        Assert.Equal(Rules.Id(1, 2), Assert.Single(again.Work).Attempt);
    }

    [Theory]
    [InlineData(5, 3, 2)]
    [InlineData(64, 32, 32)]
    [InlineData(1, 1, 0)]
    [InlineData(200, 64, 64)]
    public void Two_idle_trainers_share_what_there_is(int trials, int first, int second)
    {
        ExperimentDriver driver = Started(Keys(new string('A', trials)));
        PackAnswer one = Ask(driver, 64, trainers: 2);
        PackAnswer two = Ask(driver, 64, trainers: 2, trainer: "cpu:1");

        Assert.Equal((first, second), (one.Work.Length, two.Work.Length));
        Assert.Equal(trials > first, one.HasMore);
        Assert.Equal(trials > first + second, two.HasMore);
    }

    [Fact]
    public void A_trainer_that_has_its_share_gets_nothing_until_it_has_trained_some()
    {
        ExperimentDriver driver = Started(Keys(new string('A', 10)));
        Assignment[] first = [.. Ask(driver, 4, trainers: 2).Work];
        Ask(driver, 1, trainers: 2);

        PackAnswer full = Ask(driver, 4, trainers: 2);
        Assert.Equal((0, true), (full.Work.Length, full.HasMore));
        Assert.All(first, w => driver.Report(w.Attempt, 4, Rules.Error(0.5)));
        Assert.Equal([5], Ids(Ask(driver, 4, trainers: 2)));
    }

    [Fact]
    public void A_grid_is_shared_though_the_budget_names_no_trials()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget()) with { Searcher = new GridSearcherSettings(5) });

        Assert.Equal([0, 1, 2], Ids(Ask(driver, 64, trainers: 2, keyOf: One)));
        PackAnswer rest = Ask(driver, 64, trainers: 2, trainer: "cpu:1", keyOf: One);
        Assert.Equal([3, 4], Ids(rest));
        Assert.False(rest.HasMore);
    }

    // Nobody asks once there is nothing more: the last end has to end the experiment by itself.
    [Fact]
    public void A_grid_that_exactly_fills_the_lanes_ends_with_its_last_trial()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget()) with { Searcher = new GridSearcherSettings(5) });
        PackAnswer answer = Ask(driver, 5, keyOf: One);
        Assert.False(answer.HasMore);
        Assert.All(answer.Work, w => driver.Tell(w, 0.5));

        Assert.Equal((ExperimentPhase.Exhausted, 5), (driver.State.Phase, driver.State.Completed));
    }

    [Fact]
    public void Total_epochs_are_shared_and_never_exceeded()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget { Epochs = 4, TotalEpochs = 22 }));

        Assert.Equal([0, 1, 2], Ids(Ask(driver, 64, trainers: 2, keyOf: One)));
        PackAnswer rest = Ask(driver, 64, trainers: 2, trainer: "cpu:1", keyOf: One);
        Assert.Equal([3, 4], Ids(rest));
        Assert.True(rest.HasMore);
        Assert.Equal((20, 5), (driver.State.EpochsReserved, driver.State.Proposed));
    }

    [Fact]
    public void What_waits_for_another_pack_keeps_its_claim_to_epochs()
    {
        ExperimentDriver driver = Started(Keys("ABAAA", totalEpochs: 24));

        Assert.Equal([0, 2], Ids(Ask(driver, 4)));
        Assert.Equal((3, 16), (driver.State.Proposed, driver.State.EpochsReserved));
        Assert.Equal([1], Ids(Ask(driver, 4, trainer: "cpu:1")));
        Assert.Equal(24, driver.State.EpochsReserved);
    }

    [Fact]
    public void What_can_never_be_afforded_ends_the_search()
    {
        ExperimentDriver driver = Started(Keys("A", totalEpochs: 10));
        Assignment work = Assert.Single(Ask(driver, 4).Work);
        driver.Report(work.Attempt, 3, Rules.Error(0.5));
        driver.End(work.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));

        Assert.Equal((0, false), Ask(driver, 4) is var none ? (none.Work.Length, none.HasMore) : default);
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
        ExperimentDriver driver = Started(spec);
        Assignment[] work = [.. Ask(driver, 2, keyOf: One).Work];
        driver.Report(work[0].Attempt, 1, Rules.Error(0.5));
        driver.End(work[1].Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));
        driver.End(work[0].Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));

        // 7 are left: the long one takes 6, and the short one would need 2.
        Assert.Equal([0], Ids(Ask(driver, 2, keyOf: One)));
        driver.Report(Rules.Id(0, 2), 2, Rules.Error(0.5));
        driver.End(Rules.Id(0, 2), new TrialFailure(FailureKind.UserError, "it broke"));
        Assert.Equal([1], Ids(Ask(driver, 2, keyOf: One)));
    }

    [Fact]
    public void A_promotion_goes_before_what_is_new_and_into_its_own_pack_only()
    {
        ExperimentDriver driver = Started(Keys("ABBBBBBB").With(() => new HalvingScheduler()));
        Rest(driver, Ask(driver, 1).Work[0], 0.1);
        Assignment other = Assert.Single(Ask(driver, 1, trainer: "cpu:1").Work);
        Rest(driver, other, 0.5);

        // Trial 0 of key A is promoted; the open pack is of key B.
        Assert.Equal([2, 3], Ids(Ask(driver, 2, open: "B")));
        PackAnswer promoted = Ask(driver, 2, trainer: "cpu:1");
        Assert.Equal((Key("A"), Rules.Id(0), 2, 2), promoted.Work[0] is var w ? (promoted.Key!.Value, w.Attempt, w.FirstEpoch, w.Until) : default);
    }

    [Fact]
    public void A_promotion_is_given_to_the_trainer_that_is_left_even_if_it_is_busy()
    {
        ExperimentDriver driver = Started(Keys("AAA").With(() => new HalvingScheduler()));
        Assignment[] work = [.. Ask(driver, 3).Work];
        Rest(driver, work[0], 0.1);
        Rest(driver, work[1], 0.2);

        Assert.Equal([0], Ids(Ask(driver, 2, open: "A")));
    }

    [Fact]
    public void Paused_trials_that_nobody_promotes_are_cancelled_when_nothing_else_is_left()
    {
        ExperimentDriver driver = Started(Keys("A").With(() => new HalvingScheduler()));
        Rest(driver, Ask(driver, 4).Work[0], 0.5);

        Assert.Equal((0, false), Ask(driver, 4) is var none ? (none.Work.Length, none.HasMore) : default);
        Assert.Equal((ExperimentPhase.Finished, 1), (driver.State.Phase, driver.State.Cancelled));
    }

    [Fact]
    public void A_searcher_that_learns_looks_ahead_too()
    {
        ExperimentSpec spec = Keys("ABAB");
        ExperimentDriver driver = Started(spec.With(() => new EchoSearcher(spec.Space)));
        PackAnswer answer = Ask(driver, 4, keyOf: c => new PackKey(c.GetDouble("x") < 0 ? "A" : "B"));

        Assert.NotEmpty(answer.Work);
        Assert.Equal(4, driver.State.Proposed);
        Assert.Equal(4, answer.Work.Length + Waiting(driver).Length);
    }

    [Fact]
    public void Asked_without_packs_what_waits_comes_first()
    {
        ExperimentDriver driver = Started(Keys("ABAB"));
        Ask(driver, 2);

        Assert.Equal([1, 3], new[] { driver.Ask()!.Trial.Value, driver.Ask()!.Trial.Value });
    }

    [Fact]
    public void Target_and_wall_time_end_the_search()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget { Trials = 9, Target = 0.3, WallTime = TimeSpan.FromSeconds(10) }));
        Assert.NotEmpty(Ask(driver, 2, keyOf: One).Work);
        Assert.Equal((0, false), driver.AskPack(new PackRequest("cpu:0", 1, 2, null), One, Rules.Noon.AddSeconds(10)) is var a ? (a.Work.Length, a.HasMore) : default);
        Assert.Equal("wall-time", driver.State.EndReason!.Rule);
    }

    [Fact]
    public void A_scheduler_hears_of_trials_in_the_order_of_proposal_after_a_replay_too()
    {
        Counting counting = new();
        ExperimentSpec spec = Keys("ABAB").With(() => counting);
        ExperimentDriver driver = Started(spec);
        Ask(driver, 4);
        Ask(driver, 4, trainer: "cpu:1");
        Assert.Equal([0, 1, 2, 3], counting.First);

        counting = new Counting();
        ExperimentDriver replayed = new(spec);
        _facts.ForEach(replayed.Replay);
        Assert.Equal([0, 1, 2, 3], counting.First);
    }

    [Fact]
    public void Before_its_start_it_gives_no_work()
    {
        PackAnswer answer = Ask(new ExperimentDriver(Keys("A")), 4);

        Assert.Equal((0, null, false), (answer.Work.Length, answer.Key, answer.HasMore));
    }

    [Fact]
    public void Senseless_requests_are_refused()
    {
        ExperimentDriver driver = Started(Keys("A"));

        Assert.Throws<ArgumentNullException>(() => driver.AskPack(null!, One));
        Assert.Throws<ArgumentNullException>(() => driver.AskPack(new PackRequest("cpu:0", 1, 1, null), null!));
        Assert.Throws<ArgumentException>(() => driver.AskPack(new PackRequest("", 1, 1, null), One));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ask(driver, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ask(driver, 1, trainers: 0));
        Assert.Equal(0, driver.State.Proposed);
    }

    private static PackKey One(Configuration configuration) => new("one");

    private static PackKey Key(string key) => new(key);

    private static PackKey Letter(Configuration configuration) => Key(configuration.GetText("key"));

    private static PackAnswer Ask(
        ExperimentDriver driver, int lanes, string? open = null, int trainers = 1, string trainer = "cpu:0", Func<Configuration, PackKey>? keyOf = null) =>
        driver.AskPack(new PackRequest(trainer, trainers, lanes, open is null ? null : Key(open)), keyOf ?? Letter, Rules.Noon);

    private static int[] Ids(PackAnswer answer) => [.. answer.Work.Select(w => w.Trial.Value)];

    private static int[] Waiting(ExperimentDriver driver) =>
        [.. driver.State.Live.Values.Where(t => t.State == TrialState.Proposed).Select(t => t.Id.Value).Order()];

    // Trains to the first milestone and lets go there.
    private static void Rest(ExperimentDriver driver, Assignment work, double value)
    {
        Assert.Equal(VerdictKind.Pause, driver.Report(work.Attempt, work.Until, Rules.Error(value))!.Value.Kind);
        driver.End(work.Attempt);
    }

    // One trial for each letter, of eight epochs; its configuration is the letter.
    private static ExperimentSpec Keys(string keys, long? totalEpochs = null) =>
        Specs.Of(keys.Length, 8, totalEpochs).With(() => new Letters(keys));

    private ExperimentDriver Started(ExperimentSpec spec)
    {
        ExperimentDriver driver = new(spec, _facts.Add);
        driver.Start(Rules.Noon);
        return driver;
    }

    private sealed class Letters(string keys) : ISearcher
    {
        public bool LearnsFromResults => false;

        public Proposal? Propose(TrialId trial, RandomStream random) =>
            new(new Configuration([KeyValuePair.Create("key", HyperparameterValue.Of(keys[trial.Value].ToString()))]), Rules.Why);

        public void Observe(in Observation observation)
        {
        }
    }

    /// <summary>Writes down the order in which it first hears of trials, as one that deals them out to brackets in turn would.</summary>
    private sealed class Counting : ITrialScheduler
    {
        public List<int> First { get; } = [];

        public int FirstMilestone(TrialId trial, Configuration configuration)
        {
            if (!First.Contains(trial.Value))
            {
                First.Add(trial.Value);
            }

            return int.MaxValue;
        }

        public Verdict OnMilestone(TrialId trial, int epoch, double value) => Verdict.Continue(int.MaxValue, Rules.Why);

        public Promotion? Next() => null;

        public void OnStart(TrialId trial, int firstEpoch)
        {
        }

        public void OnEnd(TrialId trial, TrialState state)
        {
        }
    }
}
