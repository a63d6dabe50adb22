using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>A scheduler that pauses, promotes and stops, driven through the driver.</summary>
public sealed class PromotionTests
{
    private static readonly Reason Why = new("script");
    private readonly List<ExperimentEvent> _facts = [];
    private Script _script = new();

    [Fact]
    public void A_trial_pauses_rests_and_goes_on_as_the_same_attempt()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Assignment first = Rest(driver, 0.5);
        _script.Promote(0, 4);

        Assert.Equal(new Assignment(first.Attempt, first.Configuration, 3, 4, 8, null), driver.Ask());
        Assert.Equal([(0, 1), (0, 3)], _script.Starts);
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
        Assert.Equal((first.Attempt, 3, 4), driver.Ask() is { } work ? (work.Attempt, work.FirstEpoch, work.Until) : default);
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
    public void A_retried_trial_starts_over_at_its_first_milestone_whatever_was_promoted()
    {
        ExperimentDriver driver = Started(Specs.Of(9, epochs: 8));
        Assignment first = driver.Ask()!;
        driver.Report(first.Attempt, 2, Rules.Error(0.5));
        driver.End(first.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));
        _script.Promote(0, 4);

        Assert.Equal((2, 1, 2), driver.Ask() is { } work ? (work.Attempt.Attempt, work.FirstEpoch, work.Until) : default);
        Assert.Equal([(0, 1), (0, 1)], _script.Starts);
    }

    [Fact]
    public void Only_paused_trials_are_promoted()
    {
        ExperimentDriver driver = Started(Specs.Of(new Budget { Epochs = 8, TotalEpochs = 3 }));
        Assignment first = driver.Ask()!;
        driver.Report(first.Attempt, 2, Rules.Error(0.5));
        driver.End(first.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));
        _script.Promote(0, 1);

        // Waiting for its second attempt, it needs two epochs of the one that is left.
        Assert.Null(driver.Ask());
        Assert.Equal(("total-epochs", 1), (driver.State.EndReason!.Rule, driver.State.Cancelled));
    }

    [Fact]
    public void Trials_that_nobody_promotes_are_cancelled_when_nothing_else_is_left()
    {
        ExperimentDriver driver = Started(Specs.Of(3, epochs: 8));
        Rest(driver, 0.5);
        Rest(driver, 0.4);
        Rest(driver, 0.3);
        Assert.Equal(ExperimentPhase.Running, driver.State.Phase);

        Assert.Null(driver.Ask());
        Assert.Equal((ExperimentPhase.Finished, new Reason("trials", "3"), 3), (driver.State.Phase, driver.State.EndReason, driver.State.Cancelled));
        Assert.Equal([(0, TrialState.Cancelled), (1, TrialState.Cancelled), (2, TrialState.Cancelled)], _script.Ends);
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
        Assert.Equal(before.Starts, _script.Starts);
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
        private Promotion? _next;

        public Verdict Answer { get; set; } = Verdict.Pause(Why);

        public List<(int Trial, int Epoch, double Value)> Asked { get; } = [];

        public List<(int Trial, int FirstEpoch)> Starts { get; } = [];

        public List<(int Trial, TrialState State)> Ends { get; } = [];

        public void Promote(int trial, int until) => _next = new Promotion(new TrialId(trial), until, Why);

        public int FirstMilestone(TrialId trial, Configuration configuration) => 2;

        public Verdict OnMilestone(TrialId trial, int epoch, double value)
        {
            Asked.Add((trial.Value, epoch, value));
            return Answer;
        }

        public Promotion? Next() => _next;

        public void OnStart(TrialId trial, int firstEpoch)
        {
            Starts.Add((trial.Value, firstEpoch));
            if (_next?.Trial == trial)
            {
                _next = null;
            }
        }

        public void OnEnd(TrialId trial, TrialState state) => Ends.Add((trial.Value, state));
    }
}
