using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Sobol;

namespace HpoActors.Core.Tests.Searchers.Sobol;

public sealed class SobolSequenceTests
{
    // scipy 1.10: qmc.Sobol(5, scramble=False).random(8)
    private static readonly double[][] First =
    [
        [0, 0, 0, 0, 0],
        [0.5, 0.5, 0.5, 0.5, 0.5],
        [0.75, 0.25, 0.25, 0.25, 0.75],
        [0.25, 0.75, 0.75, 0.75, 0.25],
        [0.375, 0.375, 0.625, 0.875, 0.375],
        [0.875, 0.875, 0.125, 0.375, 0.875],
        [0.625, 0.125, 0.875, 0.625, 0.625],
        [0.125, 0.625, 0.375, 0.125, 0.125],
    ];

    [Fact]
    public void Its_first_points_are_those_of_the_literature() => Assert.Equal(First, Points(new SobolSequence(5), 0, 8));

    [Theory]
    // scipy 1.10: X = qmc.Sobol(1024, scramble=False).random(8192); (X[n] * arange(1, 1025)).sum(); exact, since all are multiples of 2⁻¹³
    [InlineData(1, 262400.0)]
    [InlineData(2, 262247.0)]
    [InlineData(3, 262553.0)]
    [InlineData(100, 258977.390625)]
    [InlineData(777, 263926.3046875)]
    [InlineData(4095, 271808.05078125)]
    [InlineData(6001, 258923.15893554688)]
    [InlineData(8191, 270772.7365722656)]
    public void Points_in_1024_dimensions_are_those_of_the_literature(long index, double weightedSum)
    {
        double[] point = Points(new SobolSequence(1024), index, 1)[0];

        Assert.Equal(weightedSum, point.Select((u, d) => u * (d + 1)).Sum());
    }

    [Fact]
    public void A_point_is_found_by_its_index_in_any_order()
    {
        SobolSequence sequence = new(7, RandomStream.For(1, "s"));
        double[][] forward = Points(sequence, 1000, 50);

        Assert.Equal(forward.Reverse(), Enumerable.Range(0, 50).Reverse().Select(i => Points(new SobolSequence(7, RandomStream.For(1, "s")), 1000 + i, 1)[0]));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(1L, 0)]
    [InlineData(2L, 1)]
    [InlineData(3L, 7)]
    public void Every_elementary_interval_of_two_dimensions_is_hit_once_by_a_block_of_points(long? seed, int block)
    {
        const int M = 8;
        double[][] points = Points(new SobolSequence(2, seed is { } s ? RandomStream.For(s, "s") : null), (long)block << M, 1 << M);

        for (int bits = 0; bits <= M; bits++)
        {
            (int columns, int rows) = (1 << bits, 1 << (M - bits));
            Assert.Equal(1 << M, points.Select(p => ((int)(p[0] * columns), (int)(p[1] * rows))).Distinct().Count());
        }
    }

    [Fact]
    public void Every_dimension_alone_is_stratified_beyond_the_table_too()
    {
        double[][] points = Points(new SobolSequence(2100, RandomStream.For(4, "s")), 256, 128);

        for (int d = 0; d < 2100; d++)
        {
            Assert.Equal(128, points.Select(p => (int)(p[d] * 128)).Distinct().Count());
        }
    }

    [Fact]
    public void Beyond_the_table_no_dimension_repeats_another()
    {
        foreach (RandomStream? scrambling in new[] { null, RandomStream.For(4, "s") })
        {
            double[][] points = Points(new SobolSequence(2100, scrambling), 0, 256);

            Assert.Equal(2100, Enumerable.Range(0, 2100).Select(d => string.Join(' ', points.Select(p => p[d]))).Distinct().Count());
        }
    }

    [Fact]
    public void Scrambled_points_are_less_discrepant_than_random_ones()
    {
        foreach (int count in new[] { 32, 100, 256 })
        {
            double random = Enumerable.Range(0, 20).Average(seed => Discrepancy.Of(Random(seed, count, 5)));
            double[] scrambled = [.. Enumerable.Range(0, 20).Select(seed => Discrepancy.Of(Points(new SobolSequence(5, RandomStream.For(seed, "s")), 0, count)))];

            Assert.True(scrambled.Max() < random && scrambled.Average() < 0.7 * random, $"{count} points: {scrambled.Average()} against {random}");
        }
    }

    [Fact]
    public void The_mean_over_a_net_errs_far_less_than_over_random_points()
    {
        // ∏ (1 + (u − ½) / 2) has the mean 1; the variance over a scrambled net of a smooth function falls like n⁻³, over random points like n⁻¹.
        double scrambled = MeanSquareError(seed => Points(new SobolSequence(4, RandomStream.For(seed, "s")), 0, 256));
        double random = MeanSquareError(seed => Random(seed, 256, 4));

        Assert.True(scrambled < random / 1000, $"{scrambled} against {random}");
    }

    [Fact]
    public void Another_seed_is_another_scrambling() =>
        Assert.NotEqual(Points(new SobolSequence(3, RandomStream.For(1, "s")), 0, 4), Points(new SobolSequence(3, RandomStream.For(2, "s")), 0, 4));

    [Fact]
    public void An_index_beyond_32_bits_is_none()
    {
        SobolSequence sequence = new(2);
        double[] point = new double[2];

        sequence.Point(uint.MaxValue, point);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Point(uint.MaxValue + 1L, point));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Point(-1, point));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Point(0, new double[3]));
    }

    private static double MeanSquareError(Func<int, double[][]> points) =>
        Enumerable.Range(0, 100).Average(seed => Math.Pow(points(seed).Average(p => p.Aggregate(1.0, (product, u) => product * (1 + ((u - 0.5) / 2)))) - 1, 2));

    private static double[][] Points(SobolSequence sequence, long first, int count) => Discrepancy.Points(sequence, first, count);

    private static double[][] Random(long seed, int count, int dimensions)
    {
        RandomStream random = RandomStream.For(seed, "random");
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, dimensions).Select(_ => random.NextDouble()).ToArray())];
    }
}
