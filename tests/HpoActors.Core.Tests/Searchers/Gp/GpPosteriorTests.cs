using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Gp;

namespace HpoActors.Core.Tests.Searchers.Gp;

public sealed class GpPosteriorTests
{
    // log lengthscales, log signal variance, log noise variance.
    private static readonly double[] Logs = [Math.Log(0.4), Math.Log(0.9), Math.Log(1.7), Math.Log(0.01)];
    private static readonly double[][] Points = [[0.1, 0.2], [0.4, 0.9], [0.7, 0.3], [0.95, 0.6], [0.3, 0.55]];
    private static readonly double[] Values = [0.5, -1.2, 0.3, 1.1, -0.4];

    // GaussianProcessRegressor(C(1) + C(1.7) * Matern([0.4, 0.9], nu=2.5), alpha=0.01, optimizer=None).fit(points, values).predict
    [Theory]
    [InlineData(0.5, 0.5, -0.4632072521361262, 0.1564275177755463)]
    [InlineData(0.0, 1.0, -0.2223188408913689, 1.029461234935778)]
    [InlineData(0.41, 0.88, -1.1592402433926963, 0.01148072508776865)]
    public void Its_mean_and_variance_are_those_of_sklearn(double x, double y, double mean, double variance)
    {
        double[] means = new double[1];

        Assert.Equal(variance, Posterior([], [[]]).Predict([x, y], means), 1e-12);
        Assert.Equal(mean, means[0], 1e-12);
    }

    [Fact]
    public void A_fantasy_is_a_value_seen()
    {
        double[] pending = [0.6, 0.8];
        double[] means = new double[2];
        GpPosterior before = Posterior([], [[]]);
        double variance = before.Predict(pending, means);
        double imagined = means[0] + (1.5 * Math.Sqrt(variance + 0.01));
        GpPosterior told = new(Set([.. Points, pending], 0), [.. Values, imagined], Logs, [], [[]]);

        GpPosterior fantasy = Posterior([pending], [[-0.3], [1.5]]);

        double expected = told.Predict([0.5, 0.5], means);
        double mean = means[0];
        Assert.Equal(expected, fantasy.Predict([0.5, 0.5], means), 1e-12);
        Assert.Equal(mean, means[1], 1e-12);
        Assert.NotEqual(mean, means[0], 1e-3);
        Assert.Equal(told.BestMeans[0], fantasy.BestMeans[1], 1e-12);
    }

    [Fact]
    public void The_best_mean_is_the_lowest_prediction_at_a_point_seen()
    {
        double[] means = new double[1];
        GpPosterior posterior = Posterior([], [[]]);
        double lowest = double.PositiveInfinity;
        foreach (double[] point in Points)
        {
            posterior.Predict(point, means);
            lowest = Math.Min(lowest, means[0]);
        }

        Assert.Equal(lowest, posterior.BestMeans[0], 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_gradient_of_the_acquisition_is_that_of_finite_differences(int pendingCount)
    {
        RandomStream random = RandomStream.For(7, "gradient", pendingCount);
        double[][] pending = [.. Enumerable.Range(0, pendingCount).Select(_ => new[] { random.NextDouble(), random.NextDouble() })];
        double[][] normals = pendingCount == 0 ? [[]] : [[0.3, -1], [1.2, 0.4], [-2, 0.1]];
        Acquisition acquisition = new(Posterior(pending, normals));
        double[] gradient = new double[2];
        const double H = 1e-6;
        for (int k = 0; k < 20; k++)
        {
            double[] x = [random.NextDouble(), random.NextDouble()];

            double value = acquisition.At(x, gradient);

            Assert.Equal(acquisition.At(x), value, 1e-12);
            for (int d = 0; d < 2; d++)
            {
                double[] above = [.. x];
                double[] below = [.. x];
                above[d] += H;
                below[d] -= H;
                double difference = (acquisition.At(above) - acquisition.At(below)) / (2 * H);
                Assert.Equal(difference, gradient[d], 1e-5 * Math.Max(1, Math.Abs(difference)));
            }
        }
    }

    [Fact]
    public void Choices_have_no_gradient_and_only_being_different_counts()
    {
        PointSet points = new([false, true], 2);
        points.Add([0.2, 0.1]);
        points.Add([0.8, 0.9]);
        Acquisition acquisition = new(new GpPosterior(points, [1, -1], Logs, [], [[]]));
        double[] gradient = new double[2];

        acquisition.At([0.3, 0.1], gradient);

        Assert.Equal(0, gradient[1]);
        Assert.NotEqual(0, gradient[0]);
        Assert.Equal(acquisition.At([0.3, 0.5]), acquisition.At([0.3, 0.6]));
        Assert.NotEqual(acquisition.At([0.3, 0.5]), acquisition.At([0.3, 0.9]));
    }

    private static GpPosterior Posterior(double[][] pending, double[][] normals) => new(Set(Points, pending.Length), Values, Logs, pending, normals);

    private static PointSet Set(double[][] points, int room)
    {
        PointSet set = new([false, false], points.Length + room);
        foreach (double[] point in points)
        {
            set.Add(point);
        }

        return set;
    }
}
