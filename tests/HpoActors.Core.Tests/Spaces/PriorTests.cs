using CsCheck;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

/// <summary>Quantiles against values of an arbitrary-precision computation, and against numerical integration of the density.</summary>
public sealed class PriorTests
{
    private static readonly double[] Shares = [1 / 1024.0, 0.25, 0.5, 0.75, 1023 / 1024.0];

    [Theory]
    [InlineData(-1, 1, -0.99724853890756934, -0.44177054668658129, 0, 0.44177054668658129, 0.99724853890756934)]
    [InlineData(-2, 0.5, -1.9880483518618856, -0.87816086117129082, -0.36620435437200859, 0.060909552077382937, 0.49814597727232427)]
    [InlineData(0, 3, 0.0012206355030573709, 0.31774951442748603, 0.67236729506305869, 1.1454450468547006, 2.9048985075355432)]
    [InlineData(2, 8, 2.0004116628193744, 2.1185892156128843, 2.2776048388094485, 2.5309604940086789, 4.0831263320945551)]
    [InlineData(5, 6, 5.0001877291966782, 5.054964580371361, 5.1313717632839192, 5.2590447290096154, 5.9594350269695847)]
    [InlineData(10, 20, 10.000096754405876, 10.02844905536923, 10.068411836081429, 10.136370593869968, 10.66473339422757)]
    [InlineData(-8, -5, -6.2013334198629436, -5.2609336036241866, -5.1320183316359253, -5.0551834052210798, -5.0001883778531578)]
    [InlineData(-40, 40, -3.0972690781987845, -0.67448975019608174, 0, 0.67448975019608174, 3.0972690781987845)]
    [InlineData(30, 36, 30.000032531903965, 30.009577257491086, 30.023070467827311, 30.046123260403524, 30.229914123729671)]
    public void A_truncated_normal_has_the_quantiles_of_theory(double a, double b, double q0, double q1, double q2, double q3, double q4) =>
        Agree(a, b, [q0, q1, q2, q3, q4], 1e-9);

    [Theory]
    [InlineData(38, 45, 38.000025693792074, 38.007564597027436, 38.018223745586278, 38.036438771977536, 38.181846585547159)]
    [InlineData(40, 50, 40.000024410746047, 40.007186920337577, 40.017314126764651, 40.034620774855168, 40.172805884386693)]
    [InlineData(-50, -40, -40.172805884386693, -40.034620774855168, -40.017314126764651, -40.007186920337577, -40.000024410746047)]
    [InlineData(40, 40.001, 40.000000957307254, 40.000246275021669, 40.000495000271122, 40.0007462250098, 40.000999003662727)]
    public void Where_the_normals_mass_underflows_its_quantiles_are_still_right(double a, double b, double q0, double q1, double q2, double q3, double q4) =>
        Agree(a, b, [q0, q1, q2, q3, q4], 1e-3);

    [Theory]
    [InlineData(2, 5, 0.026763191142755057, 0.16116291679032652, 0.26444998329565996, 0.51031630655149167, 0.81861386691913394)]
    [InlineData(0.5, 0.5, 0.00024671981713422151, 0.14644660940672624, 0.5, 0.9755282581475768, 0.99999753260092908)]
    [InlineData(1, 3, 0.0033445065874036363, 0.091439703583930171, 0.20629947401590026, 0.53584111663872215, 0.9)]
    [InlineData(30, 2, 0.80433062370410961, 0.9154810482167365, 0.94644794788299727, 0.98271197770869922, 0.99851231386305761)]
    [InlineData(0.2, 4, 1.8071188914100872e-11, 0.00017655436157859636, 0.005728565972467599, 0.15402160365416953, 0.67521567997645091)]
    public void A_beta_prior_has_the_quantiles_of_theory(double alpha, double beta, double q0, double q1, double q2, double q3, double q4)
    {
        FloatHyperparameter plain = new("x", 0, 1, prior: Prior.Beta(alpha, beta));
        FloatHyperparameter shifted = new("x", 10, 30, prior: Prior.Beta(alpha, beta));
        FloatHyperparameter log = new("x", 1, 100, Scale.Log, prior: Prior.Beta(alpha, beta));
        double[] shares = [0.01, 0.25, 0.5, 0.9, 0.999];
        double[] expected = [q0, q1, q2, q3, q4];
        for (int i = 0; i < shares.Length; i++)
        {
            Assert.Equal(expected[i], plain.FromUnit(shares[i]).AsDouble(), 1e-9);
            Assert.Equal(10 + (20 * expected[i]), shifted.FromUnit(shares[i]).AsDouble(), 1e-8);
            Assert.Equal(Math.Pow(100, expected[i]), log.FromUnit(shares[i]).AsDouble(), 1e-6);
        }
    }

