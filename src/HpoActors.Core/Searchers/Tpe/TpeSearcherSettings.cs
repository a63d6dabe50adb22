using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Tpe;

/// <summary><c>searcher = tpe</c> or <c>searcher { type = tpe, startup = 6, candidates = 24, multivariate = true, good-share = 0.15 }</c>.</summary>
public sealed record TpeSearcherSettings : SearcherSettings
{
    /// <summary>The most candidates.</summary>
    public const int MostCandidates = 100_000;

    /// <summary>The number of ended trials before the model decides. Default 6: a wide prior makes the model careful while it knows little.</summary>
    public int Startup { get; init; } = 6;

    /// <summary>
    /// The number of configurations drawn from the good density for a proposal, of which the best is taken. Default 24, as elsewhere;
    /// more find little more, and each costs the same.
    /// </summary>
    public int Candidates { get; init; } = 24;

    /// <summary>Whether one density covers all hyperparameters (default), or each has one of its own and they are searched apart.</summary>
    public bool Multivariate { get; init; } = true;

    /// <summary>The share of the results that counts as good, rounded up to a number of at most 25. Default 0.15.</summary>
    public double GoodShare { get; init; } = 0.15;

    /// <inheritdoc/>
    public override string Name => "tpe";

    /// <inheritdoc/>
    public override ISearcher Create(SearchSpace space, long seed) => new TpeSearcher(space, this);

    /// <exception cref="InvalidOptionException">An option is out of its range.</exception>
    internal TpeSearcherSettings Validated() =>
        Startup < 1 ? throw new InvalidOptionException("searcher.startup", $"must be at least 1 (is {Startup})")
        : Candidates is < 1 or > MostCandidates ? throw new InvalidOptionException("searcher.candidates", $"must be from 1 to {MostCandidates} (is {Candidates})")
        : GoodShare is > 0 and < 1 ? this
        : throw new InvalidOptionException("searcher.good-share", $"must be above 0 and below 1 (is {GoodShare})");
}
