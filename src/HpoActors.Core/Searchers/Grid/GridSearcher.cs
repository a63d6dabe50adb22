using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Grid;

/// <summary>
/// Grid search: every configuration whose values are on the axes once, then the space is exhausted. What a condition makes absent has no values, so that it
/// multiplies nothing; what is forbidden is left out. Trial n evaluates the n-th point, so neither results nor trainers matter.
/// </summary>
/// <remarks>
/// In rising order the last hyperparameter changes fastest, one with a condition after those that the condition speaks of. Optuna 5's GridSampler wants
/// values for each hyperparameter, knows no conditions, and draws at random among the points that nobody has finished.
/// </remarks>
public sealed class GridSearcher : ISearcher
{
    // A permutation is laid out in memory.
    private const int MostShuffled = 1_000_000;

    private readonly IGridPoints _points;
    private readonly Lazy<int[]>? _order;

    /// <summary>A grid over the space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="settings">Its axes; null for ten values along each.</param>
    /// <param name="seed">Keys the order where it is shuffled.</param>
    /// <exception cref="InvalidOptionException">The settings do not fit the space, or the grid is too large to be shuffled.</exception>
    public GridSearcher(SearchSpace space, GridSearcherSettings? settings = null, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(space);
        settings ??= new GridSearcherSettings();
        IReadOnlyList<HyperparameterValue>[] axes = settings.AxesOf(space);
        _points = space.IsConditional || space.Forbidden.Count > 0 ? new WalkedGridPoints(space, axes) : new RegularGridPoints(space, axes);
        if (settings.Order == GridOrder.Shuffled)
        {
            if (_points.Count is not <= MostShuffled)
            {
                string size = _points.Count is { } count ? $"has {count}" : "cannot be counted";
                throw new InvalidOptionException("searcher.order", $"shuffled serves grids of up to {MostShuffled} points (this one {size}); lower the resolution, or take random or sobol");
            }

            _order = new Lazy<int[]>(() => Shuffled((int)_points.Count.Value, seed));
        }
    }

    /// <inheritdoc/>
    public bool LearnsFromResults => false;

    /// <summary>How many points the grid has, or null where there are more than 2⁶³ or conditions and clauses do not let them be counted.</summary>
    public long? Size => _points.Count;

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trial.Value, nameof(trial));
        if (trial.Value >= _order?.Value.Length)
        {
            return null;
        }

        int index = _order?.Value[trial.Value] ?? trial.Value;
        string size = Size is { } count ? $" of {count}" : "";
        return _points.At(index) is { } configuration ? new Proposal(configuration, new Reason("grid", $"point {index + 1}{size}")) : null;
    }

    /// <inheritdoc/>
    public void Observe(in Observation observation)
    {
    }

    private static int[] Shuffled(int count, long seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        RandomStream.For(seed, "grid").Shuffle(order.AsSpan());
        return order;
    }
}
