using System.Globalization;
using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;
using HpoActors.Objectives.Function;

namespace HpoActors.Bench.Problems;

/// <summary>Test functions of the literature, moved so that no optimum lies in the middle of the box or on a coarse grid.</summary>
internal static class FunctionProblems
{
    private const double NoiseSd = 0.2;

    // Uneven shares of the box, so that optima differ from dimension to dimension.
    private static readonly double[] Places = [0.31, 0.73, 0.58, 0.22, 0.67, 0.39];

    public static BenchProblem Sphere { get; } = Shifted("sphere", ProblemKind.Smooth, TestFunctions.Sphere.Evaluate, 5, -5, 5);

    public static BenchProblem Ackley { get; } = Shifted("ackley", ProblemKind.Multimodal, TestFunctions.Ackley.Evaluate, 5, -16, 16);

    public static BenchProblem Rastrigin { get; } = Shifted("rastrigin", ProblemKind.Multimodal, TestFunctions.Rastrigin.Evaluate, 4, -5.12, 5.12);

    public static BenchProblem Branin { get; } = Named("branin", ProblemKind.Multimodal, TestFunctions.Branin, 2);

    public static BenchProblem Hartmann { get; } = Named("hartmann6", ProblemKind.Multimodal, TestFunctions.Hartmann6, 6);

    public static BenchProblem Rosenbrock { get; } = Named("rosenbrock", ProblemKind.IllConditioned, TestFunctions.Rosenbrock, 4);

    /// <summary>A quadratic bowl with half-axes from 1 to 100, turned so that none lies along a hyperparameter.</summary>
    public static BenchProblem Ellipsoid { get; } = Shifted("ellipsoid", ProblemKind.IllConditioned, Rotation.Ellipsoid(6, 1e4), 6, -5, 5);

    /// <summary>Branin's function of two hyperparameters among twenty.</summary>
    public static BenchProblem BraninAmongMany { get; } = AmongMany("branin-20d", TestFunctions.Branin, 20, [4, 13]);

    /// <summary>Hartmann's function in three dimensions, reported with normal noise of standard deviation 0.2; its values spread over 3.9.</summary>
    public static BenchProblem NoisyHartmann { get; } = Noisy("hartmann3-noisy", TestFunctions.Hartmann3, 3);

    private static BenchProblem Named(string name, ProblemKind kind, TestFunction function, int dimensions)
    {
        SearchSpace space = new(Enumerable.Range(0, dimensions).Select(i => Axis(i, function.Domain(i).Min, function.Domain(i).Max)));
        return new BenchProblem(name, kind, space, (configuration, _, _) => Exactly(function.Evaluate(Point(configuration, dimensions))))
        {
            Optimum = function.Minimum(dimensions),
            Minimizer = At(space, function.Minimizer(dimensions)),
        };
    }

    // A function with its minimum 0 at the origin, moved to an uneven place.
    private static BenchProblem Shifted(string name, ProblemKind kind, PointFunction function, int dimensions, double min, double max)
    {
        double[] optimum = [.. Places.Take(dimensions).Select(place => min + (place * (max - min)))];
        SearchSpace space = new(Enumerable.Range(0, dimensions).Select(i => Axis(i, min, max)));
        return new BenchProblem(name, kind, space, (configuration, _, _) =>
        {
            double[] x = Point(configuration, dimensions);
            for (int i = 0; i < dimensions; i++)
            {
                x[i] -= optimum[i];
            }

            return Exactly(function(x));
        })
        {
            Optimum = 0,
            Minimizer = At(space, optimum),
        };
    }

    private static BenchProblem AmongMany(string name, TestFunction function, int dimensions, int[] active)
    {
        SearchSpace space = new(Enumerable.Range(0, dimensions).Select(i =>
            Array.IndexOf(active, i) is >= 0 and var place ? Axis(i, function.Domain(place).Min, function.Domain(place).Max) : Axis(i, 0, 1)));
        string[] names = [.. active.Select(NameOf)];
        double[] optimum = new double[dimensions];
        for (int i = 0; i < active.Length; i++)
        {
            optimum[active[i]] = function.Minimizer(active.Length)[i];
        }

        return new BenchProblem(name, ProblemKind.LowDimensional, space, (configuration, _, _) =>
            Exactly(function.Evaluate(Array.ConvertAll(names, configuration.GetDouble))))
        {
            Optimum = function.Minimum(active.Length),
            Minimizer = At(space, optimum),
        };
    }

    private static BenchProblem Noisy(string name, TestFunction function, int dimensions)
    {
        BenchProblem quiet = Named(name, ProblemKind.Noisy, function, dimensions);
        return quiet with
        {
            Evaluate = (configuration, seed, trial) =>
            {
                double exact = quiet.Evaluate(configuration, seed, trial).Exact;
                return new Evaluation(exact + (NoiseSd * Normal(RandomStream.For(seed, "noise", trial))), exact);
            },
        };
    }

    // Box and Muller; 1 - u is never 0.
    private static double Normal(RandomStream random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static FloatHyperparameter Axis(int index, double min, double max) => new(NameOf(index), min, max);

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"x{index}");

    private static double[] Point(Configuration configuration, int dimensions)
    {
        double[] x = new double[dimensions];
        int i = 0;
        foreach ((_, HyperparameterValue value) in configuration)
        {
            x[i++] = value.AsDouble();
        }

        return x;
    }

    private static Configuration At(SearchSpace space, IReadOnlyList<double> x) =>
        new(space.Hyperparameters.Select((h, i) => KeyValuePair.Create(h.Name, HyperparameterValue.Of(x[i]))));

    private static Evaluation Exactly(double value) => new(value, value);
}
