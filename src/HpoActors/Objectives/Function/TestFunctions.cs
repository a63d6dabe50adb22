using System.Diagnostics.CodeAnalysis;

namespace HpoActors.Objectives.Function;

/// <summary>
/// Named test functions. Unless said otherwise in the form of Jamil and Yang, "A literature survey of benchmark functions for global optimization
/// problems", International Journal of Mathematical Modelling and Numerical Optimisation 4(2), 2013, with the customary domains of Surjanovic and
/// Bingham's Virtual Library of Simulation Experiments.
/// </summary>
public static class TestFunctions
{
    /// <summary>
    /// <c>sphere</c>: Σ xᵢ². Domain [−5.12, 5.12]; minimum 0 at the origin (De Jong, "An analysis of the behavior of a class of genetic adaptive systems", 1975).
    /// </summary>
    public static TestFunction Sphere { get; } = new("sphere", 1, null, [(-5.12, 5.12)], Formulas.Sphere, _ => 0, n => new double[n]);

    /// <summary>
    /// <c>rosenbrock</c>, from two dimensions: Σ 100(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)². Domain [−5, 10]; minimum 0 at (1, …, 1)
    /// (Rosenbrock, "An automatic method for finding the greatest or least value of a function", 1960).
    /// </summary>
    public static TestFunction Rosenbrock { get; } = new("rosenbrock", 2, null, [(-5, 10)], Formulas.Rosenbrock, _ => 0, n => Filled(n, 1));

    /// <summary>
    /// <c>ackley</c>: −20 exp(−0.2 √(Σxᵢ²/n)) − exp(Σcos(2πxᵢ)/n) + 20 + e. Domain [−32.768, 32.768]; minimum 0 at the origin
    /// (Ackley, "A connectionist machine for genetic hillclimbing", 1987).
    /// </summary>
    public static TestFunction Ackley { get; } = new("ackley", 1, null, [(-32.768, 32.768)], Formulas.Ackley, _ => 0, n => new double[n]);

    /// <summary>
    /// <c>rastrigin</c>: 10n + Σ xᵢ² − 10 cos(2πxᵢ). Domain [−5.12, 5.12]; minimum 0 at the origin (Rastrigin, 1974; for any number of dimensions
    /// Mühlenbein, Schomisch and Born, "The parallel genetic algorithm as function optimizer", 1991).
    /// </summary>
    public static TestFunction Rastrigin { get; } = new("rastrigin", 1, null, [(-5.12, 5.12)], Formulas.Rastrigin, _ => 0, n => new double[n]);

    /// <summary>
    /// <c>griewank</c>: 1 + Σ xᵢ²/4000 − Π cos(xᵢ/√(i + 1)). Domain [−600, 600]; minimum 0 at the origin
    /// (Griewank, "Generalized descent for global optimization", 1981).
    /// </summary>
    public static TestFunction Griewank { get; } = new("griewank", 1, null, [(-600, 600)], Formulas.Griewank, _ => 0, n => new double[n]);

    /// <summary>
    /// <c>levy</c>, function 13 of Levy and Montalvo, "The tunneling algorithm for the global minimization of functions" (1985), in the form of Laguna
    /// and Martí, "Experimental testing of advanced scatter search designs for global optimization of multimodal functions" (2005).
    /// Domain [−10, 10]; minimum 0 at (1, …, 1).
    /// </summary>
    public static TestFunction Levy { get; } = new("levy", 1, null, [(-10, 10)], Formulas.Levy, _ => 0, n => Filled(n, 1));

    /// <summary>
    /// <c>styblinski-tang</c>: ½ Σ xᵢ⁴ − 16xᵢ² + 5xᵢ. Domain [−5, 5]; minimum −39.16616570377142 a dimension at (−2.903534, …)
    /// (Styblinski and Tang, "Experiments in nonconvex optimization", 1990).
    /// </summary>
    public static TestFunction StyblinskiTang { get; } =
        new("styblinski-tang", 1, null, [(-5, 5)], Formulas.StyblinskiTang, n => -39.166165703771415 * n, n => Filled(n, -2.903534027771177));

    /// <summary>
    /// <c>branin</c>, two dimensions. Domain [−5, 10] × [0, 15]; minimum 5/(4π) = 0.397887 at (−π, 12.275), (π, 2.275) and (3π, 2.475)
    /// (Branin, 1972; in this form in Dixon and Szegö, "The global optimization problem: an introduction", Towards Global Optimization 2, 1978).
    /// </summary>
    public static TestFunction Branin { get; } = new("branin", 2, 2, [(-5, 10), (0, 15)], Formulas.Branin, _ => 5 / (4 * Math.PI), _ => [Math.PI, 2.275]);

    /// <summary>
    /// <c>hartmann3</c>, three dimensions. Domain [0, 1]; minimum −3.86278 at (0.114589, 0.555649, 0.852547) (Hartman, 1973; Dixon and Szegö, 1978).
    /// </summary>
    public static TestFunction Hartmann3 { get; } =
        new("hartmann3", 3, 3, [(0, 1)], Formulas.Hartmann3, _ => -3.862779787332663, _ => [0.11458886591339, 0.55564889509583, 0.85254698584390]);

    /// <summary>
    /// <c>hartmann6</c>, six dimensions. Domain [0, 1]; minimum −3.32237 at (0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573)
    /// (Hartman, 1973; Dixon and Szegö, 1978).
    /// </summary>
    public static TestFunction Hartmann6 { get; } = new(
        "hartmann6", 6, 6, [(0, 1)], Formulas.Hartmann6, _ => -3.32236801141551, _ => [0.20168952, 0.15001069, 0.47687398, 0.27533243, 0.31165162, 0.65730054]);

    /// <summary>
    /// <c>six-hump-camel</c>, two dimensions: (4 − 2.1x₀² + x₀⁴/3)x₀² + x₀x₁ + (4x₁² − 4)x₁². Domain [−3, 3] × [−2, 2];
    /// minimum −1.0316284535 at ±(0.0898420, −0.7126564) (Dixon and Szegö, 1978).
    /// </summary>
    public static TestFunction SixHumpCamel { get; } = new(
        "six-hump-camel", 2, 2, [(-3, 3), (-2, 2)], Formulas.SixHumpCamel, _ => -1.031628453489877, _ => [0.08984201368301331, -0.7126564032704135]);

    /// <summary><c>constant</c>: 0 everywhere, for any hyperparameters. No searcher can learn from it, so it shows the cost of searching and of ties.</summary>
    public static TestFunction Constant { get; } = new("constant", 0, null, [(0, 1)], static _ => 0, _ => 0, n => new double[n]);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<TestFunction> All { get; } =
        [Ackley, Branin, Constant, Griewank, Hartmann3, Hartmann6, Levy, Rastrigin, Rosenbrock, SixHumpCamel, Sphere, StyblinskiTang];

    /// <summary>Finds a function by its name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TestFunction? function)
    {
        function = All.FirstOrDefault(f => f.Name == name);
        return function is not null;
    }

    private static double[] Filled(int count, double value)
    {
        double[] point = new double[count];
        Array.Fill(point, value);
        return point;
    }
}
