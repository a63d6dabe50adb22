using CsCheck;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

/// <summary>The share of a truncated normal's mass below a value, against mpmath with 60 digits (erfc; scipy.stats.truncnorm.cdf agrees to 11).</summary>
public sealed class TruncatedNormalShareTests
{
    [Theory]
    [InlineData(-2, 3, -1.5, 0.045145066783604213, 0.5, 0.68522630379012994, 2.5, 0.99502021985506824)]
    [InlineData(5, 6, 5.01, 0.050763640606807277, 5.1, 0.40895747680672627, 5.9, 0.99709127732161729)]
    [InlineData(-10, -8, -9.8, 7.824028155247042e-8, -9, 0.00018140481807803153, -8.1, 0.44172589056799057)]
    [InlineData(20, 25, 20.001, 0.019850582239564871, 20.1, 0.86600637179235096, 21, 0.9999999988091047)]
    [InlineData(-25, -20, -21, 1.1908952993333257e-9, -20.1, 0.13399362820764904, -20.001, 0.98014941776043513)]
    [InlineData(36, 37.5, 36.001, 0.035386942453158873, 36.05, 0.83513623199616036, 36.3, 0.9999806590539047)]
    [InlineData(-1, 40, -0.5, 0.17814609943771989, 1, 0.81142658265493979, 3, 0.99839554708347805)]
    [InlineData(-45, 1, -3, 0.0016044529165219516, 0, 0.5942867086725301, 0.9, 0.96980444516470215)]
    public void It_is_that_of_theory(double a, double b, double x0, double s0, double x1, double s1, double x2, double s2) => Agree(a, b, [(x0, s0), (x1, s1), (x2, s2)], 1e-9);

    // There it goes by the tail's first term, which is off by some 1/b².
    [Theory]
    [InlineData(-38.5, -37.5, -38, 6.2653793096500998e-9, -37.53, 0.32424737618370398, -37.501, 0.96316828803550097)]
    [InlineData(40, 50, 40.0001, 0.0039945025470930099, 40.01, 0.32988079019628448, 40.1, 0.9818211014256777)]
    [InlineData(-60, -50, -50.2, 4.4323797005609441e-5, -50.01, 0.60637915492441966, -50.0001, 0.99501048578532369)]
    [InlineData(100, 101, 100.0001, 0.0099511610523380089, 100.005, 0.3935072404491837, 100.04, 0.98170632377096736)]
    public void Where_the_normals_mass_underflows_it_is_still_right(double a, double b, double x0, double s0, double x1, double s1, double x2, double s2) =>
        Agree(a, b, [(x0, s0), (x1, s1), (x2, s2)], 1e-3);

    [Fact]
    public void It_is_the_inverse_of_the_quantile_in_both_tails() =>
        Gen.Select(Gen.Double[-200, 200], Gen.Double[0.01, 20], Gen.Double[0.001, 0.999]).Sample(
            (a, width, u) =>
            {
                FloatHyperparameter h = Normal(a, a + width);
                double share = h.ToUnit(h.FromUnit(u)).Middle;

                // At 200 standard deviations a value's own rounding is a ten-trillionth of a standard deviation, 200 times that of a share.
                Assert.True(Math.Abs(share - u) < 1e-8, $"[{a:R}, {a + width:R}] at {u:R}: {share:R}");
            },
            iter: 20_000);

    private static void Agree(double a, double b, (double X, double Share)[] points, double tolerance)
    {
        FloatHyperparameter h = Normal(a, b);
        Assert.All(points, p => Assert.Equal(p.Share, h.ToUnit(HyperparameterValue.Of(p.X)).Middle, tolerance));
        Assert.Equal(0, h.ToUnit(HyperparameterValue.Of(a)).Middle);
        Assert.Equal(1, h.ToUnit(HyperparameterValue.Of(b)).Middle);
    }

    private static FloatHyperparameter Normal(double a, double b) => new("x", a, b, prior: Prior.Normal(0, 1));
}
