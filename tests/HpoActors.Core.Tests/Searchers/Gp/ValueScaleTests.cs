using HpoActors.Core.Searchers.Gp;

namespace HpoActors.Core.Tests.Searchers.Gp;

public sealed class ValueScaleTests
{
    [Fact]
    public void Values_get_mean_0_and_variance_1_in_their_order()
    {
        double[] scaled = ValueScale.Standardize([3, -1, 7, 2, 4]);

        Assert.Equal(0, scaled.Average(), 1e-12);
        Assert.Equal(1, scaled.Average(v => v * v), 1e-12);
        Assert.Equal([1, 3, 0, 4, 2], Enumerable.Range(0, 5).OrderBy(i => scaled[i]));
    }

    [Fact]
    public void What_lies_far_above_the_median_counts_as_the_cut()
    {
        // The best is 1, the median 3: the cut is at 3 + 3·2.
        Assert.Equal(ValueScale.Standardize([1, 2, 3, 4, 9]), ValueScale.Standardize([1, 2, 3, 4, 1e300]));
        Assert.NotEqual(ValueScale.Standardize([1, 2, 3, 4, 9]), ValueScale.Standardize([1, 2, 3, 4, 8]));
    }

    [Theory]
    [InlineData(double.MaxValue, -double.MaxValue)]
    [InlineData(1e-310, 0)]
    [InlineData(1e300, 1e-300)]
    public void Any_finite_values_give_finite_ones(double large, double small)
    {
        double[] scaled = ValueScale.Standardize([large, small, large, small, small]);

        Assert.All(scaled, v => Assert.True(Math.Abs(v) < 10));
        Assert.True(scaled[0] > scaled[1]);
    }

    [Fact]
    public void Where_most_are_the_best_the_others_are_still_told_apart()
    {
        double[] scaled = ValueScale.Standardize([0, 0, 0, 0, 1, 2]);

        Assert.True(scaled[0] < scaled[4]);
        Assert.True(scaled[4] < scaled[5]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7.5)]
    [InlineData(1e300)]
    public void Equal_values_are_all_zero(double value) => Assert.Equal([0, 0, 0], ValueScale.Standardize([value, value, value]));
}
