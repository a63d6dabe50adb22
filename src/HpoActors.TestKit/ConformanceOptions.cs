namespace HpoActors.TestKit;

/// <summary>How hard the checks look.</summary>
public sealed record ConformanceOptions
{
    /// <summary>The number of random spaces. Default 300: seconds for a searcher that proposes in microseconds.</summary>
    public int RandomSpaces { get; init; } = 300;

    /// <summary>The number of proposals in one space. Default 30, so that a searcher with a startup of ten or twenty trials comes to its own rule.</summary>
    public int Proposals { get; init; } = 30;

    /// <summary>Whether another seed brings other proposals: not so for a searcher without chance, such as a grid. Default: it does.</summary>
    public bool DependsOnSeed { get; init; } = true;

    /// <summary>The seed of spaces, results and searchers. Default 1.</summary>
    public long Seed { get; init; } = 1;
}
