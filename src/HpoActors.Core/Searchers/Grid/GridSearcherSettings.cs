using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Grid;

/// <summary>
/// <c>searcher = grid</c> or <c>searcher { type = grid, resolution = 10, order = shuffled, axes { learning_rate { values = [1e-4, 1e-2] }, layers { min = 1, max = 3 } } }</c>.
/// </summary>
/// <param name="Resolution">The number of values of a hyperparameter with more values than that. Default 10.</param>
public sealed record GridSearcherSettings(int Resolution = 10) : SearcherSettings
{
    /// <summary>Which values a hyperparameter has, by its name. Default: each has values over its whole range.</summary>
    public IReadOnlyDictionary<string, GridAxis> Axes { get; init; } = new Dictionary<string, GridAxis>();

    /// <summary>The order of the points. Default rising.</summary>
    public GridOrder Order { get; init; }

    /// <inheritdoc/>
    public override string Name => "grid";

    /// <inheritdoc/>
    public override bool IsFinite => true;

    /// <inheritdoc/>
    public override ISearcher Create(SearchSpace space, long seed) => new GridSearcher(space, this, seed);

    /// <inheritdoc/>
    public bool Equals(GridSearcherSettings? other) =>
        other is not null && Resolution == other.Resolution && Order == other.Order && Axes.Count == other.Axes.Count
        && Axes.All(axis => other.Axes.TryGetValue(axis.Key, out GridAxis? its) && axis.Value == its);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Resolution, Order, Axes.Count);

    /// <summary>The values of each of the space's hyperparameters, in order.</summary>
    /// <exception cref="InvalidOptionException">A resolution or an axis does not fit.</exception>
    internal IReadOnlyList<HyperparameterValue>[] AxesOf(SearchSpace space)
    {
        if (Resolution < 1)
        {
            throw new InvalidOptionException("searcher.resolution", $"must be at least 1 (is {Resolution})");
        }

        string[] names = [.. space.Hyperparameters.Select(h => h.Name)];
        foreach (string name in Axes.Keys)
        {
            if (!names.Contains(name))
            {
                throw new InvalidOptionException($"searcher.axes.{name}", $"is no hyperparameter of the space{Nearest.Hint(name, names)}");
            }
        }

        return [.. space.Hyperparameters.Select(h => Axes.TryGetValue(h.Name, out GridAxis? axis) ? axis.Of(h, Resolution, $"searcher.axes.{h.Name}") : h.Grid(Resolution))];
    }
}
