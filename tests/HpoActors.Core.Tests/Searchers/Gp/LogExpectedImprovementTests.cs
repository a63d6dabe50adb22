using HpoActors.Core.Searchers.Gp;

namespace HpoActors.Core.Tests.Searchers.Gp;

public sealed class LogExpectedImprovementTests
{
    // mpmath with 80 digits: h = φ(z) + z erfc(−z/√2)/2, then log h and Φ(z)/h.
    [Theory]
    [InlineData(5, 1.6094379231264313851, 0.19999994053122004649)]
    [InlineData(1, 0.080026218849306940029, 0.77663872520173925975)]
    [InlineData(0, -0.91893853320467274178, 1.2533141373155002512)]
    [InlineData(-1, -2.4851210257126413368, 1.9042712333296918229)]
    [InlineData(-3.9, -11.410393270072435348, 4.3409311612440071568)]
    [InlineData(-4.1, -12.296899546413044796, 4.5243221854833483434)]
    [InlineData(-5, -16.744301162660990143, 5.3618162412880885298)]
    [InlineData(-10, -55.553122036122355927, 10.194383033412553306)]
    [InlineData(-25, -319.86146358149595433, 25.079620234266532815)]
    [InlineData(-100, -5010.1295788002497923, 100.01999400419586505)]
    [InlineData(-1000, -500014.73445209115845, 1000.001999994000042)]
    [InlineData(-1e6, -500000000028.54995965, 1000000.000002)]
    public void Its_value_and_its_slope_are_those_of_many_digits(double z, double value, double slope)
    {
        Assert.Equal(value, LogExpectedImprovement.At(z, out double found), 1e-12 * Math.Max(1, Math.Abs(value)));
        Assert.Equal(slope, found, 1e-11 * slope);
    }

    [Fact]
    public void The_two_formulas_meet()
    {
        double above = LogExpectedImprovement.At(Math.BitIncrement(LogExpectedImprovement.FractionBelow), out double slopeAbove);
        double below = LogExpectedImprovement.At(LogExpectedImprovement.FractionBelow, out double slopeBelow);

        Assert.Equal(above, below, 1e-11);
        Assert.Equal(slopeAbove, slopeBelow, 1e-11);
    }
}
