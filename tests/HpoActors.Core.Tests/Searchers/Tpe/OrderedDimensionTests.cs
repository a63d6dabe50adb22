using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Tpe;

public sealed class OrderedDimensionTests
{
    private static readonly KernelDimension Continuous = KernelDimension.Of(0, new FloatHyperparameter("x", -3, 5));

    // scipy 1.10: truncnorm.logpdf(x, -c/h, (1 - c)/h, loc=c, scale=h) at x = c and at 0.7.
    [Theory]
    [InlineData(0.5, 0.1, 1.3836471330926807, -0.6163528669073184)]
    [InlineData(0, 0.02, 3.6862316527834187, -608.8137683472166)]
    [InlineData(1, 0.3, 0.9790399407439087, 0.47903994074390843)]
    [InlineData(0.03, 0.02, 3.0622279278357074, -558.0627720721641)]
    [InlineData(0.9, 0.5, 0.3842481782994295, 0.3042481782994294)]
    [InlineData(0.25, 1, 0.0697106202019826, -0.031539379798017474)]
    public void A_real_numbers_kernel_is_a_truncated_normal(double centre, double bandwidth, double atCentre, double elsewhere)
    {
        Assert.Equal(atCentre, Continuous.LogPeak(centre, bandwidth), 1e-12);
        Assert.Equal(elsewhere, Continuous.LogDensity(0.7, centre, bandwidth), 1e-12 * Math.Max(1, -elsewhere));
    }

    // scipy 1.10: truncnorm.ppf of u.
    [Theory]
    [InlineData(0.5, 0.1, 0.001, 0.1909852645738248)]
    [InlineData(0.5, 0.1, 0.75, 0.567448929916924)]
    [InlineData(0, 0.02, 0.5, 0.013489795003921634)]
    [InlineData(0, 0.02, 0.999999999, 0.12218820418766897)]
    [InlineData(1, 0.3, 0.25, 0.6553637322247612)]
    [InlineData(0.03, 0.02, 1e-6, 1.4410208143758596e-07)]
    [InlineData(0.9, 0.5, 0.999, 0.9993053775263046)]
    public void Draws_follow_the_truncated_normal_far_into_its_tails(double centre, double bandwidth, double u, double expected) =>
        Assert.Equal(expected, TruncatedNormal.Quantile(u, centre, bandwidth, 0, 1), 1e-9);

    [Theory]
    [InlineData(0.4, 0.1)]
    [InlineData(0, 0.05)]
    [InlineData(1, 0.3)]
    public void A_share_of_the_draws_lies_below_each_quantile(double centre, double bandwidth)
    {
        RandomStream random = RandomStream.For(1, "draws");
        double[] draws = [.. Enumerable.Range(0, 20_000).Select(_ => Continuous.Draw(centre, bandwidth, random)).Order()];

        for (int i = 1; i < 20; i++)
        {
            Assert.Equal(i / 20.0, TruncatedNormal.Share(draws[i * 1000], centre, bandwidth, 0, 1), 0.02);
        }
    }

    [Theory]
    [InlineData(0, 0.02)]
    [InlineData(0.999, 0.05)]
    [InlineData(0.5, 0.4)]
    public void A_density_integrates_to_1(double centre, double bandwidth)
    {
        const int n = 20_000;

        Assert.Equal(1, Enumerable.Range(0, n).Sum(i => Math.Exp(Continuous.LogDensity((i + 0.5) / n, centre, bandwidth))) / n, 1e-4);
    }

    public static TheoryData<Hyperparameter> Discrete => new(
        new IntHyperparameter("n", 1, 6),
        new IntHyperparameter("n", 8, 100, Scale.Log),
        new FloatHyperparameter("x", -10.2, 10.2, step: 0.4),
        new FloatHyperparameter("x", 0, 1, step: 0.1, prior: Prior.Normal(0.3, 0.1)),
        new OrdinalHyperparameter("o", [HyperparameterValue.Of("s"), HyperparameterValue.Of("m"), HyperparameterValue.Of("l")]));

    [Theory]
    [MemberData(nameof(Discrete))]
    public void The_masses_of_all_cells_sum_to_1(Hyperparameter hyperparameter)
    {
        KernelDimension dimension = KernelDimension.Of(0, hyperparameter);
        UnitCell[] cells = [.. hyperparameter.Grid(1000).Select(hyperparameter.ToUnit)];

        foreach (UnitCell centre in cells)
        {
            Assert.Equal(1, cells.Sum(c => c.Width * Math.Exp(dimension.LogDensity(c.Middle, centre.Middle, 0.13))), 1e-9);
        }
    }

    // numpy: exp(-((m - 0.3) / 0.15)² / 2) at the middles m of 5 equal cells, divided by their mean.
    [Fact]
    public void A_few_values_share_the_density_at_their_middles()
    {
        KernelDimension dimension = KernelDimension.Of(0, new IntHyperparameter("n", 1, 5));
        double[] expected = [0.10475516706380093, 0.9936440559526898, 0.10475516706380093, -2.561911499602865, -7.006355944047313];

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(expected[i], dimension.LogDensity((i + 0.5) / 5, 0.3, 0.15), 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Discrete))]
    public void Draws_lie_in_the_middle_of_cells(Hyperparameter hyperparameter)
    {
        KernelDimension dimension = KernelDimension.Of(0, hyperparameter);
        HashSet<double> middles = [.. hyperparameter.Grid(1000).Select(v => hyperparameter.ToUnit(v).Middle)];
        RandomStream random = RandomStream.For(1, "draws");

        Assert.All(Enumerable.Range(0, 200), _ => Assert.Contains(dimension.Draw(middles.First(), 0.2, random), middles));
    }

    // numpy: sqrt(variance) n^(-1/(dimensions + 4)), the prior (mean 1/2, variance 1/12) being one more observation, n = (sum w)² / sum w², at least 0.02.
    [Theory]
    [InlineData(new[] { 0.3, 0.7, 0.705, 0.71 }, new[] { 1.0, 1, 1, 1 }, 1, 0.1546195587029191)]
    [InlineData(new[] { 0.3, 0.7, 0.705, 0.71 }, new[] { 2.0, 1, 0.5, 0.5 }, 10, 0.20568103962850437)]
    [InlineData(new[] { 0.123 }, new[] { 1.0 }, 1, 0.24378841577619448)]
    [InlineData(new double[0], new double[0], 3, 0.28867513459481287)]
    public void The_bandwidth_follows_the_spread_of_the_observations(double[] observations, double[] weights, int dimensions, double expected)
    {
        Spread spread = default;
        for (int i = 0; i < observations.Length; i++)
        {
            spread.Add(observations[i], weights[i]);
        }

        double exact = Math.Pow(2, 1 / 32.0);
        Assert.InRange(Continuous.Bandwidth(spread, dimensions), expected / exact, expected * exact);
    }

    [Fact]
    public void The_bandwidth_has_a_least_value()
    {
        Spread spread = default;
        for (int i = 0; i < 10_000; i++)
        {
            spread.Add(0.25, 1);
        }

        Assert.Equal(0.02, Continuous.Bandwidth(spread, 1), 0.001);
        Assert.Equal(0.25, KernelDimension.Of(0, new IntHyperparameter("n", 0, 1)).Bandwidth(spread, 1), 0.01);
    }
}
