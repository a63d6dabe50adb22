using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Sobol;

/// <summary>The sequences that fill a space evenly.</summary>
public enum QuasiRandomSequence
{
    /// <summary>Sobol's, for any number of hyperparameters.</summary>
    Sobol,

    /// <summary>Halton's, for up to 256 hyperparameters; best where there are few.</summary>
    Halton,
}

/// <summary><c>searcher = sobol</c> or <c>searcher { type = sobol, sequence = halton, scramble = true }</c>.</summary>
/// <param name="Sequence">Which sequence. Default Sobol's.</param>
/// <param name="Scramble">
/// Whether the points are scrambled by the experiment's seed. Default true: another seed then searches at other points. Otherwise every experiment has the same points, the first one the corner of all smallest values.
/// </param>
public sealed record SobolSearcherSettings(QuasiRandomSequence Sequence = QuasiRandomSequence.Sobol, bool Scramble = true) : SearcherSettings
{
    /// <inheritdoc/>
    public override string Name => "sobol";

    /// <inheritdoc/>
    public override ISearcher Create(SearchSpace space, long seed) => new SobolSearcher(space, seed, Sequence, Scramble);
}
