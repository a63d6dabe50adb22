using HpoActors.Bench.Statistics;

namespace HpoActors.Bench.Tests.Statistics;

public sealed class RanksTests
{
    // scipy.stats.rankdata, scipy 1.10.
    [Fact]
    public void Equal_values_share_the_mean_of_their_ranks() =>
        Assert.Equal([5, 1.5, 3, 1.5, 7, 5, 5], Ranks.Average([3, 1, 2, 1, double.PositiveInfinity, 3, 3]));

    [Fact]
    public void No_values_have_no_ranks() => Assert.Empty(Ranks.Average([]));
}
