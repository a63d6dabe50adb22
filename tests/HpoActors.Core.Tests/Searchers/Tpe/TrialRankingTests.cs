using HpoActors.Core.Searchers.Tpe;

namespace HpoActors.Core.Tests.Searchers.Tpe;

public sealed class TrialRankingTests
{
    [Fact]
    public void Trials_stand_in_the_order_of_their_values_and_equal_ones_in_their_own()
    {
        TrialRanking ranking = new();
        foreach ((int trial, double value) in new[] { (3, 1.0), (0, 2.0), (2, 1.0), (1, -5.0), (4, 2.0) })
        {
            ranking.Add(trial, value);
        }

        Assert.Equal([1, 2, 3, 0, 4], Enumerable.Range(0, ranking.Count).Select(i => ranking[i]));
    }

    [Fact]
    public void A_trial_may_take_another_value()
    {
        TrialRanking ranking = new();
        ranking.Add(0, 1);
        ranking.Add(1, 2);
        ranking.Remove(0, 1);
        ranking.Add(0, 3);

        Assert.Equal([1, 0], [ranking[0], ranking[1]]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    [InlineData(100, 15)]
    [InlineData(166, 25)]
    [InlineData(10_000, 25)]
    public void A_share_is_good_rounded_up_and_capped(int results, int good)
    {
        TrialRanking ranking = new();
        for (int i = 0; i < results; i++)
        {
            ranking.Add(i, i);
        }

        Assert.Equal(good, ranking.GoodCount(0.15, 25));
    }

    [Fact]
    public void Better_trials_weigh_more_and_1_on_average()
    {
        double[] weights = new double[4];
        TrialRanking.Weigh(weights);

        Assert.Equal(weights.OrderDescending(), weights);
        Assert.Equal(4, weights.Sum(), 1e-12);
        Assert.Equal(Math.Log(5) / Math.Log(5 / 4.0), weights[0] / weights[3], 1e-12);
    }
}
