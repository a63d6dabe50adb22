using HpoActors.Bench.Statistics;

namespace HpoActors.Bench.Tests.Statistics;

public sealed class QuartilesTests
{
    // numpy.quantile(sample, [0.25, 0.5, 0.75]).
    [Fact]
    public void They_are_those_of_numpy()
    {
        Assert.Equal(new Quartiles(3, 4, 7), Quartiles.Of([7, 1, 3, 10, 4]));
        Assert.Equal(new Quartiles(1.75, 3, 5), Quartiles.Of([2, 8, 1, 4]));
    }

    [Fact]
    public void Infinities_are_no_differences() =>
        Assert.Equal(new Quartiles(1, double.PositiveInfinity, double.PositiveInfinity), Quartiles.Of([1, 1, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity]));
}
