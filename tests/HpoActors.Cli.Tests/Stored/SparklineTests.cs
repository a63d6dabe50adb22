using HpoActors.Cli.Stored;

namespace HpoActors.Cli.Tests.Stored;

public sealed class SparklineTests
{
    [Theory]
    [InlineData(0, 8, new double[] { 0, 1, 2, 3, 4, 5, 6, 7, 8 }, 16, "▁▂▃▄▅▆▇██")]
    [InlineData(0, 8, new double[] { 8, 0 }, 16, "█▁")]
    [InlineData(0, 8, new double[0], 16, "")]
    [InlineData(0, 8, new[] { double.NaN, 4, double.PositiveInfinity }, 16, "×▅×")]
    [InlineData(3, 3, new double[] { 3, 3 }, 16, "▁▁")]
    [InlineData(-double.MaxValue, double.MaxValue, new[] { -double.MaxValue, 0, double.MaxValue }, 16, "▁▅█")]
    public void A_value_is_an_eighth_of_the_range(double min, double max, double[] values, int width, string line) =>
        Assert.Equal(line, new Sparkline(min, max).Of(values, width));

    // Of 9 points in 4 characters those at 9/4, 18/4, 27/4 and 36/4: the 2nd, 4th, 6th and 9th.
    [Fact]
    public void A_longer_curve_is_thinned_and_ends_with_its_last_point() => Assert.Equal("▂▄▆█", new Sparkline(0, 8).Of([0, 1, 2, 3, 4, 5, 6, 7, 8], 4));
}