    [Fact]
    public void A_share_of_a_normal_priors_mass_lies_below_its_quantile() =>
        Gen.Select(Gen.Double[-60, 60], Gen.Double[0.01, 30], Gen.Double[0.001, 0.999]).Sample(
            (a, width, u) =>
            {
                double q = new FloatHyperparameter("x", a, a + width, prior: Prior.Normal(0, 1)).FromUnit(u).AsDouble();
                double peak = Math.Clamp(0, a, a + width);
                double below = Mass(a, q, peak);
                double share = below / (below + Mass(q, a + width, peak));
                Assert.True(Math.Abs(share - u) < (Math.Abs(peak) > 36 ? 1e-3 : 1e-6), $"[{a:R}, {a + width:R}] at {u:R}: {q:R} has {share:R} below");
            },
            iter: 500);

    [Fact]
    public void Mean_and_sd_are_in_the_hyperparameters_own_unit()
    {
        Assert.Equal(100 + (7 * 0.44177054668658129), new FloatHyperparameter("x", 93, 107, prior: Prior.Normal(100, 7)).FromUnit(0.75).AsDouble(), 1e-9);
        Assert.Equal(5, new FloatHyperparameter("x", 1, 9, Scale.Log, prior: Prior.Normal(5, 1)).FromUnit(0.5).AsDouble(), 1e-12);
    }

    [Fact]
    public void A_log_normal_prior_is_normal_in_the_logarithm()
    {
        FloatHyperparameter x = new("x", Math.Exp(-1), Math.Exp(1), prior: Prior.LogNormal(0, 1));

        Assert.Equal(Math.Exp(0.44177054668658129), x.FromUnit(0.75).AsDouble(), 1e-9);
        Assert.Equal(Math.Exp(-0.99724853890756934), x.FromUnit(1 / 1024.0).AsDouble(), 1e-9);
    }

    [Fact]
    public void A_log_uniform_prior_draws_as_the_log_scale_does()
    {
        FloatHyperparameter prior = new("x", 1e-4, 1, prior: Prior.LogUniform);
        FloatHyperparameter scale = new("x", 1e-4, 1, Scale.Log);

        Assert.All(Shares, u => Assert.Equal(scale.FromUnit(u), prior.FromUnit(u)));
        Assert.All(Shares, u => Assert.Equal(new FloatHyperparameter("x", 0, 3).FromUnit(u), new FloatHyperparameter("x", 0, 3, prior: Prior.Uniform).FromUnit(u)));
    }

