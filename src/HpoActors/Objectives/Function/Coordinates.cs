using HpoActors.Core;
using HpoActors.Core.Spaces;

namespace HpoActors.Objectives.Function;

/// <summary>Finds the hyperparameters that are a function's coordinates.</summary>
internal static class Coordinates
{
    /// <summary>Their names, in the function's order.</summary>
    /// <exception cref="InvalidOptionException">The space does not fit the function.</exception>
    public static string[] Of(TestFunction function, SearchSpace space)
    {
        if (function == TestFunctions.Constant)
        {
            return [];
        }

        Hyperparameter[] candidates = [.. space.Hyperparameters.Where(h => h.Name != "epochs")];
        string[] names = function == TestFunctions.Sphere ? [.. candidates.Select(h => h.Name)]
            : candidates is [{ Name: "x" }] ? ["x"]
            : [.. candidates.Select((_, i) => $"x{i}")];
        if (names.Length < function.FewestDimensions || names.Length > function.MostDimensions)
        {
            throw Wrong($"{function.Name} has {Dimensions(function)} and takes {Expected(function)}; the space has {Listed(candidates)}");
        }

        foreach (Hyperparameter candidate in candidates)
        {
            if (!names.Contains(candidate.Name))
            {
                throw Wrong($"{function.Name} takes {Expected(function)}, and the space has {candidate.Name}; rename or remove it");
            }

            if (candidate.When is { } when && function != TestFunctions.Sphere)
            {
                throw Wrong($"{function.Name} takes all of its coordinates, and {candidate.Name} exists only where {when}");
            }

            if (!IsNumeric(candidate))
            {
                throw Wrong($"{function.Name} takes numbers, and {candidate.Name} is a {candidate.Describe()}");
            }
        }

        return names;
    }

    private static bool IsNumeric(Hyperparameter hyperparameter) => hyperparameter switch
    {
        FloatHyperparameter or IntHyperparameter => true,
        BoolHyperparameter => false,
        _ => hyperparameter.Grid(1).All(value => value.IsNumber),
    };

    private static string Dimensions(TestFunction function) =>
        $"{(function.MostDimensions is null ? "at least " : "")}{function.FewestDimensions} dimension{(function.FewestDimensions == 1 ? "" : "s")}";

    private static string Expected(TestFunction function) => function.MostDimensions is { } fixedCount
        ? $"the hyperparameters {string.Join(", ", Enumerable.Range(0, fixedCount).Select(i => $"x{i}"))}"
        : function == TestFunctions.Sphere ? "any numbers"
        : function.FewestDimensions == 1 ? "the hyperparameters x, or x0, x1, …" : "the hyperparameters x0, x1, …";

    private static string Listed(Hyperparameter[] hyperparameters) => hyperparameters.Length == 0
        ? "none"
        : $"{hyperparameters.Length} ({string.Join(", ", hyperparameters.Select(h => h.Name))})";

    private static InvalidOptionException Wrong(string problem) => new("objective.function", problem);
}
