using HpoActors.TestKit.Checks;

namespace HpoActors.TestKit;

/// <summary>A searcher breaks its contract. The message says what was asked of it, what it did, and how to see it again.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>A breach.</summary>
    /// <param name="check">The check, as <see cref="SearcherChecks"/> names it.</param>
    /// <param name="problem">What is wrong, with the space and the seed.</param>
    /// <param name="inner">What the searcher threw, or null.</param>
    public ConformanceException(string check, string problem, Exception? inner = null)
        : base($"{check}: {problem}", inner)
    {
        Check = check;
    }

    /// <summary>The check, as <see cref="SearcherChecks"/> names it.</summary>
    public string Check { get; }
}
