using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

public sealed class IntHyperparameterTests
{
    private const long Limit = 1L << 53;

    public static TheoryData<long, long, Scale, long, Prior?, string> Wrong => new()
    {
        { -Limit - 1, 0, Scale.Linear, 1, null, "n.min: must lie within ±2^53 (is -9007199254740993)" },
        { long.MinValue, 0, Scale.Linear, 1, null, "n.min: must lie within ±2^53 (is -9223372036854775808)" },
        { 0, Limit + 1, Scale.Linear, 1, null, "n.max: must lie within ±2^53 (is 9007199254740993)" },
        { 0, long.MaxValue, Scale.Linear, 1, null, "n.max: must lie within ±2^53 (is 9223372036854775807)" },
        { 3, 2, Scale.Linear, 1, null, "n.min: is above max (3 > 2); swap them" },
        { 0, 2, Scale.Log, 1, null, "n.min: must be at least 1 on a log scale (is 0); raise min or choose scale = linear" },
        { 0, 2, Scale.Linear, 1, Prior.LogUniform, "n.min: must be at least 1 for a prior of logarithms (is 0); raise min or choose another prior" },
        { 0, 2, Scale.Linear, 0, null, "n.step: must be at least 1 (is 0)" },
        { 0, 2, Scale.Linear, -2, null, "n.step: must be at least 1 (is -2)" },
        { 1, 9, Scale.Log, 2, null, "n.step: goes with scale = linear only; leave step out or the scale" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_argument_is_named_with_what_is_allowed(long min, long max, Scale scale, long step, Prior? prior, string message)
    {
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(() => new IntHyperparameter("n", min, max, scale, step, prior));

        Assert.Equal(message, error.Message);
        Assert.Equal(message, $"{error.Key}: {error.Problem}");
        Assert.DoesNotContain(' ', error.Key);
    }

    [Theory]
    [InlineData(0, 9, 1, 10, 9)]
    [InlineData(0, 9, 2, 5, 8)]
    [InlineData(-5, 5, 5, 3, 5)]
    [InlineData(-5, 6, 5, 3, 5)]
    [InlineData(7, 7, 1, 1, 7)]
    [InlineData(7, 9, 100, 1, 7)]
    [InlineData(-Limit, Limit, 1, (1L << 54) + 1, Limit)]
    [InlineData(Limit - 2, Limit, 1, 3, Limit)]
    [InlineData(-Limit, Limit, long.MaxValue, 1, -Limit)]
    public void Values_run_from_min_in_steps_to_the_last_within_max(long min, long max, long step, long count, long last)
    {
        IntHyperparameter n = new("n", min, max, step: step);

        Assert.Equal(count, n.Cardinality);
        Assert.Equal(min, n.FromUnit(0).AsInt64());
        Assert.InRange(last - n.FromUnit(SpaceGen.AlmostOne).AsInt64(), 0, 2);
        Assert.True(n.Contains(HyperparameterValue.Of(min)));
        Assert.True(n.Contains(HyperparameterValue.Of(last)));
        Assert.False(n.Contains(HyperparameterValue.Of(last + 1)));
        Assert.False(n.Contains(HyperparameterValue.Of(min - 1)));
    }

    [Fact]
    public void Linear_values_are_equally_likely()
    {
        IntHyperparameter n = new("n", 3, 6);

        Assert.Equal(
            [3, 3, 4, 4, 5, 5, 6, 6],
            new[] { 0, 0.2499, 0.25, 0.4999, 0.5, 0.7499, 0.75, SpaceGen.AlmostOne }.Select(u => (int)n.FromUnit(u).AsInt64()));
    }

    // A value k owns [k - 1/2, k + 1/2] of the logarithmic range from min - 1/2 to max + 1/2.
    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 10)]
    [InlineData(5, 9)]
    [InlineData(1, 1_000_000)]
    public void On_a_log_scale_each_value_has_its_share_the_ends_included(long min, long max)
    {
        IntHyperparameter n = new("n", min, max, Scale.Log);
        foreach (long k in new[] { min, min + 1, (min + max) / 2, max - 1, max }.Where(k => k >= min).Distinct())
        {
            double below = Math.Log((k - 0.5) / (min - 0.5)) / Math.Log((max + 0.5) / (min - 0.5));
            double above = Math.Log((k + 0.5) / (min - 0.5)) / Math.Log((max + 0.5) / (min - 0.5));
            double margin = 1e-6 * (above - below);
            Assert.Equal(k, n.FromUnit(Math.Max(0, below + margin)).AsInt64());
            Assert.Equal(k, n.FromUnit(above - margin).AsInt64());
        }
    }

