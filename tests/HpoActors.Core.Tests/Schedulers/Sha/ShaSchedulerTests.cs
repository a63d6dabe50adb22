using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Sha;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Sha;

/// <summary>R = 9 and η = 3: brackets of 9 trials, of which 3 reach epoch 3 and 1 the end.</summary>
public sealed class ShaSchedulerTests
{
    // Of 9 trials 3 go on: 5, and of the three with 0.3 the older two. Trial 8 reports last and ends at once; the other losers end from the worst upwards.
    // At epoch 3 trial 1 fails: of the two results one goes on.
    [Fact]
    public void A_rung_decides_when_all_have_reported_or_ended()
    {
        Arrivals arrivals = new(new ShaSchedulerSettings(), epochs: 9);
        Assert.Equal("1 1 1 1 1 1 1 1 1", arrivals.Propose(9));
        Assert.Equal("pause, pause, pause, pause, pause, pause", arrivals.AllAt(1, 0, 0.5, 0.3, double.NaN, 0.3, 0.9, 0.2));
        Assert.Equal("pause", arrivals.At(7, 1, 0.8));
        arrivals.End(6, TrialState.Failed);
        Assert.Equal("", arrivals.Decide());
        Assert.Equal("stop", arrivals.At(8, 1, 0.3));
        Assert.Equal("2 stop, 4 stop, 7 stop, 0 stop, 5 to 3, 1 to 3, 3 to 3", arrivals.Decide());

        Assert.Equal("pause", arrivals.At(5, 3, 0.1));
        arrivals.End(1, TrialState.Failed);
        Assert.Equal("", arrivals.Decide());
        Assert.Equal("stop", arrivals.At(3, 3, 0.2));
        Assert.Equal("5 to end", arrivals.Decide());
        arrivals.End(5);
        Assert.Null(arrivals.Scheduler.Next());
    }

    [Fact]
    public void A_failure_may_be_what_a_rung_waited_for()
    {
        Arrivals arrivals = new(new ShaSchedulerSettings { Trials = 3 }, epochs: 9);
        arrivals.Propose(3);
        Assert.Equal("pause, pause", arrivals.AllAt(1, 0, 0.5, 0.4));
        arrivals.End(2, TrialState.Failed);
        Assert.Equal("0 stop, 1 to 3", arrivals.Decide());
    }

    [Fact]
    public void A_rung_where_all_fail_lets_nobody_go_on_and_the_next_bracket_is_untouched()
    {
        Arrivals arrivals = new(new ShaSchedulerSettings { Trials = 2 }, epochs: 9);
        arrivals.Propose(4);
        arrivals.End(0, TrialState.Failed);
        arrivals.End(1, TrialState.Failed);
        Assert.Null(arrivals.Scheduler.Next());
        Assert.Equal("pause, to 3", arrivals.AllAt(1, 2, 0.5, 0.4));
        Assert.Equal("2 stop", arrivals.Decide());
        Assert.Equal("to end", arrivals.At(3, 3, 0.4));
    }

    // The older bracket's winners go on first; who reports last may go on without a pause.
    [Fact]
    public void Trainers_that_would_wait_start_the_next_bracket()
    {
        Arrivals arrivals = new(new ShaSchedulerSettings { Trials = 3 }, epochs: 9);
        Assert.Equal("1 1 1 1 1 1", arrivals.Propose(6));
        Assert.Equal("pause, pause", arrivals.AllAt(1, 3, 0.1, 0.9));
        Assert.Equal("pause, pause", arrivals.AllAt(1, 0, 0.8, 0.2));
        Assert.Equal("stop", arrivals.At(5, 1, 0.5));
        Assert.Equal("stop", arrivals.At(2, 1, 0.5));
        Assert.Equal("0 stop, 4 stop, 1 to 3, 3 to 3", arrivals.Decide());
    }

    // Four of nine: one in three of them is one. A single one goes all the way.
    [Theory]
    [InlineData(4, "pause, pause, pause, to 3", "2 stop, 1 stop, 0 stop")]
    [InlineData(1, "to 3", "")]
    public void An_incomplete_bracket_decides_in_proportion(int trials, string verdicts, string decisions)
    {
        Arrivals arrivals = new(new ShaSchedulerSettings(), epochs: 9);
        arrivals.Propose(trials);
        arrivals.Last();
        Assert.Equal(verdicts, arrivals.AllAt(1, 0, [.. Enumerable.Range(0, trials).Select(i => i == trials - 1 ? 0.01 : 0.1 * (i + 1))]));
        Assert.Equal(decisions, arrivals.Decide());
        Assert.Equal("to end", arrivals.At(trials - 1, 3, 0.5));
    }

    [Fact]
    public void The_word_that_no_more_will_come_may_come_last()
    {
        Arrivals arrivals = new(new ShaSchedulerSettings(), epochs: 9);
        arrivals.Propose(6);
        arrivals.AllAt(1, 0, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1);
        Assert.Equal("", arrivals.Decide());
        arrivals.Last();
        Assert.Equal("0 stop, 1 stop, 2 stop, 3 stop, 5 to 3, 4 to 3", arrivals.Decide());
    }

    // Stopped from outside, by a guard: it takes its place with it, and nobody waits for it.
    [Fact]
    public void What_ends_while_it_rests_goes_on_no_more()
    {
        Arrivals arrivals = new(new ShaSchedulerSettings(), epochs: 9);
        arrivals.Propose(9);
        arrivals.AllAt(1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8);
        arrivals.End(0, TrialState.Stopped);
        Assert.Equal("stop", arrivals.At(8, 1, 0.9));
        Assert.Equal("7 stop, 6 stop, 5 stop, 4 stop, 3 stop, 1 to 3, 2 to 3", arrivals.Decide());
        Assert.Equal("pause, to end", arrivals.AllAt(3, 1, 0.5, 0.4));
    }

    [Fact]
    public void A_trial_is_not_named_before_its_trainer_let_go()
    {
        Arrivals arrivals = new(new ShaSchedulerSettings { Trials = 3 }, epochs: 9);
        arrivals.Propose(3);
        arrivals.At(0, 1, 0.1, letsGo: false);
        arrivals.At(1, 1, 0.9, letsGo: false);
        arrivals.At(2, 1, 0.5);
        Assert.Null(arrivals.Scheduler.Next());
        arrivals.Scheduler.OnPaused(new TrialId(1));
        Assert.Equal("1 stop", arrivals.Decide());
        arrivals.Scheduler.OnPaused(new TrialId(0));
        Assert.Equal("0 to 3", arrivals.Decide());
    }

    [Fact]
    public void A_verdict_says_why()
    {
        Arrivals arrivals = new(new ShaSchedulerSettings { Trials = 2 }, epochs: 9);
        arrivals.Propose(2);
        Verdict first = arrivals.Scheduler.OnMilestone(new TrialId(0), 1, 0.5);
        Verdict second = arrivals.Scheduler.OnMilestone(new TrialId(1), 1, 0.6);
        Assert.Equal("sha: bracket 0 (s = 2), epoch 1: result 1", first.Reason.ToString());
        Assert.Equal("sha: bracket 0 (s = 2), epoch 1: not among the best 1 of 2", second.Reason.ToString());
    }

    [Fact]
    public void A_bracket_has_a_trial_at_least() => Assert.Equal(
        "scheduler.trials: must be auto or at least 1 (is 0)",
        Assert.Throws<InvalidOptionException>(() => new ShaSchedulerSettings { Trials = 0 }.Create(Specs.Of(9, epochs: 9))).Message);
}
