using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Tpe;

public sealed class ParzenEstimatorTests
{
    private static readonly KernelDimension[] Two =
        [KernelDimension.Of(0, new FloatHyperparameter("x", 0, 1)), KernelDimension.Of(1, new FloatHyperparameter("y", 0, 1))];

    private static readonly KernelDimension[] Mixed =
    [
        KernelDimension.Of(0, new FloatHyperparameter("x", 0, 1)),
        KernelDimension.Of(1, new ChoiceHyperparameter("c", HyperparameterValue.Of("a"), HyperparameterValue.Of("b"))),
        KernelDimension.Of(2, new FloatHyperparameter("y", 0, 1) { When = "c == b" }),
        KernelDimension.Of(3, new BoolHyperparameter("z") { When = "c == b" }),
    ];

    // scipy 1.10: log of (sum of weight × product of truncnorm.pdf, + 1) / (sum of weights + 1).
    [Theory]
    [InlineData(0.22, 0.75, 1.738086461587926)]
    [InlineData(0.99, 0.01, 0.2473434846169766)]
    public void The_density_is_the_mixture_of_products_and_of_the_prior(double x, double y, double expected)
    {
        ParzenEstimator estimator = Three();

        Assert.Equal(expected, LogDensity(estimator, x, y), 1e-12);
    }

    [Fact]
    public void It_integrates_to_1()
    {
        const int n = 400;
        double[] points = [.. Enumerable.Range(0, n * n).SelectMany(i => new[] { ((i / n) + 0.5) / n, ((i % n) + 0.5) / n })];
        double[] logDensities = new double[n * n];
        Three().LogDensities(points, logDensities);

        Assert.Equal(1, logDensities.Sum(Math.Exp) / (n * n), 1e-4);
    }

    [Fact]
    public void Without_kernels_it_is_the_prior() => Assert.Equal(0, LogDensity(new ParzenEstimator(Two), 0.3, 0.9));

    [Fact]
    public void A_kernel_without_weight_counts_for_nothing()
    {
        ParzenEstimator estimator = Three();
        estimator.Append([0.22, 0.75], 0);
        double before = LogDensity(Three(), 0.22, 0.75);

        Assert.Equal(before, LogDensity(estimator, 0.22, 0.75));
        estimator.SetWeight(3, 1);
        Assert.True(LogDensity(estimator, 0.22, 0.75) > before);
        estimator.SetWeight(3, 0);
        Assert.Equal(before, LogDensity(estimator, 0.22, 0.75), 1e-14);
    }

    [Fact]
    public void A_kernel_is_even_over_what_it_lacks_and_a_candidate_leaves_out_what_it_lacks()
    {
        ParzenEstimator estimator = new(Mixed);
        estimator.Append([0.4, 0.25, double.NaN, double.NaN], 1);
        for (int d = 0; d < Mixed.Length; d++)
        {
            estimator.SetBandwidth(d, 0.2);
        }

        double shared = Mixed[0].LogDensity(0.5, 0.4, 0.2) + Mixed[1].LogDensity(0.75, 0.25, 0.2);

        Assert.Equal(Math.Log((1 + Math.Exp(shared)) / 2), LogDensity(estimator, 0.5, 0.75, 0.1, 0.25), 1e-12);
        Assert.Equal(Math.Log((1 + Math.Exp(shared)) / 2), LogDensity(estimator, 0.5, 0.75, double.NaN, double.NaN), 1e-12);
    }

