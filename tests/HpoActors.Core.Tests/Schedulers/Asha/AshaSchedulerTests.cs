using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Asha;

/// <summary>R = 9 and η = 3 unless said otherwise: rungs at 1 and 3 epochs.</summary>
public sealed class AshaSchedulerTests
{
    // The results at epoch 1 of trials 0 to 9.
    private static readonly double[] Stream = [0.5, 0.7, 0.6, 0.55, 0.5, 0.52, 0.5, double.NaN, 0.4, 0.51];

    // The best ⌊n/3⌋: none up to n = 2; trial 0 for n = 3 to 5; 0 and 4 (equal, the older first) for 6 to 8; 8, 0 and 4 from 9 on. Trial 8 is the best of
    // all when it reports, and goes on without a pause.
    [Fact]
    public void The_best_third_is_promoted_as_it_comes_to_be()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings(), epochs: 9);
        Assert.Equal("1 1 1 1 1 1 1 1 1 1", arrivals.Propose(10));

        Assert.Equal(
            ["pause | ", "pause | ", "pause | 0 to 3", "pause | ", "pause | ", "pause | 4 to 3", "pause | ", "pause | ", "to 3 | ", "pause | "],
            Play(arrivals, 1));

        // Of three at rung 3 one goes on: trial 8, which comes last, and at once.
        Assert.Equal("pause", arrivals.At(0, 3, 0.3));
        Assert.Equal("pause", arrivals.At(4, 3, 0.35));
        Assert.Equal("to end", arrivals.At(8, 3, 0.2));

        // Now nothing can come to rung 1 any more: three of its ten went on, and the seven others, from the worst, never will. Then the same at rung 3.
        Assert.Equal("", arrivals.Decide());
        arrivals.Last();
        Assert.Equal("7 stop, 1 stop, 2 stop, 3 stop, 5 stop, 9 stop, 6 stop, 4 stop, 0 stop", arrivals.Decide());
    }

    // Syne Tune's quantile 1/3 at rung 1, at position (n − 1)/3 of the values in their order:
    // n = 2: 0.5 + 0.2/3 = 0.567, so trial 0; n = 3: 0.5 + 0.1·2/3 = 0.567; n = 4: 0.55, so trial 3; n = 5: 0.5 + 0.05/3 = 0.517, so trial 4;
    // n = 6: 0.5 + 0.02·2/3 = 0.513; n = 7: the third, 0.5, so trial 6; n = 8: 0.5 + 0.02/3 = 0.507; n = 9: 0.5, so trial 8; n = 10: the fourth, 0.5.
    [Fact]
    public void Syne_tune_promotes_by_the_quantile()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings { Rule = AshaRule.SyneTune }, epochs: 9);
        arrivals.Propose(10);
        Assert.Equal(
            ["pause | ", "pause | 0 to 3", "pause | ", "to 3 | ", "to 3 | ", "pause | ", "to 3 | ", "pause | ", "to 3 | ", "pause | "],
            Play(arrivals, 1));
    }

    // R = 5: from rung 3 the share is 3/5. Of 0.1 and 0.2 that is 0.16, of which 0.1 is better; of three values 0.1 + 0.1 = 0.2 at 1.2: 0.2 + 0.2·0.1.
    [Fact]
    public void Syne_tune_promotes_more_where_the_last_step_is_short()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings { Rule = AshaRule.SyneTune, MinEpochs = 3 }, epochs: 5);
        arrivals.Propose(3);
        Assert.Equal("pause", arrivals.At(0, 3, 0.1));
        Assert.Equal("pause", arrivals.At(1, 3, 0.2));
        Assert.Equal("0 to end", arrivals.Decide());
        Assert.Equal("pause", arrivals.At(2, 3, 0.3));
        Assert.Equal("1 to end", arrivals.Decide());
    }

    [Fact]
    public void The_highest_rung_comes_first_and_in_it_the_best_trial()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings(), epochs: 9);
        arrivals.Propose(9);
        arrivals.AllAt(1, 0, 0.1, 0.2, 0.3, 0.8, 0.8, 0.8, 0.8, 0.8);
        Assert.Equal("0 to 3, 1 to 3", arrivals.Decide());
        Assert.Equal("pause, pause", arrivals.AllAt(3, 0, 0.5, 0.4));
        Assert.Equal("pause", arrivals.At(8, 1, 0.9));
        Assert.Equal("2 to 3", arrivals.Decide());

        // At rung 3 trial 1 is the best of three from now on. It is trial 2 that reports, and so it pauses.
        Assert.Equal("pause", arrivals.At(2, 3, 0.6));
        Assert.Equal("1 to end", arrivals.Decide());
    }

    // Trial 0 has been promotable since the third result, but no trainer came; trial 5 is the second of the best two, and comes after it.
    [Fact]
    public void A_trial_pauses_while_a_better_one_of_its_rung_waits()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings(), epochs: 9);
        arrivals.Propose(6);
        Assert.Equal("pause, pause, pause, pause, pause, pause", arrivals.AllAt(1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.15));
        Assert.Equal("0 to 3, 5 to 3", arrivals.Decide());
    }

    [Fact]
    public void A_trial_is_not_named_before_its_trainer_let_go()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings(), epochs: 9);
        arrivals.Propose(3);
        Assert.Equal("pause", arrivals.At(0, 1, 0.1, letsGo: false));
        arrivals.AllAt(1, 1, 0.2, 0.3);
        Assert.Equal("", arrivals.Decide());
        arrivals.Scheduler.OnPaused(new TrialId(0));
        Assert.Equal("0 to 3", arrivals.Decide());
    }

    // Two trials with η = 3: no third of them is a whole one. Once no more can come the best one goes on, to the end.
    [Fact]
    public void A_single_trial_goes_on_to_the_end_once_no_other_can_come()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings(), epochs: 9, trials: 2);
        arrivals.Propose(2);
        Assert.Equal("pause", arrivals.At(1, 1, 0.5));
        Assert.Equal("", arrivals.Decide());
        arrivals.End(0, TrialState.Failed);
        Assert.Equal("1 to 3", arrivals.Decide());
        Assert.Equal("to end", arrivals.At(1, 3, 0.5));
    }

    // With 9 trials three go on at most: from the fourth result on the worst that waits is without hope. Two failed ones leave 7, of which two go on.
    [Fact]
    public void What_cannot_be_among_the_best_any_more_ends()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings(), epochs: 9, trials: 9);
        Assert.Equal("1 1 1 1", arrivals.Propose(4));
        Assert.Equal("pause, pause, pause", arrivals.AllAt(1, 0, 0.4, 0.2, 0.3));
        Assert.Equal("1 to 3", arrivals.Decide());
        Assert.Equal("to 3", arrivals.At(3, 1, 0.1));
        Assert.Equal("0 stop", arrivals.Decide());
        arrivals.Propose(2);
        arrivals.End(4, TrialState.Failed);
        arrivals.End(5, TrialState.Failed);
        Assert.Equal("2 stop", arrivals.Decide());
    }

    [Fact]
    public void An_end_at_any_time_leaves_no_trace_but_the_result()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings(), epochs: 9);
        arrivals.Propose(6);
        arrivals.AllAt(1, 0, 0.1, 0.2);
        arrivals.End(0, TrialState.Cancelled);
        arrivals.End(5, TrialState.Failed);

        // Trial 0 would be the best of three; nobody else is.
        Assert.Equal("pause", arrivals.At(2, 1, 0.3));
        Assert.Equal("", arrivals.Decide());
        Assert.Equal("pause, pause", arrivals.AllAt(1, 3, 0.4, 0.5));
        arrivals.Last();
        Assert.Equal("4 stop, 3 stop, 2 stop, 1 stop", arrivals.Decide());
    }

    [Fact]
    public void Brackets_share_the_trials_in_hyperbands_proportion_at_every_moment()
    {
        // n of the brackets is 9, 5 and 3.
        Arrivals arrivals = new(new AshaSchedulerSettings { Brackets = 3 }, epochs: 9);
        string[] first = arrivals.Propose(1700).Split(' ');
        Assert.InRange(first.Count(f => f == "1"), 895, 905);
        Assert.InRange(first.Count(f => f == "3"), 495, 505);
        Assert.InRange(first.Count(f => f == "end"), 295, 305);
        Assert.InRange(first.Take(17).Count(f => f == "1"), 8, 10);
    }

    [Fact]
    public void Each_bracket_has_rungs_of_its_own()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings { Brackets = 2 }, epochs: 9);
        string[] first = arrivals.Propose(12).Split(' ');
        int[] low = [.. Enumerable.Range(0, 12).Where(i => first[i] == "1").Take(3)];
        int[] high = [.. Enumerable.Range(0, 12).Where(i => first[i] == "3").Take(3)];
        Assert.Equal("pause pause pause", string.Join(' ', low.Select((t, i) => arrivals.At(t, 1, 0.1 * (i + 1)))));
        Assert.Equal($"{low[0]} to 3", arrivals.Decide());
        Assert.Equal("pause", arrivals.At(low[0], 3, 0.05));
        Assert.Equal("pause pause to end", string.Join(' ', high.Select((t, i) => arrivals.At(t, 3, 0.3 - (0.1 * i)))));
    }

    [Fact]
    public void A_verdict_says_why()
    {
        AshaSchedulerSettings settings = new();
        Arrivals arrivals = new(settings, epochs: 9);
        arrivals.Propose(3);
        arrivals.AllAt(1, 0, 0.3, 0.2);
        Assert.Equal("asha: epoch 1: among the best 1 of 3", arrivals.Scheduler.OnMilestone(new TrialId(2), 1, 0.1).Reason.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => arrivals.Scheduler.OnMilestone(new TrialId(2), 1, 0.1));
    }

    [Theory]
    [InlineData(AshaVariant.Promotion, AshaRule.Optuna, 1, "scheduler.rule: optuna never pauses a trial; write variant = stopping, or rule = top or syne-tune")]
    [InlineData(AshaVariant.Promotion, AshaRule.Ray, 1, "scheduler.rule: ray never pauses a trial; write variant = stopping, or rule = top or syne-tune")]
    [InlineData(AshaVariant.Stopping, AshaRule.Ray, 4, "scheduler.brackets: must be at least 1 and at most 3, the rungs from 1 to 9 epochs (is 4)")]
    public void Options_that_do_not_fit_are_refused(AshaVariant variant, AshaRule rule, int brackets, string error) =>
        Assert.Equal(error, Assert.Throws<InvalidOptionException>(
            () => new AshaSchedulerSettings { Variant = variant, Rule = rule, Brackets = brackets }.Create(Specs.Of(9, epochs: 9))).Message);

    private static string[] Play(Arrivals arrivals, int epoch) => [.. Stream.Select((value, trial) => $"{arrivals.At(trial, epoch, value)} | {arrivals.Decide()}")];
}
