using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.CmaEs;

/// <summary><c>searcher = cma-es</c> or <c>searcher { type = cma-es, startup = 10, population = auto, sigma = 0.08 }</c>.</summary>
/// <param name="Startup">
/// The number of results from the priors before the first generation, 1 to 100 000; results of earlier experiments count. Default 10: fewer start too often from the wrong
/// place, more leave too little of a hundred trials.
/// </param>
/// <param name="Population">
/// λ, the number of results that make a generation, 2 to 10 000; each restart doubles it. Default null: 4 + ⌊ln n⌋ for n hyperparameters, smaller than the
/// 4 + ⌊3 ln n⌋ of the literature, because a search of a hundred trials gains more from twice the generations than it loses by their noise.
/// </param>
/// <param name="Sigma">
/// The first step size, in units of the prior's range, above 0 and at most 1. Default 0.08, half of what a search that starts blindly takes, because the
/// first mean stands among the better ones of the startup's results.
/// </param>
public sealed record CmaEsSearcherSettings(int Startup = 10, int? Population = null, double Sigma = 0.08) : SearcherSettings
{
    /// <summary>The largest <see cref="Startup"/>.</summary>
    public const int MostStartup = 100_000;

    /// <summary>The largest <see cref="Population"/>.</summary>
    public const int MostPopulation = 10_000;

    /// <inheritdoc/>
    public override string Name => "cma-es";

    /// <inheritdoc/>
    public override ISearcher Create(SearchSpace space, long seed) => new CmaEsSearcher(space, seed, this);

    internal void Validate()
    {
        if (Startup is < 1 or > MostStartup)
        {
            throw new InvalidOptionException("searcher.startup", $"must be from 1 to {MostStartup} (is {Startup})");
        }

        if (Population is < 2 or > MostPopulation)
        {
            throw new InvalidOptionException("searcher.population", $"must be from 2 to {MostPopulation} (is {Population})");
        }

        if (Sigma is not (> 0 and <= 1))
        {
            throw new InvalidOptionException("searcher.sigma", $"must be above 0 and at most 1 (is {Sigma})");
        }
    }
}
