using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.De;

/// <summary><c>searcher = de</c> or <c>searcher { type = de, population = 8, factor = 0.5, crossover = 0.7, base = best }</c>.</summary>
/// <param name="Population">
/// The number of members, at least 4. Default 8: within 100 trials each then competes a dozen times. Larger ones explore more and need longer.
/// </param>
/// <param name="Factor">How much of the difference of two members is added, above 0 and at most 2. Default 0.5.</param>
/// <param name="Crossover">The share of its hyperparameters that a child has from the mutant, in [0, 1]; one it has always. Default 0.7.</param>
/// <param name="Base">What the difference is added to. Default the best member, which within 100 trials is ahead of a random one.</param>
public sealed record DeSearcherSettings(int Population = 8, double Factor = 0.5, double Crossover = 0.7, DeBase Base = DeBase.Best) : SearcherSettings
{
    /// <inheritdoc/>
    public override string Name => "de";

    /// <inheritdoc/>
    public override ISearcher Create(SearchSpace space, long seed) => new DeSearcher(space, seed, this);

    internal void Validate()
    {
        if (Population < 4)
        {
            throw new InvalidOptionException("searcher.population", $"must be at least 4: a child has a target and three other parents (is {Population})");
        }

        if (!(Factor > 0 && Factor <= 2))
        {
            throw new InvalidOptionException("searcher.factor", $"must be above 0 and at most 2 (is {Factor})");
        }

        if (!(Crossover >= 0 && Crossover <= 1))
        {
            throw new InvalidOptionException("searcher.crossover", $"must lie in [0, 1] (is {Crossover})");
        }
    }
}
