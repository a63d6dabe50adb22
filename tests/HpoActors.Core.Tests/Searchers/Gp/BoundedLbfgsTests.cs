using HpoActors.Core.Searchers.Gp;

namespace HpoActors.Core.Tests.Searchers.Gp;

public sealed class BoundedLbfgsTests
{
    [Fact]
    public void It_finds_the_valley_of_rosenbrock()
    {
        double[] x = [-1.2, 1];

        double value = Minimize(Rosenbrock, x, -5, 5, 200);

        Assert.Equal(0, value, 1e-8);
        Assert.Equal(1, x[0], 1e-3);
        Assert.Equal(1, x[1], 1e-3);
    }

    [Fact]
    public void A_minimum_outside_is_found_on_the_bound()
    {
        double[] x = [0.3, 0.3];

        Minimize(
            (at, gradient) =>
            {
                (gradient[0], gradient[1]) = (2 * (at[0] - 2), 2 * (at[1] - 0.5));
                return Math.Pow(at[0] - 2, 2) + Math.Pow(at[1] - 0.5, 2);
            },
            x, 0, 1, 50);

        Assert.Equal(1, x[0]);
        Assert.Equal(0.5, x[1], 1e-6);
    }

    [Fact]
    public void Where_the_function_is_not_defined_the_step_is_shortened()
    {
        double[] x = [1];

        Minimize(
            (at, gradient) =>
            {
                gradient[0] = 100 - (1 / at[0]);
                return at[0] <= 0.005 ? double.PositiveInfinity : (100 * at[0]) - Math.Log(at[0]);
            },
            x, -10, 10, 100);

        Assert.Equal(0.01, x[0], 1e-5);
    }

    [Fact]
    public void A_start_without_a_value_stays_where_it_is()
    {
        double[] x = [0.5];

        Assert.True(double.IsNaN(Minimize((_, _) => double.NaN, x, 0, 1, 10)));
        Assert.Equal(0.5, x[0]);
    }

    [Fact]
    public void It_evaluates_no_more_often_than_allowed()
    {
        int count = 0;

        Minimize((at, gradient) => { count++; return Rosenbrock(at, gradient); }, [-1.2, 1], -5, 5, 7);

        Assert.Equal(7, count);
    }

    private static double Rosenbrock(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double a = x[1] - (x[0] * x[0]);
        gradient[0] = (-400 * x[0] * a) - (2 * (1 - x[0]));
        gradient[1] = 200 * a;
        return (100 * a * a) + Math.Pow(1 - x[0], 2);
    }

    private static double Minimize(Differentiable function, double[] x, double low, double high, int evaluations) => BoundedLbfgs.Minimize(
        function, x, [.. x.Select(_ => low)], [.. x.Select(_ => high)], evaluations, gradientTolerance: 1e-8, decreaseTolerance: 0, firstStep: 1);
}
