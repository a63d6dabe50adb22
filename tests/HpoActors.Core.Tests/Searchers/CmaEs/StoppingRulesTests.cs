using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class StoppingRulesTests
{
    [Fact]
    public void A_run_whose_values_stay_the_same_stops()
    {
        // 10 + ceil(30 * 2 / 6) = 20 generations are compared, so that the 21st is the first to stop.
        StoppingRules rules = new(2, 6);
        EvolutionStrategy strategy = Strategy(0.1);
        for (int g = 0; g < 20; g++)
        {
            Assert.Null(rules.Check(strategy, [1, 1, 1, 1, 1, 1]));
        }

        Assert.Equal("tolfun", rules.Check(strategy, [1, 1, 1, 1, 1, 1]));
    }

    [Fact]
    public void One_failure_among_the_generations_is_no_standstill()
    {
        StoppingRules rules = new(2, 6);
        EvolutionStrategy strategy = Strategy(0.1);
        for (int g = 0; g < 30; g++)
        {
            Assert.Null(rules.Check(strategy, [1, 1, 1, 1, 1, double.PositiveInfinity]));
        }
    }

    [Fact]
    public void A_run_of_failures_alone_stops()
    {
        StoppingRules rules = new(2, 6);
        double[] failures = [.. Enumerable.Repeat(double.PositiveInfinity, 6)];
        for (int g = 0; g < 20; g++)
        {
            Assert.Null(rules.Check(null, failures));
        }

        Assert.Equal("tolfun", rules.Check(null, failures));
    }

    [Fact]
    public void A_run_that_has_contracted_stops() => Assert.Equal("tolx", new StoppingRules(2, 6).Check(Strategy(1e-10), [1, 2, 3, 4, 5, 6]));

    [Fact]
    public void A_run_whose_covariance_has_degenerated_stops() =>
        Assert.Equal("condition", new StoppingRules(2, 6).Check(Strategy(0.1, [1, 0, 0, 1e-15]), [1, 2, 3, 4, 5, 6]));

    private static EvolutionStrategy Strategy(double sigma, double[]? covariance = null) => new(new StrategyParameters(2, 6), [.5, .5], sigma, covariance);
}
