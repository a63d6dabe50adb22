using System.Globalization;

namespace HpoActors.TestKit.Tests.Searchers;

/// <summary>How many random spaces the searchers here are tried on: <c>HPO_CONFORMANCE_SPACES</c>, else as many as take seconds.</summary>
internal static class Effort
{
    // A searcher that thinks for milliseconds is tried on one space in twenty: 500 of 10 000.
    private const int SlowShare = 20;

    public static ConformanceOptions Fast { get; } = new() { RandomSpaces = Spaces ?? 300 };

    public static ConformanceOptions Slow { get; } = new() { RandomSpaces = Spaces is { } spaces ? spaces / SlowShare : 15 };

    private static int? Spaces => int.TryParse(Environment.GetEnvironmentVariable("HPO_CONFORMANCE_SPACES"), NumberStyles.None, CultureInfo.InvariantCulture, out int spaces) ? spaces : null;
}
