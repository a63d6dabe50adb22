using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class RankingTests
{
    [Fact]
    public void Weights_go_by_rank() => Assert.Equal([-1, 5, 2], Given([3, 1, 2]));

    [Fact]
    public void Equal_values_share_their_weights() => Assert.Equal([3.5, -1, 3.5], Given([1, 2, 1]));

    [Fact]
    public void Failures_rank_last_and_alike() => Assert.Equal([0.5, 5, 0.5], Given([double.PositiveInfinity, 7, double.PositiveInfinity]));

    private static double[] Given(double[] values)
    {
        double[] given = new double[3];
        Ranking.Assign(values, [5, 2, -1], given);
        return given;
    }
}
