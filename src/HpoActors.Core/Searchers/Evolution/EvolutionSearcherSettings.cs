using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Evolution;

/// <summary><c>searcher = evolution</c> or <c>searcher { type = evolution, population = 20, sample = 20, startup = 8 }</c>.</summary>
/// <param name="Population">How many results may become parents: the youngest. Default 20.</param>
/// <param name="Sample">
/// How many of them are drawn for a tournament, whose best is the parent; the more, the greedier. Default 20, fit for about 100 trials.
/// </param>
/// <param name="Startup">How many results there have to be before one becomes a parent. Default 8.</param>
public sealed record EvolutionSearcherSettings(int Population = 20, int Sample = 20, int Startup = 8) : SearcherSettings
{
    /// <inheritdoc/>
    public override string Name => "evolution";

    /// <inheritdoc/>
    public override ISearcher Create(SearchSpace space, long seed) => new EvolutionSearcher(space, seed, this);

    internal void Validate()
    {
        foreach ((string key, int value) in new[] { ("population", Population), ("sample", Sample), ("startup", Startup) })
        {
            if (value < 1)
            {
                throw new InvalidOptionException($"searcher.{key}", $"must be at least 1 (is {value})");
            }
        }
    }
}
