using HpoActors.Core.Schedulers.Hyperband;

namespace HpoActors.Core.Tests.Schedulers.Hyperband;

/// <summary>R = 9 and η = 3: brackets of 9 trials from epoch 1, of ⌈3·3/2⌉ = 5 from epoch 3, and of 3 that run to the end.</summary>
public sealed class HyperbandSchedulerTests
{
    [Fact]
    public void Brackets_follow_each_other_and_begin_again()
    {
        Arrivals arrivals = new(new HyperbandSchedulerSettings(), epochs: 9);
        Assert.Equal("1 1 1 1 1 1 1 1 1 3 3 3 3 3 end end end 1", arrivals.Propose(18));
    }

    // Trials 9 to 13 are the second bracket: of five one goes on.
    [Fact]
    public void A_later_bracket_starts_higher_and_decides_by_itself()
    {
        Arrivals arrivals = new(new HyperbandSchedulerSettings(), epochs: 9);
        arrivals.Propose(17);
        Assert.Equal("pause, pause, pause, pause", arrivals.AllAt(3, 9, 0.4, 0.1, 0.3, double.NaN));
        Assert.Equal("stop", arrivals.At(13, 3, 0.2));
        Assert.Equal("12 stop, 9 stop, 11 stop, 10 to end", arrivals.Decide());
        arrivals.End(14);
        arrivals.End(15);
        arrivals.End(16);
        Assert.Equal("pause, pause, pause, pause, pause, pause, pause, pause", arrivals.AllAt(1, 0, 1, 2, 3, 4, 5, 6, 7, 8));
        Assert.Equal("to 3", arrivals.At(8, 1, 0));
        Assert.Equal("7 stop, 6 stop, 5 stop, 4 stop, 3 stop, 2 stop, 0 to 3, 1 to 3", arrivals.Decide());
    }

    // No bracket is complete: the first has its nine, the second two of its five, of which one goes on.
    [Fact]
    public void A_budget_that_ends_amid_a_bracket_leaves_nobody_waiting()
    {
        Arrivals arrivals = new(new HyperbandSchedulerSettings(), epochs: 9, trials: 11);
        arrivals.Propose(11);
        arrivals.Last();
        Assert.Equal("pause, to end", arrivals.AllAt(3, 9, 0.4, 0.1));
        Assert.Equal("9 stop", arrivals.Decide());
    }

    [Fact]
    public void With_one_epoch_all_run_to_the_end() => Assert.Equal("end end end", new Arrivals(new HyperbandSchedulerSettings(), epochs: 1).Propose(3));
}
