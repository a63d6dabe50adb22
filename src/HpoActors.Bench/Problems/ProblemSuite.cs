using HpoActors.Bench.Problems.Training;
using HpoActors.Core;

namespace HpoActors.Bench.Problems;

/// <summary>The problems of the suite.</summary>
internal static class ProblemSuite
{
    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<BenchProblem> All { get; } =
    [
        FunctionProblems.Sphere,
        FunctionProblems.Branin,
        FunctionProblems.Hartmann,
        FunctionProblems.Ackley,
        FunctionProblems.Rastrigin,
        FunctionProblems.Ellipsoid,
        FunctionProblems.Rosenbrock,
        DesignedProblems.Mixed,
        DesignedProblems.Conditional,
        FunctionProblems.BraninAmongMany,
        FunctionProblems.NoisyHartmann,
        DesignedProblems.Stepped,
        TrainingProblems.Softmax,
        TrainingProblems.Mlp,
    ];

    /// <summary>The problem of that name.</summary>
    /// <exception cref="InvalidOptionException">There is none; the error names the nearest.</exception>
    public static BenchProblem Find(string name) => All.FirstOrDefault(p => p.Name == name)
        ?? throw new InvalidOptionException(
            "--problems", $"there is no '{name}'{Nearest.Hint(name, All.Select(p => p.Name))}; there are {string.Join(", ", All.Select(p => p.Name))}");

    /// <summary>What the reader has to know about these problems.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<BenchProblem> problems)
    {
        if (problems.Any(p => p.Kind == ProblemKind.Training))
        {
            yield return $"models are trained on {SmallImages.Shared.Source}, 1 000 images of 14 × 14 pixels, and judged on 1 000 others";
        }

        if (problems.Any(p => p.Kind == ProblemKind.Noisy))
        {
            yield return "noisy problems: a searcher sees and picks its incumbent by noisy values, and is judged by the incumbent's value without noise";
        }
    }
}
