using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Budgets, retries and the order of work.</summary>
public sealed class ExperimentDriverTests
{
    private readonly List<ExperimentEvent> _facts = [];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_budget_of_trials_gives_exactly_as_many(int trials)
    {
        ExperimentDriver driver = Started(Specs.Of(trials));
        for (int i = 0; driver.Ask() is { } work; i++)
        {
            Assert.Equal(i, work.Trial.Value);
            if (i % 3 == 0)
            {
                driver.End(work.Attempt, new TrialFailure(FailureKind.UserError, "it broke"));
            }
            else
            {
                driver.Tell(work, 0.5);
            }
        }

        Assert.Equal(trials, driver.State.Proposed);
        Assert.Equal((ExperimentPhase.Finished, new Reason("trials", $"{trials}")), (driver.State.Phase, driver.State.EndReason));
        Assert.Null(driver.Ask());
    }

    [Fact]
    public void Asking_beyond_the_budget_waits_for_what_runs()
    {
        ExperimentDriver driver = Started(Specs.Of(2));
        Assignment[] work = [driver.Ask()!, driver.Ask()!];

        Assert.Null(driver.Ask());
        Assert.Equal(ExperimentPhase.Running, driver.State.Phase);
        driver.Tell(work[1], 0.5);
        driver.Tell(work[0], 0.5);
        Assert.Equal(ExperimentPhase.Finished, driver.State.Phase);
    }

