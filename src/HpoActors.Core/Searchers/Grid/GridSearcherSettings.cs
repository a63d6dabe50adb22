using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Grid;

/// <summary><c>searcher = grid</c> or <c>searcher { type = grid, resolution = 10 }</c>.</summary>
/// <param name="Resolution">The number of values of a hyperparameter with more values than that. Default 10.</param>
public sealed record GridSearcherSettings(int Resolution = 10) : SearcherSettings
{
    /// <inheritdoc/>
    public override string Name => "grid";

    /// <inheritdoc/>
    public override bool IsFinite => true;

    /// <inheritdoc/>
    public override ISearcher Create(SearchSpace space, long seed) => Resolution >= 1
        ? new GridSearcher(space, Resolution)
        : throw new InvalidOptionException("searcher.resolution", $"must be at least 1 (is {Resolution})");
}
