using HpoActors.TestKit.Checks;

namespace HpoActors.TestKit;

/// <summary>A searcher, a scheduler or an experiment breaks its contract. The message says what was asked of it, what it did, and how to see it again.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>A breach.</summary>
    /// <param name="check">The check's method, such as one of <see cref="SearcherChecks"/>.</param>
    /// <param name="problem">What is wrong, with the space and the seed.</param>
    /// <param name="inner">What it threw, or null.</param>
    public ConformanceException(string check, string problem, Exception? inner = null)
        : base($"{check}: {problem}", inner)
    {
        Check = check;
    }

    /// <summary>The check's method, such as one of <see cref="SearcherChecks"/>.</summary>
    public string Check { get; }
}
