using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;

namespace HpoActors.Core.Tests.Experiments;

public sealed class LeaderboardTests
{
    private static readonly TrialFailure Gone = new(FailureKind.TrainerLost, "gone");

    [Fact]
    public void A_trials_result_tells_its_whole_life()
    {
        (ExperimentDriver driver, Leaderboard board) = Start(Specs.Of(2, epochs: 3));
        Assignment first = driver.Ask("cpu:0", Rules.Noon.AddSeconds(1))!;
        driver.Report(first.Attempt, 1, Rules.Error(0.9));
        driver.End(first.Attempt, Gone, seconds: 2);
        Assignment second = driver.Ask("cpu:1", Rules.Noon.AddSeconds(5))!;
        driver.Report(second.Attempt, 1, Rules.Error(0.8));
        driver.Report(second.Attempt, 3, Rules.Error(0.7));
        driver.End(second.Attempt, seconds: 3, attributes: new Metrics("parameters", 7850), at: Rules.Noon.AddSeconds(9));

        TrialResult result = board.Find(new TrialId(0))!;

        Assert.Equal((TrialState.Completed, 0.7, 2, "cpu:1", 5.0), (result.State, result.Value, result.Attempts, result.Trainer, result.Seconds));
        Assert.Equal([new TrialReport(1, Rules.Error(0.8)), new TrialReport(3, Rules.Error(0.7))], result.Reports);
        Assert.Equal((Rules.Noon.AddSeconds(1), new Metrics("parameters", 7850), null), (result.StartedAt, result.Attributes, result.Failure));
        Assert.Equal((first.Configuration, new Reason("random")), (result.Configuration, result.Reason));
        Assert.Equal(9, board.ToResult().Seconds);
        Assert.Null(board.Find(new TrialId(1)));
    }

    [Fact]
    public void A_trial_in_flight_shows_its_last_value_and_why_it_is_tried_again()
    {
        (ExperimentDriver driver, Leaderboard board) = Start(Specs.Of(2, epochs: 3));
        Assignment work = driver.Ask()!;
        Assert.Equal((TrialState.Running, double.NaN, 1), (board.Find(work.Trial)!.State, board.Find(work.Trial)!.Value, board.CountOf(TrialState.Running)));
        driver.Report(work.Attempt, 1, Rules.Error(0.9));
        Assert.Equal(0.9, board.Find(work.Trial)!.Value);
        driver.End(work.Attempt, Gone);
        Assert.Equal((TrialState.Proposed, Gone), (board.Find(work.Trial)!.State, board.Find(work.Trial)!.Failure));
        driver.Ask();

        Assert.Equal((TrialState.Running, double.NaN, null, 0), (board.Find(work.Trial)!.State, board.Find(work.Trial)!.Value, board.Find(work.Trial)!.Failure, board.Find(work.Trial)!.Reports.Count));
    }

    [Fact]
    public void A_failed_trial_has_no_value_whatever_it_reported()
    {
        (ExperimentDriver driver, Leaderboard board) = Start(Specs.Of(2, epochs: 3));
        Assignment work = driver.Ask()!;
        driver.Report(work.Attempt, 1, Rules.Error(0.1));
        driver.End(work.Attempt, new TrialFailure(FailureKind.UserError, "it broke"));

        TrialResult result = board.Find(work.Trial)!;
        Assert.Equal((TrialState.Failed, double.NaN, "it broke"), (result.State, result.Value, result.Failure!.Message));
        Assert.Single(result.Reports);
        Assert.Null(board.Best);
    }

    [Fact]
    public void A_paused_trial_keeps_its_reports_and_adds_up_its_seconds()
    {
        (ExperimentDriver driver, Leaderboard board) = Start(Specs.Of(2, epochs: 8).With(() => new HalvingScheduler()));
        Assignment[] work = [driver.Ask()!, driver.Ask()!];
        foreach (Assignment w in work)
        {
            driver.Report(w.Attempt, 1, Rules.Error(0.1 * w.Trial.Value));
            driver.End(w.Attempt, seconds: 1);
        }

        Assert.Equal(2, board.CountOf(TrialState.Paused));
        Assignment again = driver.Ask()!;
        driver.Report(again.Attempt, 2, Rules.Error(0.05));
        driver.End(again.Attempt, seconds: 1);

        Assert.Equal((2.0, 2, 2), (board.Find(again.Trial)!.Seconds, board.Find(again.Trial)!.Reports.Count, board.Find(again.Trial)!.Attempts));
    }

