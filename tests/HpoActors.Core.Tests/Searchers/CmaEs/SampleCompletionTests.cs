using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.CmaEs;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class SampleCompletionTests
{
    private const int Count = 100_000;

    private static readonly UnitCell Unknown = new(double.NaN, double.NaN);

    [Fact]
    public void What_is_known_stays_as_it_is()
    {
        double[] step = new SampleCompletion(2).Draw(Strategy(), [new(.7, .7), new(.2, .2)], RandomStream.For(1, "test"), out double length);

        // y = (x - m) / (sigma A); the length is sqrt(y' inv(C) y) by numpy.
        Assert.Equal(2, step[0], 1e-12);
        Assert.Equal(-1.5, step[1], 1e-12);
        Assert.Equal(2.809025631780529, length, 1e-12);
    }

    [Fact]
    public void What_is_unknown_is_drawn_given_the_rest()
    {
        (double mean, double variance) = Moments([Unknown, new(.2, .2)], 0);

        // Given y1 = -1.5: mean 1.2 * -1.5, variance 4 - 1.44. Five standard errors.
        Assert.Equal(-1.8, mean, 0.026);
        Assert.Equal(2.56, variance, 0.06);
    }

    [Fact]
    public void A_cell_is_filled_with_the_distribution_within_it()
    {
        (double mean, double variance) = Moments([new(.7, .7), new(.4, .6)], 1);

        // Given y0 = 2 the normal of mean .6 and sd .8 within [-.5, .5]: scipy.stats.truncnorm(-1.375, -.125, loc=.6, scale=.8).stats().
        Assert.Equal(0.07316812499270298, mean, 0.005);
        Assert.Equal(0.07602512595082261, variance, 0.002);
    }

    [Fact]
    public void A_cell_far_out_in_the_tail_is_still_met()
    {
        double[] step = new SampleCompletion(1).Draw(
            new EvolutionStrategy(new StrategyParameters(1, 4), [.1], 1e-6), [new(.8, .9)], RandomStream.For(1, "test"), out double length);

        Assert.InRange(step[0], 7e5 - 1, 8e5 + 1);
        Assert.True(double.IsFinite(length));
    }

    // sigma .1, A = (1, 2), C = [[4, 1.2], [1.2, 1]].
    private static EvolutionStrategy Strategy()
    {
        EvolutionStrategy strategy = new(new StrategyParameters(2, 6), [.5, .5], .1, [4, 1.2, 1.2, 1]);
        strategy.Scale[1] = 2;
        return strategy;
    }

    private static (double Mean, double Variance) Moments(UnitCell[] cells, int coordinate)
    {
        SampleCompletion completion = new(2);
        EvolutionStrategy strategy = Strategy();
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < Count; i++)
        {
            double y = completion.Draw(strategy, cells, RandomStream.For(1, "test", i), out _)[coordinate];
            sum += y;
            squares += y * y;
        }

        double mean = sum / Count;
        return (mean, (squares / Count) - (mean * mean));
    }
}
