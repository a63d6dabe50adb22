using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Grid;

/// <summary>
/// Grid search: every combination of each hyperparameter's grid once, in order, the last hyperparameter changing fastest; then the space is exhausted.
/// Trial n evaluates the n-th point, so neither results nor trainers matter.
/// </summary>
public sealed class GridSearcher : ISearcher
{
    private readonly SearchSpace _space;
    private readonly IReadOnlyList<HyperparameterValue>[] _axes;

    /// <summary>A grid over the space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="resolution">The number of values of a hyperparameter with more values than that, at least 1.</param>
    public GridSearcher(SearchSpace space, int resolution)
    {
        ArgumentNullException.ThrowIfNull(space);
        _space = space;
        _axes = [.. space.Hyperparameters.Select(h => h.Grid(resolution))];
        Count = _axes.Aggregate(System.Numerics.BigInteger.One, (product, axis) => product * axis.Count);
    }

    /// <summary>The number of points.</summary>
    public System.Numerics.BigInteger Count { get; }

    /// <inheritdoc/>
    public bool LearnsFromResults => false;

    /// <inheritdoc/>
    public long? Size => Count <= long.MaxValue ? (long)Count : null;

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        if (trial.Value >= Count)
        {
            return null;
        }

        HyperparameterValue[] values = new HyperparameterValue[_axes.Length];
        int rest = trial.Value;
        for (int i = _axes.Length - 1; i >= 0; i--)
        {
            (rest, int index) = Math.DivRem(rest, _axes[i].Count);
            values[i] = _axes[i][index];
        }

        return new Proposal(new Configuration(_space.Hyperparameters.Select((h, i) => KeyValuePair.Create(h.Name, values[i]))), new Reason("grid", $"point {trial.Value + 1} of {Count}"));
    }

    /// <inheritdoc/>
    public void Observe(in Observation observation)
    {
    }
}
