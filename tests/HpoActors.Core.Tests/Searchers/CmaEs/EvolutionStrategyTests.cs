using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class EvolutionStrategyTests
{
    private static readonly double[][][] Points =
    [
        [[.40, .62, .31], [.55, .48, .36], [.47, .71, .22], [.62, .53, .41], [.36, .44, .27], [.51, .66, .19], [.58, .39, .33]],
        [[.45, .60, .30], [.52, .51, .25], [.49, .68, .28], [.57, .57, .38], [.41, .50, .31], [.50, .63, .21], [.54, .45, .29]],
    ];

    private static readonly double[][] Values = [[3, 1, 7, 2, 5, 6, 4], [2, 5, 1, 7, 3, 4, 6]];

    // cmaes 0.9.1: CMA(mean=[.5, .55, .3], sigma=.12, population_size=7) told these points and values, its state after each generation.
    [Fact]
    public void Two_generations_agree_with_the_reference()
    {
        EvolutionStrategy strategy = new(new StrategyParameters(3, 7), [.5, .55, .3], .12);

        Learn(strategy, 0);
        Agree([0.552267727692539, 0.5116556552956935, 0.3685645106509765], strategy.Mean);
        Agree([0.10670694090375536], [strategy.Sigma]);
        Agree([0.5304095898073815, -0.38911598119746293, 0.6957883109756771], strategy.StepPath);
        Agree([0.5869464490224803, -0.4305922212015229, 0.7699530443007828], strategy.CovariancePath);
        Agree(
            [
                0.9816698080662404, -0.0494954422505162, 0.048178672523358494,
                -0.0494954422505162, 0.7882731929332043, 0.0733038351030743,
                0.048178672523358494, 0.0733038351030743, 0.9527842342776183,
            ],
            strategy.Covariance);

        Learn(strategy, 1);
        Agree([0.4685645106509765, 0.634698374497246, 0.28950242127215825], strategy.Mean);
        Agree([0.10665438947953225], [strategy.Sigma]);
        Agree([-0.5864648035885842, 1.3723580036130891, -0.5604910473651288], strategy.StepPath);
        Agree([-0.7980901382326304, 1.3638742272611841, -0.6587371647610238], strategy.CovariancePath);
        Agree(
            [
                1.0300617798571756, -0.23534043445377228, 0.09188621167260778,
                -0.23534043445377228, 0.8692242290712702, -0.14030535938278646,
                0.09188621167260778, -0.14030535938278646, 0.8602704166505254,
            ],
            strategy.Covariance);
    }

    [Fact]
    public void Samples_have_the_mean_and_the_covariance()
    {
        EvolutionStrategy strategy = new(new StrategyParameters(2, 6), [.3, .6], .5, [4, 1.2, 1.2, 1]);
        strategy.Scale[1] = 3;
        const int Count = 200_000;
        double[] sums = new double[5];
        Span<double> x = stackalloc double[2];
        for (int i = 0; i < Count; i++)
        {
            strategy.Sample(RandomStream.For(1, "test", i), x);
            double a = x[0] - .3;
            double b = x[1] - .6;
            sums[0] += a / Count;
            sums[1] += b / Count;
            sums[2] += a * a / Count;
            sums[3] += a * b / Count;
            sums[4] += b * b / Count;
        }

        // sigma^2 A C A = .25 * [[4, 3.6], [3.6, 9]]; five standard errors.
        Assert.Equal(0, sums[0], 0.0112);
        Assert.Equal(0, sums[1], 0.0168);
        Assert.Equal(1, sums[2], 0.016);
        Assert.Equal(.9, sums[3], 0.020);
        Assert.Equal(2.25, sums[4], 0.036);
    }

    private static void Learn(EvolutionStrategy strategy, int generation)
    {
        double[] meanWeights = new double[7];
        double[] weights = new double[7];
        Ranking.Assign(Values[generation], strategy.Parameters.MeanWeights, meanWeights);
        Ranking.Assign(Values[generation], strategy.Parameters.Weights, weights);
        strategy.Update([.. Points[generation].Select(p => p.Select((x, i) => (x - strategy.Mean[i]) / strategy.Sigma).ToArray())], meanWeights, weights);
    }

    private static void Agree(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-12);
        }
    }
}