    [Fact]
    public void A_normal_prior_gives_whole_numbers_around_its_mean()
    {
        IntHyperparameter n = new("n", 0, 100, prior: Prior.Normal(50, 10));

        Assert.Equal(50, n.FromUnit(0.5).AsInt64());
        Assert.Equal(60, n.FromUnit(0.8413).AsInt64());
        Assert.Equal(40, n.FromUnit(0.1587).AsInt64());
    }

    [Fact]
    public void A_log_prior_with_a_step_keeps_to_the_steps()
    {
        IntHyperparameter n = new("n", 1, 100, step: 10, prior: Prior.LogUniform);

        Assert.Equal([1, 11, 21], n.Grid(100).Take(3).Select(v => v.AsInt64()));
        Assert.Equal(1, n.FromUnit(0).AsInt64());
        Assert.Equal(91, n.FromUnit(SpaceGen.AlmostOne).AsInt64());
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(1, n.FromUnit(i / 1000.0).AsInt64() % 10));
    }

    [Fact]
    public void A_grid_has_all_values_or_as_many_as_asked_from_bound_to_bound()
    {
        Assert.Equal([1, 2, 3, 4], Grid(new("n", 1, 4), 10));
        Assert.Equal([0, 33, 67, 100], Grid(new("n", 0, 100), 4));
        Assert.Equal([50], Grid(new("n", 0, 100), 1));
        Assert.Equal([1, 10, 100, 1000], Grid(new("n", 1, 1000, Scale.Log), 4));
        Assert.Equal([32], Grid(new("n", 1, 1000, Scale.Log), 1));
        Assert.Equal([0, 50, 100], Grid(new("n", 0, 100, step: 25), 3));
        Assert.Equal([-Limit, 0, Limit], Grid(new("n", -Limit, Limit), 3));

        static long[] Grid(IntHyperparameter n, int resolution) => [.. n.Grid(resolution).Select(v => v.AsInt64())];
    }

    [Theory]
    [InlineData(1, 100, 50)]
    [InlineData(1, 11, 10)]
    [InlineData(1, Limit, 7)]
    [InlineData(1, Limit, 1000)]
    [InlineData(Limit - 50, Limit, 20)]
    public void A_log_grid_has_its_full_count_and_both_bounds(long min, long max, int resolution)
    {
        long[] grid = [.. new IntHyperparameter("n", min, max, Scale.Log).Grid(resolution).Select(v => v.AsInt64())];

        Assert.Equal(resolution, grid.Length);
        Assert.Equal(min, grid[0]);
        Assert.Equal(max, grid[^1]);
        Assert.True(grid.Zip(grid.Skip(1)).All(p => p.First < p.Second));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(97)]
    [InlineData(1000)]
    public void A_linear_grid_over_the_widest_range_ends_at_its_bounds(int resolution)
    {
        IReadOnlyList<HyperparameterValue> grid = new IntHyperparameter("n", -Limit, Limit).Grid(resolution);

        Assert.Equal(resolution, grid.Count);
        Assert.Equal(-Limit, grid[0].AsInt64());
        Assert.Equal(Limit, grid[^1].AsInt64());
    }

    [Fact]
    public void Only_ints_are_contained()
    {
        IntHyperparameter n = new("n", 0, 10);

        Assert.False(n.Contains(HyperparameterValue.Of(3.0)));
        Assert.False(n.Contains(HyperparameterValue.Of("3")));
        Assert.False(n.Contains(HyperparameterValue.Of(true)));
        Assert.False(new IntHyperparameter("n", 0, 10, step: 2).Contains(HyperparameterValue.Of(3L)));
    }

    [Fact]
    public void It_describes_itself_in_one_line()
    {
        Assert.Equal("int in [1, 8]", new IntHyperparameter("n", 1, 8).Describe());
        Assert.Equal("int in [1, 8], log scale", new IntHyperparameter("n", 1, 8, Scale.Log).Describe());
        Assert.Equal("int in [1, 8], step 2, prior uniform", new IntHyperparameter("n", 1, 8, step: 2, prior: Prior.Uniform).Describe());
    }
}
