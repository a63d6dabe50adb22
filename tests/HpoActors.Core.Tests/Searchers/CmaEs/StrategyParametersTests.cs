using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class StrategyParametersTests
{
    // cmaes 0.9.1: CMA(np.zeros(n), 1, population_size=lambda), its private fields.
    [Theory]
    [InlineData(2, 6, 2.0286114646100617, 0.1548153998964136, 0.057859085071916304, 0.44620498737831715, 1.4462049873783172, 0.6245545390268264, 1.254272742818995)]
    [InlineData(10, 10, 3.1672992814107026, 0.015283824524751714, 0.02015428276120838, 0.2844285879463675, 1.2844285879463675, 0.29499038303562225, 3.0847265651690123)]
    [InlineData(10, 6, 2.0286114646100617, 0.01541798803902277, 0.007143250586288005, 0.236578976094591, 1.236578976094591, 0.2917494215840885, 3.0847265651690123)]
    public void Rates_agree_with_the_reference(
        int dimension, int population, double effective, double rankOne, double rankMu, double step, double damping, double path, double norm)
    {
        StrategyParameters parameters = new(dimension, population);

        Assert.Equal(effective, parameters.EffectiveParents, 1e-13);
        Assert.Equal(rankOne, parameters.RankOneRate, 1e-15);
        Assert.Equal(rankMu, parameters.RankMuRate, 1e-15);
        Assert.Equal(step, parameters.StepSizeRate, 1e-15);
        Assert.Equal(damping, parameters.StepSizeDamping, 1e-14);
        Assert.Equal(path, parameters.PathRate, 1e-15);
        Assert.Equal(norm, parameters.ExpectedNorm, 1e-14);
    }

    [Fact]
    public void Weights_agree_with_the_reference()
    {
        // As above, _weights of n = 10, lambda = 10.
        double[] expected =
        [
            0.45627264690340597, 0.2707530970017852, 0.1622311171586698, 0.08523354710016448, 0.025509591835974777,
            -0.08532086250759853, -0.236476601148097, -0.36741365771166457, -0.4829083267842344, -0.5862218287788353,
        ];
        StrategyParameters parameters = new(10, 10);

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(expected[i], parameters.Weights[i], 1e-14);
            Assert.Equal(Math.Max(0, expected[i]), parameters.MeanWeights[i], 1e-14);
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 4)]
    [InlineData(3, 3)]
    [InlineData(2, 1000)]
    [InlineData(60, 8)]
    public void The_covariance_keeps_a_positive_share_of_itself(int dimension, int population)
    {
        StrategyParameters p = new(dimension, population);
        double negative = -p.Weights.Where(w => w < 0).Sum();

        Assert.Equal(1, p.MeanWeights.Sum(), 1e-12);
        Assert.True(p.RankOneRate + p.RankMuRate <= 1);
        Assert.True(1 - p.RankOneRate - (p.RankMuRate * p.Weights.Sum()) - (dimension * p.RankMuRate * negative) > -1e-12);
    }
}
