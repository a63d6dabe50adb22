using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Sobol;

namespace HpoActors.Core.Tests.Searchers.Sobol;

public sealed class HaltonSequenceTests
{
    [Theory]
    // scipy 1.10: qmc.Halton(6, scramble=False).random(1001)[n]
    [InlineData(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    [InlineData(1, 0.5, 0.3333333333333333, 0.2, 0.14285714285714285, 0.09090909090909091, 0.07692307692307693)]
    [InlineData(7, 0.875, 0.5555555555555556, 0.44, 0.02040816326530612, 0.6363636363636364, 0.5384615384615385)]
    [InlineData(100, 0.1484375, 0.4115226337448559, 0.032, 0.29154518950437314, 0.1652892561983471, 0.7337278106508875)]
    [InlineData(1000, 0.0927734375, 0.3475080018289895, 0.00512, 0.9162848812994586, 0.9316303531179565, 0.9904415111515704)]
    public void Its_points_are_those_of_the_literature(long index, params double[] expected)
    {
        double[] point = Discrepancy.Points(new HaltonSequence(6), index, 1)[0];

        Assert.All(expected.Zip(point), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Scrambled_a_block_of_points_hits_each_interval_of_its_base_once(int block)
    {
        HaltonSequence sequence = new(3, RandomStream.For(5, "s"));
        foreach ((int dimension, int count) in new[] { (0, 128), (1, 243), (2, 125) })
        {
            double[][] points = Discrepancy.Points(sequence, (long)block * count, count);

            Assert.Equal(count, points.Select(p => (int)(p[dimension] * count)).Distinct().Count());
        }
    }

    [Fact]
    public void Scrambled_points_are_less_discrepant_than_random_ones()
    {
        double Random(int seed)
        {
            RandomStream random = RandomStream.For(seed, "random");
            return Discrepancy.Of([.. Enumerable.Range(0, 100).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble() })]);
        }

        double halton = Enumerable.Range(0, 20).Max(seed => Discrepancy.Of(Discrepancy.Points(new HaltonSequence(4, RandomStream.For(seed, "s")), 0, 100)));

        Assert.True(halton < 0.6 * Enumerable.Range(0, 20).Average(Random), $"{halton}");
    }

    [Fact]
    public void Scrambling_removes_the_correlation_of_large_bases()
    {
        // The bases 1,613 and 1,619 give almost the same numbers: unscrambled, a hundred points lie on one line.
        double[][] plain = Discrepancy.Points(new HaltonSequence(256), 0, 100);
        double[][] scrambled = Discrepancy.Points(new HaltonSequence(256, RandomStream.For(1, "s")), 0, 100);

        Assert.True(Correlation(plain) > 0.99);
        Assert.InRange(Correlation(scrambled), -0.4, 0.4);
    }

    [Fact]
    public void Points_stay_below_1_for_every_index_and_base()
    {
        double[][] last = Discrepancy.Points(new HaltonSequence(256, RandomStream.For(2, "s")), uint.MaxValue - 20L, 21);

        Assert.All(last, p => Assert.All(p, u => Assert.InRange(u, 0, 1 - (1.0 / (1L << 53)))));
    }

    [Fact]
    public void It_serves_256_dimensions() => Assert.Throws<ArgumentOutOfRangeException>(() => new HaltonSequence(257));

    private static double Correlation(double[][] points)
    {
        double[] x = [.. points.Select(p => p[^2])];
        double[] y = [.. points.Select(p => p[^1])];
        return MathNet.Numerics.Statistics.Correlation.Pearson(x, y);
    }
}
