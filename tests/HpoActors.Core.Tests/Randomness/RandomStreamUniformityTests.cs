using HpoActors.Core.Randomness;

namespace HpoActors.Core.Tests.Randomness;

/// <summary>Fixed seeds, so that a test passes always or never; the bounds are the chi-square's 99.99 % quantiles.</summary>
public sealed class RandomStreamUniformityTests
{
    private const double Df5 = 25.7;
    private const double Df99 = 160.1;

    [Fact]
    public void Doubles_fill_the_unit_interval_evenly()
    {
        RandomStream stream = RandomStream.For(1, "uniform");
        int[] cells = new int[100];
        for (int i = 0; i < 100_000; i++)
        {
            double u = stream.NextDouble();
            Assert.True(u is >= 0 and < 1);
            cells[(int)(u * 100)]++;
        }

        Assert.InRange(ChiSquare(cells), 40, Df99);
    }

    // A generator whose streams overlap or lean on the index shows here, though each stream alone is fine.
    [Fact]
    public void First_numbers_of_neighbouring_indices_fill_the_unit_square_evenly()
    {
        int[] cells = new int[100];
        for (int trial = 0; trial < 100_000; trial++)
        {
            double here = RandomStream.For(1, "searcher", trial).NextDouble();
            double next = RandomStream.For(1, "searcher", trial + 1).NextDouble();
            cells[((int)(here * 10) * 10) + (int)(next * 10)]++;
        }

        Assert.InRange(ChiSquare(cells), 40, Df99);
    }

    [Fact]
    public void Neighbouring_indices_and_neighbouring_seeds_are_not_correlated()
    {
        const int Count = 50_000;
        double[] a = [.. Enumerable.Range(0, Count).Select(i => RandomStream.For(1, "s", i).NextDouble() - 0.5)];
        double[] b = [.. Enumerable.Range(0, Count).Select(i => RandomStream.For(1, "s", i + 1).NextDouble() - 0.5)];
        double[] c = [.. Enumerable.Range(0, Count).Select(i => RandomStream.For(2, "s", i).NextDouble() - 0.5)];

        // The standard deviation of a correlation of independent numbers is 1/√n = 0.0045.
        Assert.InRange(12 * a.Zip(b, (x, y) => x * y).Average(), -0.018, 0.018);
        Assert.InRange(12 * a.Zip(c, (x, y) => x * y).Average(), -0.018, 0.018);
    }

    [Fact]
    public void Bounded_numbers_are_equally_likely()
    {
        RandomStream stream = RandomStream.For(3, "bounded");
        int[] cells = new int[6];
        for (int i = 0; i < 60_000; i++)
        {
            cells[stream.NextInt32(6)]++;
        }

        Assert.InRange(ChiSquare(cells), 0.05, Df5);
    }

    // Three quarters of 2³²: without the rejection of Lemire's method every third value came twice as often.
    [Fact]
    public void Bounded_numbers_are_unbiased_for_large_bounds()
    {
        const int Bound = 3 << 29;
        RandomStream stream = RandomStream.For(3, "large");
        int[] cells = new int[3];
        for (int i = 0; i < 60_000; i++)
        {
            cells[stream.NextInt32(Bound) % 3]++;
        }

        Assert.InRange(ChiSquare(cells), 0, 18.4);
    }

    [Fact]
    public void All_six_orders_of_three_items_are_equally_likely()
    {
        RandomStream stream = RandomStream.For(4, "orders");
        Dictionary<string, int> orders = [];
        for (int i = 0; i < 60_000; i++)
        {
            char[] items = ['a', 'b', 'c'];
            stream.Shuffle<char>(items);
            string order = new(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, orders.Count);
        Assert.InRange(ChiSquare([.. orders.Values]), 0.05, Df5);
    }

    private static double ChiSquare(int[] cells)
    {
        double expected = cells.Sum() / (double)cells.Length;
        return cells.Sum(c => (c - expected) * (c - expected) / expected);
    }
}
