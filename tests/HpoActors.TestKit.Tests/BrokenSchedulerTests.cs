using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.TestKit.Checks;

namespace HpoActors.TestKit.Tests;

/// <summary>Every check of schedulers can fail: one that is right but for one rule fails the check of that rule.</summary>
public sealed class BrokenSchedulerTests
{
    private static int s_judged;

    private static IReadOnlyList<Action<SchedulerSettings, ConformanceOptions?>> Checks { get; } =
    [
        SchedulerChecks.Interleavings, SchedulerChecks.TiesAndNonFinite, SchedulerChecks.Failures, SchedulerChecks.Cancellations, SchedulerChecks.FewTrials,
        SchedulerChecks.LastProposedEarly, SchedulerChecks.EpochBudgets, SchedulerChecks.UnequalLastEpochs, SchedulerChecks.AskingChangesNothing,
        SchedulerChecks.SameCallsSameDecisions, SchedulerChecks.ReplayEqualsLive,
    ];

    [Fact]
    public void A_scheduler_that_breaks_no_rule_passes_them_all()
    {
        foreach (Action<SchedulerSettings, ConformanceOptions?> check in Checks)
        {
            check(Of(() => new BrokenScheduler()), null);
        }
    }

    [Fact]
    public void A_first_milestone_that_changes_is_found() => Fails(
        SchedulerChecks.Interleavings, () => new() { First = (scheduler, _) => 3 + (scheduler.Proposed % 2) }, "first at epoch");

    [Fact]
    public void A_first_milestone_before_the_first_epoch_is_found() =>
        Fails(SchedulerChecks.Interleavings, () => new() { First = (_, _) => 0 }, "wants to be asked about trial 0 at epoch 0");

    [Fact]
    public void A_milestone_that_does_not_rise_is_found() => Fails(
        SchedulerChecks.Interleavings, () => new() { Judge = (_, _, epoch) => Verdict.Continue(epoch, BrokenScheduler.Why) }, "go on at epoch 3 until epoch 3");

    [Fact]
    public void A_decision_about_a_trial_that_is_still_at_its_trainer_is_found() => Fails(
        SchedulerChecks.Interleavings,
        () => new()
        {
            Judge = (scheduler, trial, _) =>
            {
                scheduler.Paused.Add(trial);
                return Verdict.Pause(BrokenScheduler.Why);
            },
        },
        "which is still at its trainer");

    [Fact]
    public void A_trial_that_goes_on_twice_is_found() => Fails(
        SchedulerChecks.Interleavings, () => new() { Resumed = (scheduler, trial) => scheduler.Paused.Add(trial) }, "which is not paused");

    [Fact]
    public void A_trial_that_is_stopped_and_goes_on_is_found() => Fails(
        SchedulerChecks.Interleavings,
        () => new()
        {
            Judge = (scheduler, trial, _) =>
            {
                scheduler.Paused.Add(trial);
                return Verdict.Stop(BrokenScheduler.Why);
            },
            Ended = (scheduler, trial, _) => scheduler.Paused.Add(trial),
        },
        "decides about trial");

    [Fact]
    public void A_pause_of_a_paused_trial_is_found() => Fails(
        SchedulerChecks.Interleavings,
        () => new() { Decide = scheduler => scheduler.Paused.Count > 0 ? new Decision(scheduler.Paused.Min, Verdict.Pause(BrokenScheduler.Why)) : null },
        "which is paused");

    [Fact]
    public void A_verdict_without_a_reason_is_found() =>
        Fails(SchedulerChecks.Interleavings, () => new() { Judge = (_, _, _) => Verdict.Pause(new Reason("")) }, "no short reason");

    [Fact]
    public void A_novel_for_a_reason_is_found() =>
        Fails(SchedulerChecks.Interleavings, () => new() { Judge = (_, _, _) => Verdict.Pause(new Reason("long", new string('x', 500))) }, "no short reason");

    [Fact]
    public void Trouble_with_equal_values_is_found() => Fails(
        SchedulerChecks.TiesAndNonFinite,
        () => new() { Judge = (scheduler, _, _) => scheduler.Values.Count < scheduler.Judged.Count ? throw new ArgumentException("an equal value") : Verdict.Pause(BrokenScheduler.Why) },
        "an equal value");

    [Fact]
    public void Trouble_with_trials_that_fail_before_their_first_milestone_is_found() => Fails(
        SchedulerChecks.Failures,
        () => new() { Ended = (scheduler, trial, state) => Refuse(state == TrialState.Failed && !scheduler.Judged.Contains(trial), "never heard of it") },
        "never heard of it");

