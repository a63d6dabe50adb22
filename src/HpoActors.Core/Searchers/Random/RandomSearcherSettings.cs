using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Random;

/// <summary><c>searcher = random</c>, the default. No options.</summary>
public sealed record RandomSearcherSettings : SearcherSettings
{
    /// <inheritdoc/>
    public override string Name => "random";

    /// <inheritdoc/>
    public override ISearcher Create(SearchSpace space, long seed) => new RandomSearcher(space);
}