    [Fact]
    public void Total_epochs_are_reserved_when_a_trial_is_assigned()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget { Epochs = 4, TotalEpochs = 11 }));
        Assignment[] work = [driver.Ask()!, driver.Ask()!];

        Assert.Null(driver.Ask());
        Assert.Equal((0, 8, 2), (driver.State.EpochsUsed, driver.State.EpochsReserved, driver.State.Proposed));
        driver.Tell(work[0], 0.5);
        driver.Tell(work[1], 0.5);
        Assert.Null(driver.Ask());
        Assert.Equal((ExperimentPhase.Finished, new Reason("total-epochs", "8 of 11"), 2), (driver.State.Phase, driver.State.EndReason, driver.State.Completed));
    }

    [Fact]
    public void A_failure_gives_back_the_epochs_that_it_did_not_use()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget { Epochs = 4, TotalEpochs = 5 }));
        Assignment first = driver.Ask()!;
        driver.Report(first.Attempt, 1, Rules.Error(0.5));
        Assert.Null(driver.Ask());
        driver.End(first.Attempt, new TrialFailure(FailureKind.UserError, "it broke"));

        Assignment second = driver.Ask()!;
        Assert.Equal(1, second.Trial.Value);
        driver.Tell(second, 0.5);
        Assert.Null(driver.Ask());
        Assert.Equal((5, 0, 1, 1), (driver.State.EpochsUsed, driver.State.EpochsReserved, driver.State.Completed, driver.State.Failed));
    }

    [Fact]
    public void A_retry_that_the_epochs_do_not_allow_ends_the_search()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget { Epochs = 4, TotalEpochs = 5 }));
        Assignment work = driver.Ask()!;
        driver.Report(work.Attempt, 3, Rules.Error(0.5));
        driver.End(work.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));

        Assert.Null(driver.Ask());
        Assert.Equal((ExperimentPhase.Finished, new Reason("total-epochs", "3 of 5"), 1), (driver.State.Phase, driver.State.EndReason, driver.State.Cancelled));
    }

    [Fact]
    public void Trials_of_different_lengths_fill_the_epochs()
    {
        ExperimentSpec spec = Specs.Of(new Budget { TotalEpochs = 6 }) with
        {
            Space = new SearchSpace(new OrdinalHyperparameter("epochs", HyperparameterValue.Of(1L), HyperparameterValue.Of(2L), HyperparameterValue.Of(3L))),
            Searcher = new GridSearcherSettings(),
        };
        ExperimentDriver driver = Started(spec);
        int[] epochs = [.. Enumerable.Range(0, 3).Select(_ => driver.Ask()!.Epochs)];

        Assert.Equal([1, 2, 3], epochs);
        Assert.Equal(6, driver.State.EpochsReserved);
    }

    [Fact]
    public void A_retry_goes_before_anything_new_with_the_same_configuration()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 3));
        Assignment first = driver.Ask("a")!;
        driver.Ask("b");
        driver.Report(first.Attempt, 2, Rules.Error(0.5));
        driver.End(first.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));

        Assignment again = driver.Ask("c")!;

        Assert.Equal(first with { Attempt = Rules.Id(0, 2) }, again);
        Assert.Equal(1, again.FirstEpoch);
        Assert.Equal("c", driver.State.Live[again.Trial].Trainer);
        Assert.Equal(2, driver.Ask()!.Trial.Value);
    }

    [Fact]
    public void A_stale_attempt_changes_nothing()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 3));
        Assignment first = driver.Ask()!;
        driver.End(first.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));
        driver.Ask();
        string before = Snapshot.Of(driver.State);

        Assert.Null(driver.Report(first.Attempt, 1, Rules.Error(0.1)));
        driver.Tell(first, 0.1);
        driver.End(first.Attempt);
        Assert.Equal(before, Snapshot.Of(driver.State));
    }

    [Theory]
    [InlineData(Direction.Minimize, -0.9)]
    [InlineData(Direction.Maximize, 0.9)]
    public void The_target_ends_the_search_and_cancels_the_rest(Direction direction, double target)
    {
        ExperimentSpec spec = Specs.Of(new Budget { Trials = 10_000, Target = target }) with { Direction = direction };
        ExperimentDriver driver = Started(spec);
        Assignment slow = driver.Ask()!;
        while (driver.Ask() is { } work)
        {
            driver.Tell(work, work.Configuration.GetDouble("x"));
        }

        Assert.Equal("target", driver.State.EndReason!.Rule);
        Assert.True(spec.ToMinimize(driver.State.BestValue) <= spec.ToMinimize(target));
        Assert.InRange(driver.State.Proposed, 2, 300);
        Assert.Equal(1, driver.State.Cancelled);
        Assert.Null(driver.Report(slow.Attempt, 1, Rules.Error(0.1)));
    }

    [Fact]
    public void Wall_time_ends_the_search_at_the_next_question()
    {
        ExperimentDriver driver = new(Specs.Of(new Budget { WallTime = TimeSpan.FromSeconds(10) }));
        driver.Start(Rules.Noon);
        Assert.NotNull(driver.Ask(at: Rules.Noon.AddSeconds(9.9)));
        Assert.Null(driver.Ask(at: Rules.Noon.AddSeconds(10)));

        Assert.Equal((ExperimentPhase.Finished, "wall-time", 1), (driver.State.Phase, driver.State.EndReason!.Rule, driver.State.Cancelled));
    }

    [Fact]
    public void A_grid_is_walked_once_and_then_exhausted()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget()) with { Searcher = new GridSearcherSettings(5) });
        List<double> points = [];
        while (driver.Ask() is { } work)
        {
            points.Add(work.Configuration.GetDouble("x"));
            driver.Tell(work, 0.5);
        }

        Assert.Equal([-1, -0.5, 0, 0.5, 1], points);
        Assert.Equal((ExperimentPhase.Exhausted, new Reason("exhausted", "5 trials")), (driver.State.Phase, driver.State.EndReason));
    }

    [Fact]
    public void A_last_trial_that_diverges_ends_the_search_at_once()
    {
        ExperimentDriver driver = Started(Specs.Of(1, epochs: 3));
        driver.Report(driver.Ask()!.Attempt, 1, Rules.Error(double.NaN));

        Assert.Equal((ExperimentPhase.Finished, 1), (driver.State.Phase, driver.State.Failed));
    }

    [Fact]
    public void Before_its_start_it_gives_no_work()
    {
        ExperimentDriver driver = new(Specs.Of(3));

        Assert.Null(driver.Ask());
        driver.Start(Rules.Noon);
        driver.Start(Rules.Noon.AddDays(1));
        Assert.Equal(Rules.Noon, driver.State.StartedAt);
        Assert.NotNull(driver.Ask());
    }

    [Fact]
    public void Stopping_ends_everything_at_once()
    {
        ExperimentDriver driver = Started(Specs.Of(9));
        Assignment work = driver.Ask()!;
        driver.Stop(ExperimentPhase.Interrupted, Rules.Why);
        driver.Tell(work, 0.1);

        Assert.Equal((ExperimentPhase.Interrupted, 1, 0), (driver.State.Phase, driver.State.Cancelled, driver.State.Completed));
        Assert.Null(driver.Ask());
    }

    [Fact]
    public void The_searcher_hears_of_proposals_reports_and_ends_with_values_to_be_minimised()
    {
        List<string> heard = [];
        ExperimentSpec spec = (Specs.Of(3, epochs: 2) with { Direction = Direction.Maximize }).With(() => new Listener(heard));
        ExperimentDriver driver = Started(spec);
        Assignment[] work = [driver.Ask()!, driver.Ask()!];
        driver.Report(work[0].Attempt, 1, Rules.Error(0.5));
        driver.Tell(work[0], 0.75);
        driver.Report(work[1].Attempt, 1, Rules.Error(0.25));
        driver.End(work[1].Attempt, new TrialFailure(FailureKind.UserError, "it broke"));

        Assert.Equal(
            [
                "Proposed 0 at 0: NaN, Proposed", "Proposed 1 at 0: NaN, Proposed", "Reported 0 at 1: -0.5, Running", "Reported 0 at 2: -0.75, Running",
                "Ended 0 at 2: -0.75, Completed", "Reported 1 at 1: -0.25, Running", "Ended 1 at 1: NaN, Failed",
            ],
            heard);
    }

    [Fact]
    public void Facts_are_told_in_order_and_replayed_ones_are_not_told_again()
    {
        ExperimentDriver driver = Started(Specs.Of(1));
        driver.Tell(driver.Ask()!, 0.5);

        Assert.Equal(
            [typeof(Started), typeof(TrialProposed), typeof(AttemptStarted), typeof(Reported), typeof(TrialEnded), typeof(Ended)],
            _facts.Select(f => f.GetType()));

        List<ExperimentEvent> again = [];
        ExperimentDriver replayed = new(Specs.Of(1), again.Add);
        _facts.ForEach(replayed.Replay);
        Assert.Empty(again);
        Assert.Equal(Snapshot.Of(driver.State), Snapshot.Of(replayed.State));
    }

    // What was proposed while epochs were short is asked for again where the searcher has learnt meanwhile, as it would be after a crash.
    [Fact]
    public void A_proposal_that_had_to_wait_knows_what_was_reported_meanwhile()
    {
        ExperimentSpec spec = Specs.Of(new Budget { Epochs = 4, TotalEpochs = 5 }) is var s ? s.With(() => new EchoSearcher(s.Space)) : throw new InvalidOperationException();
        ExperimentDriver driver = Started(spec);
        Assignment work = driver.Ask()!;
        Assert.Null(driver.Ask());
        driver.Report(work.Attempt, 1, Rules.Error(0.5));
        driver.End(work.Attempt, new TrialFailure(FailureKind.UserError, "it broke"));
        ExperimentDriver replayed = new(spec);
        _facts.ForEach(replayed.Replay);

        Assert.Equal(replayed.Ask(), driver.Ask());
    }

    [Fact]
    public void Missing_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new ExperimentDriver(null!));
        Assert.Throws<ArgumentNullException>(() => Started(Specs.Of(1)).Tell(null!, 0));
    }

    private ExperimentDriver Started(ExperimentSpec spec)
    {
        ExperimentDriver driver = new(spec, _facts.Add);
        driver.Start(Rules.Noon);
        return driver;
    }

    private sealed class Listener(List<string> heard) : ISearcher
    {
        public bool LearnsFromResults => true;

        public Proposal? Propose(TrialId trial, RandomStream random) => Rules.Point(trial.Value);

        public void Observe(in Observation o) => heard.Add($"{o.Kind} {o.Trial} at {o.Epoch}: {o.Value:R}, {o.State}");
    }
}