    [Fact]
    public void Thousands_of_kernels_of_all_kinds_are_summed_as_one_by_one()
    {
        RandomStream random = RandomStream.For(1, "kernels");
        ParzenEstimator estimator = new(Mixed);
        double[] bandwidths = [0.0625, 0.5, 0.25, 0.125];
        List<(double[] Unit, double Weight)> kernels = [];
        for (int i = 0; i < 1003; i++)
        {
            kernels.Add((Point(random), i % 5));
            if (i == 500)
            {
                SetBandwidths();
            }

            estimator.Append(kernels[^1].Unit, kernels[^1].Weight);
        }

        double[] candidates = [.. Enumerable.Range(0, 30).SelectMany(_ => Point(random))];
        double[] logDensities = new double[30];
        estimator.LogDensities(candidates, logDensities);

        for (int c = 0; c < 30; c++)
        {
            double[] x = candidates[(4 * c)..(4 * c + 4)];
            double sum = 1 + kernels.Sum(k => k.Weight * Math.Exp(Enumerable.Range(0, 4).Sum(d => double.IsNaN(x[d]) || double.IsNaN(k.Unit[d]) ? 0 : Mixed[d].LogDensity(x[d], k.Unit[d], bandwidths[d]))));
            Assert.Equal(Math.Log(sum / (1 + kernels.Sum(k => k.Weight))), logDensities[c], 1e-10);
        }

        void SetBandwidths()
        {
            for (int d = 0; d < 4; d++)
            {
                estimator.SetBandwidth(d, bandwidths[d]);
            }
        }
    }

    [Fact]
    public void Hundreds_of_dimensions_neither_overflow_nor_vanish()
    {
        KernelDimension[] many = [.. Enumerable.Range(0, 600).Select(i => KernelDimension.Of(i, new FloatHyperparameter($"x{i}", 0, 1)))];
        ParzenEstimator estimator = new(many);
        estimator.Append([.. Enumerable.Repeat(0.5, 600)], 1);
        for (int d = 0; d < 600; d++)
        {
            estimator.SetBandwidth(d, 0.02);
        }

        Assert.Equal((600 * many[0].LogPeak(0.5, 0.02)) - Math.Log(2), LogDensity(estimator, [.. Enumerable.Repeat(0.5, 600)]), 1e-8);
        Assert.Equal(-Math.Log(2), LogDensity(estimator, [.. Enumerable.Repeat(1.0, 600)]), 1e-12);
    }

    [Fact]
    public void After_it_was_cleared_it_is_as_new()
    {
        ParzenEstimator estimator = Three();
        estimator.Clear();
        Assert.Equal(0, LogDensity(estimator, 0.2, 0.8));
        estimator.Append([0.2, 0.8], 1.5);
        estimator.Append([0.25, 0.7], 1);
        estimator.Append([0.9, 0.1], 0.5);

        Assert.Equal(LogDensity(Three(), 0.22, 0.75), LogDensity(estimator, 0.22, 0.75));
    }

    [Fact]
    public void Kernels_are_picked_by_weight_among_those_that_have_the_dimension()
    {
        ParzenEstimator estimator = new(Mixed);
        estimator.Append([0.4, 0.25, double.NaN, double.NaN], 5);
        estimator.Append([0.4, 0.75, 0.3, 0.25], 2);
        estimator.Append([0.4, 0.75, 0.9, 0.25], 1);
        RandomStream random = RandomStream.For(1, "pick");
        int[] counts = new int[4];
        for (int i = 0; i < 4_000; i++)
        {
            counts[estimator.Pick(2, random) + 1]++;
        }

        Assert.Equal(0, counts[1]);
        Assert.InRange(counts[0], 900, 1_100);
        Assert.InRange(counts[2], 1_880, 2_120);
    }

    private static double[] Point(RandomStream random)
    {
        bool isFirst = random.NextDouble() < 0.5;
        return [random.NextDouble(), isFirst ? 0.25 : 0.75, isFirst ? double.NaN : random.NextDouble(), isFirst ? double.NaN : random.NextDouble() < 0.5 ? 0.25 : 0.75];
    }

    private static ParzenEstimator Three()
    {
        ParzenEstimator estimator = new(Two);
        estimator.SetBandwidth(0, 0.1);
        estimator.SetBandwidth(1, 0.2);
        estimator.Append([0.2, 0.8], 1.5);
        estimator.Append([0.25, 0.7], 1);
        estimator.Append([0.9, 0.1], 0.5);
        return estimator;
    }

    private static double LogDensity(ParzenEstimator estimator, params double[] x)
    {
        double[] result = new double[1];
        estimator.LogDensities(x, result);
        return result[0];
    }
}