    [Fact]
    public void Trouble_with_cancelled_trials_is_found() => Fails(
        SchedulerChecks.Cancellations, () => new() { Ended = (_, _, state) => Refuse(state == TrialState.Cancelled, "cancelled") }, "OnEnd with Cancelled");

    [Fact]
    public void Trouble_with_a_single_trial_is_found() => Fails(
        SchedulerChecks.FewTrials, () => new() { LastProposed = scheduler => Refuse(scheduler.Proposed < 2, "nobody to compare with") }, "nobody to compare with");

    [Fact]
    public void Trouble_with_fewer_trials_than_planned_is_found() => Fails(
        SchedulerChecks.LastProposedEarly, () => new() { LastProposed = scheduler => Refuse(scheduler.Proposed < 60, "too few") }, "too few");

    [Fact]
    public void Trouble_with_a_trial_that_the_budget_stopped_is_found() => Fails(
        SchedulerChecks.EpochBudgets,
        () => new()
        {
            Judge = (_, _, epoch) => Verdict.Continue(epoch + 1, BrokenScheduler.Why),
            Ended = (_, _, state) => Refuse(state == TrialState.Stopped, "stopped by somebody else"),
        },
        "stopped by somebody else");

    [Fact]
    public void Trouble_with_a_trial_that_completes_before_its_first_milestone_is_found() => Fails(
        SchedulerChecks.UnequalLastEpochs,
        () => new() { First = (_, _) => 1, Ended = (scheduler, trial, state) => Refuse(state == TrialState.Completed && !scheduler.Judged.Contains(trial), "never asked") },
        "never asked");

    [Fact]
    public void A_question_that_changes_something_is_found() => Fails(
        SchedulerChecks.AskingChangesNothing,
        () => new() { Decide = scheduler => scheduler.Asked++ % 2 == 0 && scheduler.Paused.Count > 0 ? BrokenScheduler.Even(scheduler.Paused.Min) : null },
        "and asked again with");

    [Fact]
    public void A_memory_outside_the_scheduler_is_found()
    {
        s_judged = 0;
        Fails(
            SchedulerChecks.SameCallsSameDecisions,
            () => new() { Judge = (_, _, _) => s_judged++ < 3 ? Verdict.Pause(BrokenScheduler.Why) : Verdict.Stop(BrokenScheduler.Why) },
            "differ at fact");
    }

    [Fact]
    public void A_state_that_is_not_replayed_is_found() => Fails(
        SchedulerChecks.ReplayEqualsLive,
        () => new()
        {
            Decide = scheduler =>
            {
                scheduler.Asked = Math.Max(scheduler.Asked, scheduler.Paused.Count);
                return scheduler.Paused.Count > 0 && scheduler.Asked > 1 ? BrokenScheduler.Even(scheduler.Paused.Min) : null;
            },
        },
        "differ at fact");

    [Fact]
    public void A_decision_that_depends_on_the_process_is_found()
    {
        ConformanceException breach = Assert.Throws<ConformanceException>(() => SchedulerChecks.SameInFreshProcess(typeof(OfThisProcess)));
        Assert.Contains("in a fresh process", breach.Message, StringComparison.Ordinal);
    }

    private static void Refuse(bool wrong, string why)
    {
        if (wrong)
        {
            throw new InvalidOperationException(why);
        }
    }

    private static BrokenSchedulerSettings Of(Func<BrokenScheduler> make) => new BrokenSchedulerSettings(_ => make());

    private static void Fails(Action<SchedulerSettings, ConformanceOptions?> check, Func<BrokenScheduler> make, string words) => Fails(check, Of(make), words);

    private static void Fails(Action<SchedulerSettings, ConformanceOptions?> check, SchedulerSettings settings, string words)
    {
        ConformanceException breach = Assert.Throws<ConformanceException>(() => check(settings, null));
        Assert.Equal(check.Method.Name, breach.Check);
        Assert.Contains(words, breach.Message, StringComparison.Ordinal);
    }

    public sealed class OfThisProcess : ISchedulerUnderTest
    {
        public SchedulerSettings Settings => Of(() => new BrokenScheduler
        {
            Judge = (_, trial, _) => (Environment.ProcessId + (31 * trial.Value)) % 97 < 48 ? Verdict.Pause(BrokenScheduler.Why) : Verdict.Stop(BrokenScheduler.Why),
        });
    }
}