    [Fact]
    public void Epochs_left_out_of_the_reports_count_as_trained()
    {
        (ExperimentDriver driver, Leaderboard board) = Start(Specs.Of(2, epochs: 8));
        driver.Tell(driver.Ask()!, 0.5);
        Assignment work = driver.Ask()!;
        driver.Report(work.Attempt, 3, Rules.Error(0.5));
        driver.End(work.Attempt, Gone);
        driver.Tell(driver.Ask()!, 0.5);

        Assert.Equal(19, board.Epochs);
        Assert.Equal(driver.State.EpochsUsed, board.Epochs);
    }

    [Theory]
    [InlineData(Direction.Minimize, 1)]
    [InlineData(Direction.Maximize, 1)]
    [InlineData(Direction.Minimize, 5)]
    [InlineData(Direction.Maximize, 5)]
    [InlineData(Direction.Minimize, 1000)]
    public void Keeping_n_keeps_exactly_the_n_best_by_id(Direction direction, int keep)
    {
        ExperimentSpec spec = Specs.Of(200) with { Direction = direction, KeepTrials = keep };
        Leaderboard all = new(spec with { KeepTrials = null });
        Leaderboard some = new(spec);
        ExperimentDriver driver = new(spec, fact =>
        {
            all.Apply(fact);
            some.Apply(fact);
            Assert.True(some.ToResult().Trials.Count <= keep + 1);
        });
        driver.Start();
        while (driver.Ask() is { } work)
        {
            if (work.Trial.Value % 4 == 3)
            {
                driver.End(work.Attempt, new TrialFailure(FailureKind.UserError, "it broke"));
            }
            else
            {
                // Ties on purpose.
                driver.Tell(work, Math.Round(work.Configuration.GetDouble("x"), 1));
            }
        }

        TrialId[] best = [.. all.ToResult().Trials
            .OrderBy(t => t.State == TrialState.Completed ? 0 : 1).ThenBy(t => spec.ToMinimize(t.Value)).ThenBy(t => t.Id).Take(keep).Select(t => t.Id).Order()];
        Assert.Equal(best, some.ToResult().Trials.Select(t => t.Id));
        Assert.Equal(all.Best!.Id, some.Best!.Id);
        Assert.Contains(some.Best.Id, best);
        Assert.Equal(200, some.ToResult().TrialCount);
        Assert.Equal(150, some.CountOf(TrialState.Completed));
        Assert.Equal(50, some.CountOf(TrialState.Failed));
    }

    [Fact]
    public void A_result_lists_trials_by_id_and_says_how_it_ended()
    {
        (ExperimentDriver driver, Leaderboard board) = Start(Specs.Of(3));
        Assignment[] work = [driver.Ask()!, driver.Ask()!, driver.Ask()!];
        driver.Tell(work[2], 0.1);
        driver.Tell(work[0], 0.3);

        ExperimentResult result = board.ToResult();
        Assert.Equal([0, 1, 2], result.Trials.Select(t => t.Id.Value));
        Assert.Equal(new Dictionary<TrialState, int> { [TrialState.Running] = 1, [TrialState.Completed] = 2 }, result.Counts);
        Assert.Equal((ExperimentPhase.Running, null, 2), (result.Phase, result.EndReason, result.Best!.Id.Value));
        driver.Stop(ExperimentPhase.Interrupted, Rules.Why);
        Assert.Equal((ExperimentPhase.Interrupted, Rules.Why), (board.ToResult().Phase, board.ToResult().EndReason));
        Assert.Equal(3, result.TrialCount);
    }

    [Theory]
    [InlineData(0.1, 5, 0.2, 1, true)]
    [InlineData(0.3, 0, 0.2, 1, false)]
    [InlineData(0.2, 0, 0.2, 1, true)]
    [InlineData(0.2, 2, 0.2, 1, false)]
    [InlineData(double.NaN, 0, 0.2, 1, false)]
    public void A_value_beats_the_best_when_smaller_or_as_small_and_earlier(double value, int trial, double best, int holder, bool better)
    {
        ExperimentSpec spec = Specs.Of(1);

        Assert.Equal(better, Leaderboard.IsBetter(spec, value, new TrialId(trial), best, new TrialId(holder)));
        Assert.Equal(better, Leaderboard.IsBetter(spec with { Direction = Direction.Maximize }, -value, new TrialId(trial), -best, new TrialId(holder)));
        Assert.Equal(!double.IsNaN(value), Leaderboard.IsBetter(spec, value, new TrialId(trial), double.NaN, null));
    }

    private static (ExperimentDriver Driver, Leaderboard Board) Start(ExperimentSpec spec)
    {
        Leaderboard board = new(spec);
        ExperimentDriver driver = new(spec, board.Apply);
        driver.Start(Rules.Noon);
        return (driver, board);
    }
}
