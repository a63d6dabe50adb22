using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Tpe;

public sealed class ChoiceDimensionTests
{
    private static readonly ChoiceHyperparameter Choice = new("c", HyperparameterValue.Of("a"), HyperparameterValue.Of("b"), HyperparameterValue.Of("c"));

    private static readonly double[] Middles = [1 / 6.0, 0.5, 5 / 6.0];

    // Optuna 3.1: _ParzenEstimator({"c": [0, 2, 2]}, {"c": CategoricalDistribution(["a", "b", "c"])}): rows 5/7, 1/7, 1/7.
    [Fact]
    public void Three_observations_leave_other_values_a_seventh_each()
    {
        KernelDimension dimension = KernelDimension.Of(0, Choice);
        Spread spread = default;
        spread.Add(Middles[0], 1);
        spread.Add(Middles[2], 1);
        spread.Add(Middles[2], 1);

        double bandwidth = dimension.Bandwidth(spread, 1);

        Assert.Equal(0.25, bandwidth, 1e-12);
        Assert.Equal(Math.Log(3 * 5 / 7.0), dimension.LogDensity(Middles[0], Middles[0], bandwidth), 1e-12);
        Assert.Equal(Math.Log(3 / 7.0), dimension.LogDensity(Middles[1], Middles[0], bandwidth), 1e-12);
    }

    // Optuna 3.1: the same estimator's log_pdf, plus log 3 as the unit interval's density is 3 times a value's probability.
    [Fact]
    public void The_mixture_has_Optunas_probabilities()
    {
        double[] expected = [-1.0986122886681096, -1.6582280766035324, -0.7419373447293772];
        ParzenEstimator estimator = new([KernelDimension.Of(0, Choice)]);
        estimator.SetBandwidth(0, 0.25);
        foreach (int i in new[] { 0, 2, 2 })
        {
            estimator.Append([Middles[i]], 1);
        }

        double[] logDensities = new double[3];
        estimator.LogDensities(Middles, logDensities);

        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(expected[i] + Math.Log(3), logDensities[i], 1e-12));
    }

    [Fact]
    public void Draws_have_the_kernels_probabilities()
    {
        KernelDimension dimension = KernelDimension.Of(0, Choice);
        RandomStream random = RandomStream.For(1, "draws");
        int[] counts = new int[3];
        for (int i = 0; i < 14_000; i++)
        {
            counts[(int)(3 * dimension.Draw(Middles[1], 0.25, random))]++;
        }

        Assert.InRange(counts[1], 9_700, 10_300);
        Assert.InRange(counts[0], 1_850, 2_150);
    }
}
