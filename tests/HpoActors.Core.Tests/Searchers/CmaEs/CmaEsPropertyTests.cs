using CsCheck;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.CmaEs;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Spaces;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class CmaEsPropertyTests
{
    [Fact]
    public void In_any_space_with_any_results_proposals_lie_within_it_and_the_state_stays_finite() =>
        Gen.Select(SpaceGen.Floats, SpaceGen.Ints, Gen.Int[2, 9], Gen.Long[0, 1000]).Sample(
            (x, n, population, seed) =>
            {
                SearchSpace space = new(
                    [x, n, new BoolHyperparameter("b"), new IntHyperparameter("k", 0, 4) { When = "b" }, new FloatHyperparameter("y", 0, 1) { When = "b && k >= 2" }],
                    ["b && k == 3"]);
                RandomStream random = RandomStream.For(seed, "results");
                CmaEsRun run = new CmaEsRun(space, new CmaEsSearcherSettings(Startup: 3, Population: population), seed).Run(100, c =>
                {
                    Assert.True(space.Contains(c), space.Problem(c));
                    return random.NextInt32(6) switch
                    {
                        0 => double.NaN,
                        1 => 1,
                        2 => double.MaxValue,
                        3 => -double.MaxValue,
                        _ => random.NextDouble(),
                    };
                });

                if (run.Searcher.Distribution?.Strategy is { } strategy)
                {
                    Assert.InRange(strategy.Sigma, 1e-300, 1e300);
                    Assert.All(strategy.Mean, m => Assert.InRange(m, -100, 100));
                    Assert.All(strategy.Scale, a => Assert.InRange(a, 1e-300, 1e300));
                    Assert.All(strategy.Covariance, c => Assert.True(double.IsFinite(c)));
                }
            },
            iter: 300);
}
