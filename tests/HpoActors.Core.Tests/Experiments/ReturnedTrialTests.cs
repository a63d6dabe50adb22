using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers.Random;
using static HpoActors.Core.Experiments.ExperimentCommands;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Attempts that a trainer gives back, and those that went with their process.</summary>
public sealed class ReturnedTrialTests
{
    [Fact]
    public void It_waits_for_a_trainer_again_and_has_not_failed()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8) with { MaxAttempts = 1 }).Running();
        rules.Do(rules.Report(0, 3));

        Assert.Equal([new AttemptReturned(Rules.Noon, new TrialId(0), 1, 2.5, false)], rules.Do(Return(0)));
        LiveTrial trial = rules.State.Live[new TrialId(0)];
        Assert.Equal((TrialState.Proposed, 0, null), (trial.State, trial.Failures, trial.StartFrom));
        Assert.Equal((3, 0, 0), (rules.State.EpochsUsed, rules.State.EpochsReserved, rules.State.Running));
        Assert.Equal(new AttemptStarted(Rules.Noon, new TrialId(0), 2, "cpu:0", 1, 8), Assert.Single(rules.Do(rules.Assign(0))));
    }

    [Fact]
    public void With_a_checkpoint_it_goes_on_after_its_last_epoch()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running();
        rules.Do(rules.Report(0, 3));

        Assert.Equal([new AttemptReturned(Rules.Noon, new TrialId(0), 1, 2.5, true)], rules.Do(Return(0, isSaved: true)));
        Assert.True(rules.State.NeedsCheckpoint(new CheckpointId(new TrialId(0), 3)));
        Assert.Equal(new AttemptStarted(Rules.Noon, new TrialId(0), 2, "cpu:0", 4, 8), Assert.Single(rules.Do(rules.Assign(0))));
        Assert.Equal(5, rules.State.EpochsReserved);
    }

    [Fact]
    public void Given_back_twice_it_goes_on_from_the_later_checkpoint_and_the_earlier_one_is_let_go()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running();
        rules.Do(rules.Report(0, 3));
        rules.Do(Return(0, isSaved: true));
        rules.Do(rules.Assign(0));
        rules.Do(rules.Report(0, 4, attempt: 2));
        rules.Do(rules.Report(0, 5, attempt: 2));
        rules.Do(Return(0, isSaved: true, attempt: 2));

        Assert.Equal([new CheckpointId(new TrialId(0), 3)], rules.State.TakeUnneededCheckpoints());
        Assert.Equal(new CheckpointId(new TrialId(0), 5), rules.State.Live[new TrialId(0)].StartFrom);
        Assert.Equal(6, Assert.IsType<AttemptStarted>(Assert.Single(rules.Do(rules.Assign(0)))).FirstEpoch);
    }

    [Fact]
    public void Without_a_further_one_the_checkpoint_before_it_stays()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running();
        rules.Do(rules.Report(0, 3));
        rules.Do(Return(0, isSaved: true));
        rules.Do(rules.Assign(0));
        rules.Do(rules.Report(0, 4, attempt: 2));

        Assert.False(Assert.IsType<AttemptReturned>(Assert.Single(rules.Do(Return(0, attempt: 2)))).IsSaved);
        Assert.Equal(4, Assert.IsType<AttemptStarted>(Assert.Single(rules.Do(rules.Assign(0)))).FirstEpoch);
    }

    // Nothing that was not reported is in it, or nothing would be left to do after it.
    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void A_checkpoint_of_no_epoch_or_of_the_last_is_not_gone_on_from(int reported)
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running();
        for (int epoch = 1; epoch <= reported; epoch++)
        {
            rules.Do(rules.Report(0, epoch));
        }

        Assert.False(Assert.IsType<AttemptReturned>(Assert.Single(rules.Do(Return(0, isSaved: true)))).IsSaved);
        Assert.Equal(new AttemptStarted(Rules.Noon, new TrialId(0), 2, "cpu:0", 1, 8), Assert.Single(rules.Do(rules.Assign(0))));
    }

    [Fact]
    public void Of_a_stale_attempt_or_a_second_time_it_changes_nothing()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running();

        Assert.Empty(rules.Do(Return(0, attempt: 0)));
        Assert.Empty(rules.Do(Return(0, attempt: 2)));
        Assert.Empty(rules.Do(Return(1)));
        Assert.Single(rules.Do(Return(0)));
        Assert.Empty(rules.Do(Return(0)));
        Assert.Empty(rules.Do(rules.End(0)));
        Assert.Empty(rules.Do(rules.Report(0, 1)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Told_to_pause_it_pauses(bool isSaved)
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running(until: 2);
        rules.Do(rules.Report(0, 2));
        rules.Do(rules.Judge(0, 2, Verdict.Pause(Rules.Why)));

        Assert.Equal([new TrialPaused(Rules.Noon, new TrialId(0), 1, 2.5, isSaved, null)], rules.Do(Return(0, isSaved)));
        Assert.Equal((TrialState.Paused, 1), (rules.State.Live[new TrialId(0)].State, rules.State.Paused));
    }

    [Fact]
    public void Told_to_stop_it_has_ended()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running(until: 2);
        rules.Do(rules.Report(0, 2, 0.3));
        rules.Do(rules.Judge(0, 2, Verdict.Stop(Rules.Why)));

        TrialEnded ended = Assert.IsType<TrialEnded>(Assert.Single(rules.Do(Return(0, isSaved: true))));
        Assert.Equal((TrialState.Stopped, 0.3, null), (ended.State, ended.Value, ended.Failure));
        Assert.Empty(rules.State.Live);
    }

    [Fact]
    public void What_was_granted_stays_granted()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running(until: 2);
        rules.Do(rules.Report(0, 2));
        rules.Do(rules.Judge(0, 2, Verdict.Continue(5, Rules.Why)));
        rules.Do(rules.Report(0, 3));
        rules.Do(Return(0, isSaved: true));
        Assert.Equal(5, rules.State.Live[new TrialId(0)].Until);
    }

    [Fact]
    public void It_goes_before_what_is_new_and_the_last_one_given_back_first()
    {
        ExperimentDriver driver = new(Specs.Of(5, epochs: 8));
        driver.Start();
        Assignment[] work = [driver.Ask()!, driver.Ask()!, driver.Ask()!];
        driver.Return(work[2].Attempt);
        driver.Return(work[0].Attempt);

        Assert.Equal([(0, 2), (2, 2), (3, 1)], Enumerable.Range(0, 3).Select(_ => driver.Ask()!.Attempt).Select(a => (a.Trial.Value, a.Attempt)));
    }

    // Of 9 epochs 8 are reserved; 3 of them are trained, and the 5 that are left go back to all. The trial begins anew, and needs 8.
    [Fact]
    public void It_takes_no_more_than_the_budget_of_all_epochs_has()
    {
        ExperimentDriver driver = new(Specs.Of(9, epochs: 8, totalEpochs: 9));
        driver.Start();
        Assignment first = driver.Ask()!;
        driver.Report(first.Attempt, 3, Rules.Error(0.5));
        driver.Return(first.Attempt, isSaved: true);
        Assert.Equal((2, 4, 8), driver.Ask() is { } again ? (again.Attempt.Attempt, again.FirstEpoch, again.Until) : default);

        driver.Return(new AttemptId(first.Trial, 2));
        Assert.Equal((3, 4, 8), driver.Ask() is { } third ? (third.Attempt.Attempt, third.FirstEpoch, third.Until) : default);
        Assert.Equal((3, 5), (driver.State.EpochsUsed, driver.State.EpochsReserved));
    }

    [Fact]
    public void A_lost_checkpoint_makes_it_start_over()
    {
        bool isThere = true;
        ExperimentDriver driver = new(Specs.Of(9, epochs: 8)) { HasCheckpoint = _ => isThere };
        driver.Start();
        Assignment first = driver.Ask()!;
        driver.Report(first.Attempt, 3, Rules.Error(0.5));
        driver.Return(first.Attempt, isSaved: true);
        isThere = false;

        Assert.Equal((2, 1, null), driver.Ask() is { } again ? (again.Attempt.Attempt, again.FirstEpoch, again.StartFrom) : default);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_a_strict_order_the_searcher_hears_of_it_nothing(bool isSaved)
    {
        Assert.Equal(Play(returns: false, isSaved), Play(returns: true, isSaved));
    }

    [Fact]
    public void The_facts_bring_the_same_state_back()
    {
        List<ExperimentEvent> facts = [];
        ExperimentDriver driver = new(Specs.Of(3, epochs: 8), facts.Add);
        driver.Start();
        Assignment first = driver.Ask()!, second = driver.Ask()!;
        driver.Report(first.Attempt, 1, Rules.Error(0.5));
        driver.Return(first.Attempt, isSaved: true);
        driver.Return(second.Attempt);

        ExperimentDriver replayed = new(Specs.Of(3, epochs: 8));
        facts.ForEach(replayed.Replay);
        Assert.Equal(Snapshot.Of(driver.State), Snapshot.Of(replayed.State));
        Assert.Equal(driver.Ask(), replayed.Ask());
        Assert.Equal(driver.Ask(), replayed.Ask());
    }

    // Two trainers; each trial's first attempt is given back after its first epoch, or not.
    private static string Play(bool returns, bool isSaved)
    {
        ExperimentSpec spec = Specs.Of(6, epochs: 3) with { Order = TrialOrder.Strict, StrictLanes = 2, Searcher = new RandomSearcherSettings() };
        ExperimentDriver driver = new(spec.With(() => new EchoSearcher(spec.Space)));
        driver.Start();
        List<string> proposed = [];
        while (driver.State.Phase == ExperimentPhase.Running)
        {
            List<Assignment> work = [];
            while (work.Count < 2 && driver.Ask() is { } next)
            {
                work.Add(next);
                proposed.Add($"{next.Trial} {next.Configuration}");
            }

            Assert.NotEmpty(work);
            foreach (Assignment assignment in work)
            {
                for (int epoch = assignment.FirstEpoch; epoch <= assignment.Epochs; epoch++)
                {
                    driver.Report(assignment.Attempt, epoch, Rules.Error(1.0 / (epoch + assignment.Trial.Value)));
                    if (returns && epoch == 1 && assignment.Attempt.Attempt == 1)
                    {
                        driver.Return(assignment.Attempt, isSaved: isSaved);
                        break;
                    }
                }

                driver.End(assignment.Attempt);
            }
        }

        Assert.Equal(6, driver.State.Completed);
        return string.Join('\n', proposed.Distinct());
    }

    private static Return Return(int trial, bool isSaved = false, int attempt = 1) => new(Rules.Noon, Rules.Id(trial, attempt), 2.5, isSaved);
}
