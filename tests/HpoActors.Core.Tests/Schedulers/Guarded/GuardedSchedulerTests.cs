using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Schedulers.Guarded;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Schedulers.Guarded;

public sealed class GuardedSchedulerTests
{
    private static readonly TrialId One = new(0);

    private static readonly Proposal Fresh = new(Configuration.Empty, new Reason("test"));

    [Fact]
    public void Patience_counts_epochs_since_the_last_improvement_that_is_large_enough()
    {
        // The record of 0.50 at epoch 1 falls at epoch 3 only (0.44 < 0.50 - 0.05); 0.43, 0.41 and 0.40 are no improvement on 0.44 by more than 0.05.
        string[] verdicts = Play(new GuardOptions { Patience = 3, MinDelta = 0.05 }, 0.50, 0.46, 0.44, 0.43, 0.41, 0.40);

        Assert.Equal(["Continue 2", "Continue 3", "Continue 4", "Continue 5", "Continue 6", "Stop patience: no better than 0.44 since epoch 3"], verdicts);
    }

    [Fact]
    public void A_tie_is_no_improvement_and_nor_is_NaN() => Assert.Equal(
        ["Continue 2", "Continue 3", "Stop patience: no better than 0.5 since epoch 1"], Play(new GuardOptions { Patience = 2 }, 0.5, 0.5, double.NaN));

    [Fact]
    public void A_trial_that_never_had_a_number_loses_patience_too() => Assert.Equal(
        ["Continue 2", "Continue 3", "Stop patience: no better than Infinity since epoch 1"], Play(new GuardOptions { Patience = 2 }, double.NaN, double.NaN, double.NaN));

    [Fact]
    public void A_value_worse_than_the_threshold_stops_and_one_that_equals_it_does_not() =>
        Assert.Equal(["Continue 2", "Continue 3", "Stop threshold: 0.91 is worse than 0.9"], Play(new GuardOptions { Threshold = 0.9 }, 0.9, 0.1, 0.91));

    [Fact]
    public void A_threshold_is_given_in_the_metrics_own_direction()
    {
        // An accuracy below 0.2 is to stop; values come to be minimised, as -accuracy.
        string[] verdicts = Play(Direction.Maximize, new GuardOptions { Threshold = 0.2 }, -0.25, -0.2, -0.15);

        Assert.Equal(["Continue 2", "Continue 3", "Stop threshold: 0.15 is worse than 0.2"], verdicts);
    }

    [Fact]
    public void NaN_is_worse_than_any_threshold() => Assert.StartsWith("Stop threshold", Play(new GuardOptions { Threshold = 1e300 }, double.NaN).Single(), StringComparison.Ordinal);

    [Theory]
    [InlineData(Direction.Minimize, "Stop divergence: 0.9 is worse than its best, 0.25, by more than 0.5")]
    [InlineData(Direction.Maximize, "Stop divergence: -0.9 is worse than its best, -0.25, by more than 0.5")]
    public void A_trial_that_falls_behind_its_own_best_too_far_diverges(Direction direction, string stop) =>
        Assert.Equal(["Continue 2", "Continue 3", "Continue 4", stop], Play(direction, new GuardOptions { Divergence = 0.5 }, 0.5, 0.25, 0.75, 0.9));

    [Fact]
    public void Below_the_fewest_epochs_no_guard_stops_and_what_was_seen_there_counts() => Assert.Equal(
        ["Continue 2", "Continue 3", "Stop patience: no better than 0.1 since epoch 1"], Play(new GuardOptions { Patience = 1, Threshold = 0.4, MinEpochs = 3 }, 0.1, 0.5, 0.2));

    [Fact]
    public void At_the_most_epochs_a_trial_stops_and_is_asked_nothing_before()
    {
        GuardedScheduler scheduler = new(new FifoScheduler(), new GuardOptions { MaxEpochs = 20 });
        scheduler.OnProposed(One, Fresh);

        Assert.Equal(20, scheduler.FirstMilestone(One, Configuration.Empty));
        Assert.Equal(Verdict.Stop(new Reason("max-epochs", "20")), scheduler.OnMilestone(One, 20, 0.1));
    }

    [Fact]
    public void The_scheduler_is_asked_at_its_own_milestones_only_and_hears_of_a_guards_stop()
    {
        Script script = new(first: 3) { [3] = Verdict.Pause(Script.Why) };
        GuardedScheduler scheduler = new(script, new GuardOptions { Threshold = 1 });
        scheduler.OnProposed(One, Fresh);

        Assert.Equal(1, scheduler.FirstMilestone(One, Configuration.Empty));
        Assert.Equal(Verdict.Continue(2, new Reason("guards")), scheduler.OnMilestone(One, 1, 0.1));
        Assert.Equal(Verdict.Continue(3, new Reason("guards")), scheduler.OnMilestone(One, 2, 0.1));
        Assert.Equal("threshold", scheduler.OnMilestone(One, 3, 1.5).Reason.Rule);
        scheduler.OnEnd(One, TrialState.Stopped);
        Assert.Equal(["proposed 0", "3: 1.5", "end Stopped"], script.Heard);
    }

