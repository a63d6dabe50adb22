using HpoActors.Core.Searchers.CmaEs;
using MathNet.Numerics.Distributions;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class IntegerMarginTests
{
    // cmaes 0.9.1: CMAwM over [0, 10] with step 1, sigma .15, margin .05, the correction alone.
    [Theory]
    [InlineData(4.3, 1, 3.5, 4.5, 4.093209940409912, 2.0177579625240596)]
    [InlineData(7.0, 1, 6.5, 7.5, 7.0, 1.70071152308218)]
    [InlineData(4.3, 1.2, 3.5, 4.5, 4.13544197661905, 2.16140698377227)]
    [InlineData(0.2, 1, double.NegativeInfinity, 0.5, 0.2532719559572796, 1)]
    [InlineData(9.9, 1, 9.5, double.PositiveInfinity, 9.74672804404272, 1)]
    public void The_correction_agrees_with_the_reference(double mean, double scale, double low, double high, double newMean, double newScale)
    {
        IntegerMargin.Correct(ref mean, ref scale, 0.15, low, high, 0.05);

        Assert.Equal(newMean, mean, 1e-9);
        Assert.Equal(newScale, scale, 1e-9);
    }

    [Theory]
    [InlineData(0.5, 1e-9)]
    [InlineData(0.41, 1e-3)]
    [InlineData(0.599, 1e-3)]
    [InlineData(0.45, 0.02)]
    [InlineData(0.4, 1e-12)]
    public void Every_side_of_a_cell_keeps_half_the_margin(double mean, double deviation)
    {
        double scale = 1;
        IntegerMargin.Correct(ref mean, ref scale, deviation, 0.4, 0.6, 0.04);

        Assert.True(Normal.CDF(mean, scale * deviation, 0.4) >= 0.02 - 1e-9);
        Assert.True(1 - Normal.CDF(mean, scale * deviation, 0.6) >= 0.02 - 1e-9);
    }

    [Fact]
    public void The_last_cell_keeps_the_whole_margin_on_its_one_side()
    {
        double mean = 0.97;
        double scale = 1;
        IntegerMargin.Correct(ref mean, ref scale, 1e-3, 0.8, double.PositiveInfinity, 0.04);

        Assert.Equal(0.04, Normal.CDF(mean, scale * 1e-3, 0.8), 1e-9);
    }

    [Theory]
    [InlineData(0.5, 0.2, 0.4, 0.6)]
    [InlineData(0.5, 0.2, 0.49999999999999989, 0.50000000000000011)]
    [InlineData(0.5, 1e-9, double.NegativeInfinity, double.PositiveInfinity)]
    public void Where_the_margin_is_kept_nothing_changes(double mean, double deviation, double low, double high)
    {
        double corrected = mean;
        double scale = 1;
        IntegerMargin.Correct(ref corrected, ref scale, deviation, low, high, 0.04);

        Assert.Equal(mean, corrected);
        Assert.Equal(1, scale);
    }
}
