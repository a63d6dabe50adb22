using HpoActors.Core.Schedulers.Pasha;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Pasha;

/// <summary>R = 27 and η = 3: rungs at 1, 3 and 9, of which 1 and 3 are in use at first.</summary>
public sealed class PashaSchedulerTests
{
    // Trials 0, 1 and 2 reach epoch 3 in the order that they had at epoch 1: no reason to train any further.
    [Fact]
    public void While_the_order_stays_nobody_trains_beyond_the_second_rung()
    {
        Arrivals arrivals = Three(epsilon: 0);
        Assert.Equal("pause, pause, pause", arrivals.AllAt(3, 0, 0.05, 0.06, 0.07));
        Assert.Equal("", arrivals.Decide());

        // The search is over: the best one is trained to the end.
        arrivals.Last();
        Assert.Equal("0 to 9, 8 stop, 7 stop, 6 stop, 5 stop, 4 stop, 3 stop, 2 stop, 1 stop".Split(", ").Order(), arrivals.Decide().Split(", ").Order());
        Assert.Equal("to end", arrivals.At(0, 9, 0.04));
    }

    // At epoch 3 trial 2 comes before 0 and 1. In their places at epoch 1 stood 0.1, 0.2 and 0.3; those who stand there now had 0.3, 0.1 and 0.2: 0.2 apart at most.
    [Theory]
    [InlineData(0.0, "to 9")]
    [InlineData(0.19, "to 9")]
    [InlineData(0.21, "pause")]
    public void When_the_order_changes_by_more_than_epsilon_the_next_rung_is_in_use(double epsilon, string verdict)
    {
        Arrivals arrivals = Three(epsilon);
        Assert.Equal("pause, pause", arrivals.AllAt(3, 0, 0.05, 0.06));
        Assert.Equal(verdict, arrivals.At(2, 3, 0.04));
    }

    // A change at epoch 3 by the second trial already; three results there let one go on to epoch 9, where a single trial has no order to change.
    [Fact]
    public void Each_rung_more_has_to_be_earned()
    {
        Arrivals arrivals = Three(epsilon: 0);
        Assert.Equal("pause, pause, pause", arrivals.AllAt(3, 0, 0.06, 0.05, 0.07));
        Assert.Equal("1 to 9", arrivals.Decide());
        Assert.Equal("pause", arrivals.At(1, 9, 0.01));
        Assert.Equal("", arrivals.Decide());
    }

    [Fact]
    public void With_one_epoch_all_run_to_the_end() => Assert.Equal("end end", new Arrivals(new PashaSchedulerSettings(), epochs: 1).Propose(2));

    [Fact]
    public void With_one_rung_it_is_asha()
    {
        Arrivals arrivals = new(new PashaSchedulerSettings(), epochs: 3);
        arrivals.Propose(3);
        Assert.Equal("pause, pause, to end", arrivals.AllAt(1, 0, 0.3, 0.2, 0.1));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Epsilon_is_a_distance(double epsilon) => Assert.Equal(
        $"scheduler.epsilon: must be auto or a number of at least 0 (is {epsilon})",
        Assert.Throws<InvalidOptionException>(() => new PashaSchedulerSettings { Epsilon = epsilon }.Create(Specs.Of(9, epochs: 9))).Message);

    // Nine trials with 0.1, 0.2, … at epoch 1, of which 0, 1 and 2 go on to epoch 3.
    private static Arrivals Three(double epsilon)
    {
        Arrivals arrivals = new(new PashaSchedulerSettings { Epsilon = epsilon }, epochs: 27);
        arrivals.Propose(9);
        arrivals.AllAt(1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9);
        Assert.Equal("0 to 3, 1 to 3, 2 to 3", arrivals.Decide());
        return arrivals;
    }
}
