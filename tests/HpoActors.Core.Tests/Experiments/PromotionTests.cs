using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>A scheduler that pauses, promotes and stops, driven through the driver.</summary>
public sealed class PromotionTests
{
    private static readonly Reason Why = new("script");
    private readonly List<ExperimentEvent> _facts = [];
    private Script _script = new();

    [Fact]
    public void A_trial_pauses_rests_and_goes_on_from_its_checkpoint_as_a_new_attempt()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Assignment first = Rest(driver, 0.5);
        _script.Promote(0, 4);

        Assert.Equal(new Assignment(new AttemptId(first.Trial, 2), first.Configuration, 3, 4, 8, new CheckpointId(first.Trial, 2)), driver.Ask());
        Assert.Equal([0], _script.Resumes);
        Assert.Equal(1, driver.Ask()!.Trial.Value);
    }

    [Fact]
    public void The_scheduler_is_asked_at_milestones_with_values_to_be_minimised()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8) with { Direction = Direction.Maximize });
        Assignment work = driver.Ask()!;
        Assert.Equal(2, work.Until);
        Assert.Null(driver.Report(work.Attempt, 1, Rules.Error(0.25)));
        _script.Answer = Verdict.Continue(5, Why);
        Assert.Equal(Verdict.Continue(5, Why), driver.Report(work.Attempt, 2, Rules.Error(0.5)));
        _script.Answer = Verdict.Continue(99, Why);
        Assert.Equal(Verdict.Continue(8, Why), driver.Report(work.Attempt, 5, Rules.Error(0.75)));
        Assert.Null(driver.Report(work.Attempt, 8, Rules.Error(0.8)));
        driver.End(work.Attempt);

        Assert.Equal([(0, 2, -0.5), (0, 5, -0.75)], _script.Asked);
        Assert.Equal([(0, TrialState.Completed)], _script.Ends);
    }

    [Fact]
    public void To_stop_ends_the_trial_early()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Assignment work = driver.Ask()!;
        _script.Answer = Verdict.Stop(Why);

        Assert.Equal(Verdict.Stop(Why), driver.Report(work.Attempt, 2, Rules.Error(0.5)));
        driver.End(work.Attempt);
        Assert.Equal((1, 0, 2), (driver.State.Stopped, driver.State.EpochsReserved, driver.State.EpochsUsed));
        Assert.Equal([(0, TrialState.Stopped)], _script.Ends);
    }

    // Reports are sent again until they are acknowledged, and then it is the verdict that was lost.
    [Theory]
    [InlineData(VerdictKind.Continue)]
    [InlineData(VerdictKind.Pause)]
    [InlineData(VerdictKind.Stop)]
    public void A_doubled_report_gets_the_same_verdict_again(VerdictKind kind)
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Assignment work = driver.Ask()!;
        Assignment other = driver.Ask()!;
        _script.Answer = new Verdict(kind, kind == VerdictKind.Continue ? 5 : 0, new Reason("first"));
        Verdict? given = driver.Report(work.Attempt, 2, Rules.Error(0.5));
        _script.Answer = Verdict.Continue(3, new Reason("second"));
        driver.Report(other.Attempt, 2, Rules.Error(0.5));

        Assert.Equal(_script.Answer with { Kind = kind, Until = given!.Value.Until, Reason = new Reason("first") }, given);
        Assert.Equal(given, driver.Report(work.Attempt, 2, Rules.Error(0.5)));
        Assert.Equal(2, _script.Asked.Count);
        Assert.Null(driver.Report(work.Attempt, 1, Rules.Error(0.5)));
    }

    // Told to pause, the trainer still has the trial: it is promoted once it let go.
    [Fact]
    public void A_promotion_waits_for_the_trainer_to_let_go()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Assignment first = driver.Ask()!;
        driver.Report(first.Attempt, 2, Rules.Error(0.5));
        _script.Promote(0, 4);

        Assert.Equal(1, driver.Ask()!.Trial.Value);
        driver.End(first.Attempt);
        Assert.Equal((2, 3, 4), driver.Ask() is { } work ? (work.Attempt.Attempt, work.FirstEpoch, work.Until) : default);
    }

    [Fact]
    public void A_promotion_waits_for_epochs_to_come_free()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget { Epochs = 8, TotalEpochs = 9 }));
        Rest(driver, 0.5);
        Assignment other = driver.Ask()!;
        Assignment third = driver.Ask()!;
        _script.Promote(0, 8);
        Assert.Equal(3, driver.Ask()!.Trial.Value);
        Assert.Null(driver.Ask());
        Assert.Equal(8, driver.State.EpochsUsed + driver.State.EpochsReserved);
        driver.End(third.Attempt, new TrialFailure(FailureKind.UserError, "it broke"));
        driver.End(other.Attempt, new TrialFailure(FailureKind.UserError, "it broke"));
        _script.Promote(0, 5);

        Assert.Equal((0, 3, 5), driver.Ask() is { } work ? (work.Trial.Value, work.FirstEpoch, work.Until) : default);
    }

    [Fact]
    public void What_is_lost_on_the_way_to_a_pause_is_the_checkpoint_alone()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Assignment first = driver.Ask()!;
        driver.Report(first.Attempt, 2, Rules.Error(0.5));
        driver.End(first.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));
        Assert.Equal((TrialState.Paused, 0.5, 0), driver.State.Live[first.Trial] is var trial ? (trial.State, trial.Value, trial.Failures) : default);
        _script.Promote(0, 4);

        // It trains again what there is no state of, unasked up to where it was let go on to.
        Assert.Equal((2, 1, 4), driver.Ask() is { } work ? (work.Attempt.Attempt, work.FirstEpoch, work.Until) : default);
        Assert.Equal([(0, 2, 0.5)], _script.Asked);
    }

    [Fact]
    public void A_resumed_trial_that_fails_is_tried_again_from_its_checkpoint_up_to_where_it_was_let_go_on_to()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Assignment first = Rest(driver, 0.5);
        _script.Promote(0, 5);
        Assignment second = driver.Ask()!;
        driver.Report(second.Attempt, 3, Rules.Error(0.4));
        driver.End(second.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));

        Assert.Equal(
            new Assignment(new AttemptId(first.Trial, 3), first.Configuration, 3, 5, 8, new CheckpointId(first.Trial, 2)), driver.Ask());
        Assert.Equal([0], _script.Resumes);
        Assert.Equal((3, 3), (driver.State.EpochsUsed, driver.State.EpochsReserved));
    }

    [Fact]
    public void A_milestone_is_judged_once_however_often_its_trial_is_tried()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Assignment first = driver.Ask()!;
        _script.Answer = Verdict.Continue(6, Why);
        driver.Report(first.Attempt, 2, Rules.Error(0.5));
        driver.End(first.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));

        Assignment again = driver.Ask()!;
        Assert.Equal((2, 1, 6), (again.Attempt.Attempt, again.FirstEpoch, again.Until));
        driver.Report(again.Attempt, 2, Rules.Error(0.5));
        Assert.Single(_script.Asked);
        _script.Answer = Verdict.Stop(Why);
        Assert.Equal(VerdictKind.Stop, driver.Report(again.Attempt, 6, Rules.Error(0.5))!.Value.Kind);
    }

    [Fact]
    public void A_checkpoint_that_is_gone_lets_its_trial_start_over()
    {
        HashSet<CheckpointId> shelf = [];
        ExperimentDriver driver = new(Specs.Of(9, epochs: 8).With(() => _script)) { HasCheckpoint = shelf.Contains };
        driver.Start(Rules.Noon);
        Assignment first = Rest(driver, 0.5);
        _script.Promote(0, 4);

        Assert.Equal(new Assignment(new AttemptId(first.Trial, 2), first.Configuration, 1, 4, 8, null), driver.Ask());
        Assert.Equal([new CheckpointId(first.Trial, 2)], driver.State.TakeUnneededCheckpoints());
    }

    [Fact]
    public void A_paused_trial_that_is_given_up_ends_as_stopped_with_its_value()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8) with { BestOf = BestOf.All });
        Rest(driver, 0.5);
        _script.GiveUp(0);

        Assert.Equal(1, driver.Ask()!.Trial.Value);
        Assert.Equal((1, 0, new TrialId(0), 0.5), (driver.State.Stopped, driver.State.Paused, driver.State.Best, driver.State.BestValue));
        Assert.Equal([(0, TrialState.Stopped)], _script.Ends);
        Assert.Equal([new CheckpointId(new TrialId(0), 2)], driver.State.TakeUnneededCheckpoints());
        Assert.Empty(driver.State.TakeUnneededCheckpoints());
    }

    [Fact]
    public void A_newer_checkpoint_makes_the_one_before_unneeded()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Rest(driver, 0.5);
        _script.Promote(0, 4);
        Assignment work = driver.Ask()!;
        _script.Answer = Verdict.Pause(Why);
        driver.Report(work.Attempt, 4, Rules.Error(0.4));
        driver.End(work.Attempt);

        Assert.Equal([new CheckpointId(work.Trial, 2)], driver.State.TakeUnneededCheckpoints());
    }

    [Fact]
    public void A_stale_end_does_not_touch_the_attempt_that_went_on()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Assignment first = Rest(driver, 0.5);
        _script.Promote(0, 4);
        driver.Ask();
        driver.End(first.Attempt);

        Assert.Equal((TrialState.Running, 2), driver.State.Live[first.Trial] is var trial ? (trial.State, trial.Epoch) : default);
    }

    [Fact]
    public void The_last_proposal_is_announced_once()
    {
        ExperimentDriver driver = Started(Specs.Of(2, epochs: 8));
        driver.Ask();
        Assert.Equal(0, _script.LastProposals);
        driver.Ask();
        Assert.Null(driver.Ask());
        Assert.Equal((1, 2), (_script.LastProposals, _script.Proposals.Count));
    }

    [Fact]
    public void Only_paused_trials_are_promoted()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget { Epochs = 8, TotalEpochs = 2 }));
        Assignment first = driver.Ask()!;
        driver.Report(first.Attempt, 1, Rules.Error(0.5));
        driver.End(first.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));
        _script.Promote(0, 1);

        // Waiting for its second attempt, it needs two epochs, and so would a new trial.
        Assert.Null(driver.Ask());
        Assert.Equal(("total-epochs", 1), (driver.State.EndReason!.Rule, driver.State.Cancelled));
    }

    [Fact]
    public void Trials_that_nobody_promotes_are_stopped_when_nothing_else_is_left()
    {
        ExperimentDriver driver = Started(Specs.Of(3, epochs: 8));
        Rest(driver, 0.5);
        Rest(driver, 0.4);
        Rest(driver, 0.3);
        Assert.Equal(ExperimentPhase.Running, driver.State.Phase);

        Assert.Null(driver.Ask());
        Assert.Equal((ExperimentPhase.Finished, new Reason("trials", "3"), 3), (driver.State.Phase, driver.State.EndReason, driver.State.Stopped));
        Assert.Equal([(0, TrialState.Stopped), (1, TrialState.Stopped), (2, TrialState.Stopped)], _script.Ends);
    }

    [Fact]
    public void A_paused_trial_does_not_end_the_search_while_others_run()
    {
        ExperimentDriver driver = Started(Specs.Of(2, epochs: 8));
        Rest(driver, 0.5);
        Assignment second = driver.Ask()!;

        Assert.Null(driver.Ask());
        Assert.Equal(ExperimentPhase.Running, driver.State.Phase);
        driver.Report(second.Attempt, 2, Rules.Error(0.4));
        driver.End(second.Attempt);
        _script.Promote(0, 8);
        Assert.Equal(0, driver.Ask()!.Trial.Value);
    }

    [Fact]
    public void A_promotion_that_can_never_be_afforded_ends_the_search()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget { Trials = 1, Epochs = 8, TotalEpochs = 4 }));
        Rest(driver, 0.5);
        _script.Promote(0, 8);

        Assert.Null(driver.Ask());
        Assert.Equal((ExperimentPhase.Finished, new Reason("total-epochs", "2 of 4")), (driver.State.Phase, driver.State.EndReason));
    }

    [Fact]
    public void Replayed_facts_bring_the_scheduler_back()
    {
        ExperimentSpec spec = Specs.Of(9, epochs: 8).With(() => _script);
        ExperimentDriver driver = new(spec, _facts.Add);
        driver.Start(Rules.Noon);
        Rest(driver, 0.5);
        _script.Promote(0, 4);
        driver.Ask();
        driver.Tell(driver.Ask()!, 0.25);
        Script before = _script;

        _script = new Script();
        ExperimentDriver replayed = new(spec);
        _facts.ForEach(replayed.Replay);

        Assert.Equal(before.Asked, _script.Asked);
        Assert.Equal(before.Resumes, _script.Resumes);
        Assert.Equal(before.Proposals, _script.Proposals);
        Assert.Equal(before.Ends, _script.Ends);
        Assert.Equal(Snapshot.Of(driver.State), Snapshot.Of(replayed.State));
    }

    // Trains to the first milestone and lets go there.
    private static Assignment Rest(ExperimentDriver driver, double value)
    {
        Assignment work = driver.Ask()!;
        Assert.Equal(VerdictKind.Pause, driver.Report(work.Attempt, work.Until, Rules.Error(value))!.Value.Kind);
        driver.End(work.Attempt);
        Assert.Equal(TrialState.Paused, driver.State.Live[work.Trial].State);
        return work;
    }

    private ExperimentDriver Started(ExperimentSpec spec)
    {
        ExperimentDriver driver = new(spec.With(() => _script));
        driver.Start(Rules.Noon);
        return driver;
    }

    /// <summary>Says what the test wants and writes down what it is told.</summary>
    private sealed class Script : ITrialScheduler
    {
        private readonly HashSet<TrialId> _paused = [];
        private Decision? _next;

        public Verdict Answer { get; set; } = Verdict.Pause(Why);

        public List<(int Trial, int Epoch, double Value)> Asked { get; } = [];

        public List<int> Resumes { get; } = [];

        public List<int> Proposals { get; } = [];

        public int LastProposals { get; private set; }

        public List<(int Trial, TrialState State)> Ends { get; } = [];

        public void Promote(int trial, int until) => _next = new Decision(new TrialId(trial), Verdict.Continue(until, Why));

        public void GiveUp(int trial) => _next = new Decision(new TrialId(trial), Verdict.Stop(Why));

        public int FirstMilestone(TrialId trial, Configuration configuration) => 2;

        public Verdict OnMilestone(TrialId trial, int epoch, double value)
        {
            Asked.Add((trial.Value, epoch, value));
            return Answer;
        }

        public void OnProposed(TrialId trial, Proposal proposal) => Proposals.Add(trial.Value);

        public void OnLastProposed() => LastProposals++;

        public void OnPaused(TrialId trial) => _paused.Add(trial);

        public Decision? Next() => _next is { } next && _paused.Contains(next.Trial) ? next : null;

        public void OnResumed(TrialId trial)
        {
            Resumes.Add(trial.Value);
            _paused.Remove(trial);
        }

        public void OnEnd(TrialId trial, TrialState state)
        {
            Ends.Add((trial.Value, state));
            _paused.Remove(trial);
        }
    }
}
