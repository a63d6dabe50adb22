using HpoActors.Core.Searchers.Gp;

namespace HpoActors.Core.Tests.Searchers.Gp;

public sealed class MaternKernelTests
{
    // sklearn.gaussian_process.kernels.Matern(1.0, nu=2.5) at distances r; the fifth one is beyond the vector's lanes.
    private static readonly (double R, double K)[] Golden =
        [(0, 1), (0.1, 0.9917592361711774), (0.5, 0.8286491424181253), (1, 0.5239941088318203), (3, 0.027723421914625807)];

    [Fact]
    public void Its_values_are_those_of_sklearn()
    {
        double[] values = [.. Golden.Select(g => g.R * g.R)];

        MaternKernel.Apply(values, []);

        Assert.All(values.Zip(Golden), pair => Assert.Equal(pair.Second.K, pair.First, 1e-14));
    }

    [Fact]
    public void Its_slope_is_that_of_finite_differences()
    {
        double[] at = [1e-6, 0.01, 0.2, 0.7, 1, 2, 5, 9, 30];
        const double H = 1e-7;
        double[] above = [.. at.Select(x => x * (1 + H))];
        double[] below = [.. at.Select(x => x * (1 - H))];
        double[] values = [.. at];
        double[] slopes = new double[at.Length];

        MaternKernel.Apply(values, slopes);
        MaternKernel.Apply(above, []);
        MaternKernel.Apply(below, []);

        for (int i = 0; i < at.Length; i++)
        {
            Assert.Equal((above[i] - below[i]) / (2 * H), slopes[i] * at[i], 2e-8);
        }
    }

    [Fact]
    public void At_no_distance_it_is_one_and_its_slope_finite()
    {
        double[] values = new double[9];
        double[] slopes = new double[9];

        MaternKernel.Apply(values, slopes);

        Assert.All(values, v => Assert.Equal(1, v));
        Assert.All(slopes, s => Assert.Equal(-5.0 / 6, s));
    }
}
