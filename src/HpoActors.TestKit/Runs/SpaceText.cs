using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Runs;

/// <summary>A space in words, for error messages.</summary>
internal static class SpaceText
{
    public static string Of(SearchSpace space)
    {
        IEnumerable<string> lines = space.Hyperparameters
            .Select(h => $"{h.Name}: {h.Describe()}{(h.When is { } when ? $", when {when}" : "")}")
            .Concat(space.Forbidden.Select(clause => $"forbidden: {clause}"));
        return string.Concat(lines.Select(line => $"\n    {line}"));
    }
}