    // A prior far wider than the range says next to nothing: draws have to stay fine and even.
    [Theory]
    [InlineData(1e6)]
    [InlineData(1e12)]
    [InlineData(1e18)]
    [InlineData(1e300)]
    public void A_prior_far_wider_than_the_range_is_uniform(double sd)
    {
        FloatHyperparameter x = new("x", 2, 3, prior: Prior.Normal(0, sd));

        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(2 + (i / 100.0), x.FromUnit(i / 100.0).AsDouble(), 1e-6));
    }

    [Theory]
    [InlineData(0, 1e-200, 1e200, 2e200, 1e200)]
    [InlineData(0, 1e-200, -2e200, -1e200, -1e200)]
    [InlineData(1e308, 1e-3, -1e308, -9e307, -9e307)]
    [InlineData(0, 1e-3, 1, 2, 1)]
    public void A_prior_far_narrower_than_its_distance_sits_at_the_nearest_bound(double mean, double sd, double min, double max, double bound)
    {
        FloatHyperparameter x = new("x", min, max, prior: Prior.Normal(mean, sd));

        Assert.All(Shares, u => Assert.Equal(bound, x.FromUnit(u).AsDouble(), 1e-5 * Math.Abs(bound)));
    }

    [Fact]
    public void A_prior_on_steps_weighs_each_by_the_half_step_around_it()
    {
        FloatHyperparameter x = new("x", 0, 1, step: 0.5, prior: Prior.Beta(1, 1));

        // Cells of [-0.25, 1.25]: a third each.
        Assert.Equal([0, 0, 0.5, 0.5, 1, 1], new[] { 0, 0.33, 0.34, 0.66, 0.67, 0.999 }.Select(u => x.FromUnit(u).AsDouble()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Widths_and_shapes_are_finite_and_above_zero(double value)
    {
        Assert.Contains("sd must be a finite number above 0", Assert.Throws<ArgumentOutOfRangeException>("sd", () => Prior.Normal(0, value)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("sd", () => Prior.LogNormal(0, value));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => Prior.Beta(value, 1));
        Assert.Throws<ArgumentOutOfRangeException>("beta", () => Prior.Beta(1, value));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_mean_is_finite(double mean)
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(mean), () => Prior.Normal(mean, 1));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(mean), () => Prior.LogNormal(mean, 1));
    }

    [Fact]
    public void Priors_of_equal_numbers_are_equal_and_read_well()
    {
        Assert.Equal(Prior.Normal(1, 2), Prior.Normal(1, 2));
        Assert.NotEqual(Prior.Normal(1, 2), Prior.LogNormal(1, 2));
        Assert.Equal("uniform", Prior.Uniform.ToString());
        Assert.Equal("log-uniform", Prior.LogUniform.ToString());
        Assert.Equal("normal (mean 0.5, sd 0.1)", Prior.Normal(0.5, 0.1).ToString());
        Assert.Equal("log-normal (mean 0, sd 2)", Prior.LogNormal(0, 2).ToString());
        Assert.Equal("beta (alpha 2, beta 5)", Prior.Beta(2, 5).ToString());
    }

    private static void Agree(double a, double b, double[] expected, double tolerance)
    {
        FloatHyperparameter x = new("x", a, b, prior: Prior.Normal(0, 1));
        double near = Math.Clamp(0, a, b);
        for (int i = 0; i < Shares.Length; i++)
        {
            // Relative to the distance from the mass, which in a far tail is all that matters.
            double error = tolerance * (Math.Abs(expected[i] - near) + 1e-9);
            Assert.Equal(expected[i], x.FromUnit(Shares[i]).AsDouble(), Math.Max(error, 1e-14 * Math.Abs(near)));
        }
    }

    // Simpson's rule over where the density, relative to its peak, can be seen.
    private static double Mass(double from, double to, double peak)
    {
        double reach = Math.Min(9, 45 / Math.Max(1, Math.Abs(peak)) * 1.2);
        double low = Math.Max(from, peak - reach);
        double high = Math.Min(to, peak + reach);
        if (low >= high)
        {
            return 0;
        }

        const int Cells = 2000;
        double h = (high - low) / Cells;
        double sum = 0;
        for (int i = 0; i <= Cells; i++)
        {
            double x = low + (i * h);
            sum += (i is 0 or Cells ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(((peak * peak) - (x * x)) / 2);
        }

        return sum * h / 3;
    }
}