    [Fact]
    public void The_schedulers_own_verdicts_hold_up_to_the_next_epoch_that_a_guard_watches()
    {
        Script script = new(first: 1) { [1] = Verdict.Continue(9, Script.Why), [9] = Verdict.Stop(Script.Why) };
        GuardedScheduler scheduler = new(script, new GuardOptions { MaxEpochs = 5 });
        scheduler.OnProposed(One, Fresh);

        Assert.Equal(Verdict.Continue(5, Script.Why), scheduler.OnMilestone(One, 1, 0.5));
        Assert.Equal(VerdictKind.Stop, scheduler.OnMilestone(One, 5, 0.5).Kind);
        Assert.Equal(["proposed 0", "1: 0.5"], script.Heard);
    }

    [Fact]
    public void A_stop_before_the_fewest_epochs_waits_for_them_and_the_scheduler_counts_on_it()
    {
        Script script = new(first: 2) { [2] = Verdict.Stop(Script.Why) };
        GuardedScheduler scheduler = new(script, new GuardOptions { MinEpochs = 4 });
        scheduler.OnProposed(One, Fresh);

        Assert.Equal(Verdict.Continue(4, Script.Why), scheduler.OnMilestone(One, 2, 0.5));
        Assert.Equal(Verdict.Stop(Script.Why), scheduler.OnMilestone(One, 4, 0.1));
        scheduler.OnEnd(One, TrialState.Stopped);
        Assert.Equal(["proposed 0", "2: 0.5", "end Stopped"], script.Heard);
    }

    [Fact]
    public void A_paused_trial_that_is_to_end_before_the_fewest_epochs_goes_on_to_them_first()
    {
        Script script = new(first: 1) { [1] = Verdict.Pause(Script.Why) };
        GuardedScheduler scheduler = new(script, new GuardOptions { MinEpochs = 3 });
        scheduler.OnProposed(One, Fresh);
        Assert.Equal(VerdictKind.Pause, scheduler.OnMilestone(One, 1, 0.5).Kind);
        scheduler.OnPaused(One);
        Assert.Null(scheduler.Next());

        script.Decision = new Decision(One, Verdict.Stop(Script.Why));
        Assert.Equal(new Decision(One, Verdict.Continue(3, Script.Why)), scheduler.Next());
        scheduler.OnResumed(One);
        Assert.Null(scheduler.Next());
        Assert.Equal(Verdict.Stop(Script.Why), scheduler.OnMilestone(One, 3, 0.5));
        Assert.Equal(["proposed 0", "1: 0.5", "paused 0", "end Stopped"], script.Heard);
    }

    [Fact]
    public void A_paused_trial_past_the_fewest_epochs_ends_as_the_scheduler_says()
    {
        Script script = new(first: 3) { [3] = Verdict.Pause(Script.Why) };
        GuardedScheduler scheduler = new(script, new GuardOptions { MinEpochs = 3 });
        scheduler.OnProposed(One, Fresh);
        scheduler.OnMilestone(One, 3, 0.5);
        scheduler.OnPaused(One);
        script.Decision = new Decision(One, Verdict.Stop(Script.Why));

        Assert.Equal(script.Decision, scheduler.Next());
    }

    [Fact]
    public void A_trial_that_goes_on_keeps_its_guards()
    {
        Script script = new(first: 2) { [2] = Verdict.Pause(Script.Why) };
        GuardedScheduler scheduler = new(script, new GuardOptions { Patience = 3 });
        scheduler.OnProposed(One, Fresh);
        scheduler.OnMilestone(One, 1, 0.5);
        scheduler.OnMilestone(One, 2, 0.6);
        scheduler.OnPaused(One);
        script.Decision = new Decision(One, Verdict.Continue(9, Script.Why));

        Assert.Equal(new Decision(One, Verdict.Continue(3, Script.Why)), scheduler.Next());
        scheduler.OnResumed(One);
        Assert.Equal(Verdict.Continue(4, new Reason("guards")), scheduler.OnMilestone(One, 3, 0.6));
        Assert.Equal(Verdict.Stop(new Reason("patience", "no better than 0.5 since epoch 1")), scheduler.OnMilestone(One, 4, 0.6));
        Assert.Equal(["proposed 0", "2: 0.6", "paused 0", "resumed 0"], script.Heard);
    }

    [Fact]
    public void It_has_room_for_whatever_a_scheduler_proposes_or_leaves_to_the_searcher()
    {
        GuardedScheduler plain = new(new FifoScheduler(), new GuardOptions { Patience = 3 });
        Assert.True(plain.HasRoom);
        Assert.Null(plain.Propose(One, Core.Randomness.RandomStream.For(1, "searcher")));
    }

    private static string[] Play(GuardOptions guards, params double[] values) => Play(Direction.Minimize, guards, values);

    // Values for epochs 1, 2, …, to be minimised.
    private static string[] Play(Direction direction, GuardOptions guards, params double[] values)
    {
        GuardedScheduler scheduler = new(new FifoScheduler(), guards, direction);
        scheduler.OnProposed(One, Fresh);
        return [.. values.Select((value, i) => scheduler.OnMilestone(One, i + 1, value)).Select(v => v.Kind == VerdictKind.Continue ? $"Continue {v.Until}" : $"{v.Kind} {v.Reason}")];
    }
}
