using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Problems;

/// <summary>What makes a problem hard.</summary>
internal enum ProblemKind
{
    Smooth,
    Multimodal,
    IllConditioned,
    Mixed,
    Conditional,
    LowDimensional,
    Noisy,
    Discrete,
    Training,
}

/// <summary>One evaluation.</summary>
/// <param name="Reported">What the searcher is told, to be minimised.</param>
/// <param name="Exact">What the configuration is judged by: the same without noise.</param>
internal readonly record struct Evaluation(double Reported, double Exact);

/// <summary>Evaluates a configuration: the same numbers for the same arguments, on any thread.</summary>
internal delegate Evaluation EvaluationFunction(Configuration configuration, long seed, int trial);

/// <summary>A function with its search space. Immutable and thread-safe.</summary>
/// <param name="Name">The name in tables and on the command line.</param>
/// <param name="Kind">What makes it hard.</param>
/// <param name="Space">What is searched; parents are declared before the hyperparameters that depend on them.</param>
/// <param name="Evaluate">The function.</param>
internal sealed record BenchProblem(string Name, ProblemKind Kind, SearchSpace Space, EvaluationFunction Evaluate)
{
    /// <summary>The smallest exact value, or null where nobody knows it.</summary>
    public double? Optimum { get; init; }

    /// <summary>A configuration that has it.</summary>
    public Configuration? Minimizer { get; init; }

    /// <summary>What the value is, for tables and plots.</summary>
    public string Measure => Optimum is null ? "validation loss" : "regret";

    /// <summary>What an incumbent is judged by, smaller is better: its distance from the optimum where that is known, else its value.</summary>
    public double Score(double exact) => Optimum is { } optimum ? Math.Max(0, exact - optimum) : exact;
}
