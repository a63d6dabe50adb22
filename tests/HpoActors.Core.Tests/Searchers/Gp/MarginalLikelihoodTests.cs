using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Gp;
using MathNet.Numerics.Distributions;

namespace HpoActors.Core.Tests.Searchers.Gp;

public sealed class MarginalLikelihoodTests
{
    [Fact]
    public void Without_the_prior_it_is_that_of_sklearn()
    {
        double[][] points = [[0.1, 0.2], [0.4, 0.9], [0.7, 0.3], [0.95, 0.6], [0.3, 0.55]];
        double[] values = [0.5, -1.2, 0.3, 1.1, -0.4];
        double[] logs = [Math.Log(0.4), Math.Log(0.9), Math.Log(1.7), Math.Log(0.01)];
        GpPrior prior = new(2);
        double[] gradient = new double[4];

        double found = new MarginalLikelihood(Set([false, false], points), values, prior).Evaluate(logs, gradient);

        // log_marginal_likelihood_value_ of the regressor in GpPosteriorTests.
        double constant = points.Length / 2.0 * Math.Log(2 * Math.PI);
        Assert.Equal(6.31588216923387, found - prior.Penalty(logs, gradient) + constant, 1e-10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Its_gradient_is_that_of_finite_differences(int seed)
    {
        RandomStream random = RandomStream.For(seed, "likelihood");
        const int Count = 23;
        bool[] isChoice = [false, true, false];
        double[][] points = [.. Enumerable.Range(0, Count).Select(_ => new[] { random.NextDouble(), random.NextInt32(3), random.NextDouble() })];
        double[] values = [.. points.Select(p => p[0] + (p[1] * p[2]) + random.NextDouble())];
        MarginalLikelihood likelihood = new(Set(isChoice, points), values, new GpPrior(3));
        double[] logs = [-1 + random.NextDouble(), random.NextDouble(), -0.5, random.NextDouble(), -3 + random.NextDouble()];
        double[] gradient = new double[5];
        double[] unused = new double[5];

        likelihood.Evaluate(logs, gradient);

        const double H = 1e-5;
        for (int i = 0; i < logs.Length; i++)
        {
            double[] above = [.. logs];
            double[] below = [.. logs];
            above[i] += H;
            below[i] -= H;
            double difference = (likelihood.Evaluate(above, unused) - likelihood.Evaluate(below, unused)) / (2 * H);
            Assert.Equal(difference, gradient[i], 1e-6 * Math.Max(1, Math.Abs(difference)));
        }
    }

    [Fact]
    public void The_most_probable_lengthscales_are_those_that_made_the_data()
    {
        // A draw from the process itself: L times standard normals.
        double[] truth = [Math.Log(0.2), Math.Log(0.6), Math.Log(1), Math.Log(1e-4)];
        const int Count = 120;
        RandomStream random = RandomStream.For(11, "draw");
        double[][] points = [.. Enumerable.Range(0, Count).Select(_ => new[] { random.NextDouble(), random.NextDouble() })];
        double[] normals = [.. points.Select(_ => Normal.InvCDF(0, 1, random.NextDouble()))];
        double[] values = Draw(points, truth, normals);

        double[] found = GpFit.Fit(Set([false, false], points), values, new GpPrior(2), [new GpPrior(2).Start()], 100);

        Assert.Equal(truth[0], found[0], 0.35);
        Assert.Equal(truth[1], found[1], 0.35);
        Assert.InRange(Math.Exp(found[3]), 1e-5, 1e-3);
    }

    private static double[] Draw(double[][] points, double[] logs, double[] normals)
    {
        int n = points.Length;
        PointSet set = Set([false, false], points);
        LowerTriangle factor = new(n);
        double[] weights = GpHyperparameters.Weights(logs, 2);
        for (int i = 0; i < n; i++)
        {
            set.SquaredDistances(points[i], weights, factor.Row(i));
            MaternKernel.Apply(factor.Row(i), []);
            factor.Row(i)[i] += Math.Exp(logs[3]);
        }

        Assert.True(Cholesky.Factor(factor, n));
        return [.. Enumerable.Range(0, n).Select(i => Vectors.Dot(factor.Row(i), normals))];
    }

    private static PointSet Set(bool[] isChoice, double[][] points)
    {
        PointSet set = new(isChoice, points.Length);
        foreach (double[] point in points)
        {
            set.Add(point);
        }

        return set;
    }
}
