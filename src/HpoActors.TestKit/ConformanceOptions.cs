namespace HpoActors.TestKit;

/// <summary>How hard the checks look.</summary>
public sealed record ConformanceOptions
{
    /// <summary>The number of random spaces. Default 300: seconds for a searcher that proposes in microseconds.</summary>
    public int RandomSpaces { get; init; } = 300;

    /// <summary>The number of proposals in one space. Default 30, so that a searcher with a startup of ten or twenty trials comes to its own rule.</summary>
    public int Proposals { get; init; } = 30;

    /// <summary>The number of experiments of each kind that a scheduler is tried on. Default 60: a second for one that decides in microseconds.</summary>
    public int Interleavings { get; init; } = 60;

    /// <summary>Whether another seed brings other proposals: not so for a searcher without chance, such as a grid. Default: it does.</summary>
    public bool DependsOnSeed { get; init; } = true;

    /// <summary>The seed of spaces, results, searchers and schedulers. Default 1.</summary>
    public long Seed { get; init; } = 1;
}
