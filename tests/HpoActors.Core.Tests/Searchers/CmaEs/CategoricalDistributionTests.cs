using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class CategoricalDistributionTests
{
    [Fact]
    public void Probabilities_move_the_rate_towards_the_weights()
    {
        CategoricalDistribution distribution = new(4, 0.01);
        distribution.Update([2, 0, 2, -1], [.5, .25, .125, .125], 0.4);

        // q + 0.4 (weights by value - 0.875 q): the last member has no value.
        Agree([.2625, .1625, .4125, .1625], distribution);
    }

    [Fact]
    public void No_value_falls_below_the_floor()
    {
        CategoricalDistribution distribution = new(3, 0.1);
        for (int i = 0; i < 200; i++)
        {
            distribution.Update([1], [1], 0.3);
        }

        Agree([.1, .8, .1], distribution);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.49, 0)]
    [InlineData(0.51, 1)]
    [InlineData(0.9999999999999999, 1)]
    public void A_share_of_the_mass_becomes_a_value(double u, int value) => Assert.Equal(value, new CategoricalDistribution(2, 0.1).At(u));

    private static void Agree(double[] expected, CategoricalDistribution distribution)
    {
        for (int v = 0; v < expected.Length; v++)
        {
            Assert.Equal(expected[v], distribution.Probabilities[v], 1e-12);
        }
    }
}
