using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Asha;

namespace HpoActors.Core.Tests.Schedulers.Asha;

public sealed class AshaStoppingSchedulerTests
{
    // One stream for all rules, at a rung with η = 3. For trial i, n = i + 1 results with its own:
    //
    //   trial 0: 0.5   the first goes on everywhere
    //   trial 1: 0.7   worse than the only one before; Syne Tune: 1 is better, more than 2/3
    //   trial 2: 0.6   second of three. Ray: above 0.5 + 0.2/3 = 0.567. Syne Tune: 1 is better, no more than 3/3
    //   trial 3: 0.55  second of four. Ray: below 0.5 + 0.1·2/3 = 0.567. Syne Tune: 1 is better, no more than 4/3
    //   trial 4: 0.5   equal to the best, which is older: Optuna lets equal ones pass. Ray: below the second of four, 0.55
    //   trial 5: 0.52  third of six, where two go on. Ray: above 0.5 + 0.05/3 = 0.517. Syne Tune: 2 are better, no more than 6/3
    //   trial 6: 0.5   equal to the second of seven. Ray: below 0.5 + 0.02·2/3 = 0.513
    //   trial 7: NaN   worse than any; Ray forgets it
    //   trial 8: 0.4   the best of all
    //   trial 9: 0.51  fifth of ten. Ray: above 0.5, third and fourth of the eight numbers before. Syne Tune: 4 are better, more than 10/3
    [Theory]
    [InlineData(AshaRule.Top, "go stop stop stop stop stop stop stop go stop")]
    [InlineData(AshaRule.Optuna, "go stop stop stop go stop go stop go stop")]
    [InlineData(AshaRule.Ray, "go stop stop go go stop go stop go stop")]
    [InlineData(AshaRule.SyneTune, "go stop go go go go go stop go stop")]
    public void The_rules_differ_on_one_stream(AshaRule rule, string expected)
    {
        double[] stream = [0.5, 0.7, 0.6, 0.55, 0.5, 0.52, 0.5, double.NaN, 0.4, 0.51];
        Arrivals arrivals = new(new AshaSchedulerSettings { Variant = AshaVariant.Stopping, Rule = rule }, epochs: 9);
        arrivals.Propose(stream.Length);
        Assert.Equal(expected, arrivals.AllAt(1, 0, stream).Replace("to 3", "go", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_at_each_rung_goes_on_to_the_end_however_bad()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings { Variant = AshaVariant.Stopping }, epochs: 9);
        arrivals.Propose(2);
        Assert.Equal("to 3", arrivals.At(0, 1, 99));
        Assert.Equal("to end", arrivals.At(0, 3, 99));
        arrivals.End(0);
        Assert.Equal("to 3", arrivals.At(1, 1, 98));
        arrivals.End(1, TrialState.Failed);
        Assert.Null(arrivals.Scheduler.Next());
    }

    [Fact]
    public void A_verdict_says_why()
    {
        Arrivals arrivals = new(new AshaSchedulerSettings { Variant = AshaVariant.Stopping }, epochs: 9);
        arrivals.Propose(2);
        arrivals.At(0, 1, 0.5);
        Assert.Equal("asha: epoch 1: not among the best 1/3 of 2", arrivals.Scheduler.OnMilestone(new TrialId(1), 1, 0.6).Reason.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => arrivals.Scheduler.OnMilestone(new TrialId(0), 2, 0.5));
    }
}
