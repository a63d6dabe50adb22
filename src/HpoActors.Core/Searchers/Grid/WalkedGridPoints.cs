using System.Numerics;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Grid;

/// <summary>
/// The grid of a space with conditions or forbidden clauses: each configuration once. Walked as far as it is asked for; what was walked over is kept.
/// </summary>
internal sealed class WalkedGridPoints : IGridPoints
{
    // Combinations of the hyperparameters that conditions and clauses speak of.
    private const int MostCounted = 100_000;

    private readonly SearchSpace _space;
    private readonly IReadOnlyList<HyperparameterValue>[] _axes;
    private readonly Lazy<long?> _count;
    private readonly List<Configuration> _walked = [];
    private readonly IEnumerator<Configuration> _rest;

    public WalkedGridPoints(SearchSpace space, IReadOnlyList<HyperparameterValue>[] axes)
    {
        _space = space;
        _axes = axes;
        _count = new Lazy<long?>(Counted);
        _rest = space.Enumerate(axes).GetEnumerator();
    }

    /// <inheritdoc/>
    public long? Count => _count.Value;

    /// <inheritdoc/>
    public Configuration? At(int index)
    {
        while (_walked.Count <= index && _rest.MoveNext())
        {
            _walked.Add(_rest.Current);
        }

        return index < _walked.Count ? _walked[index] : null;
    }

    // Only what conditions and clauses speak of is walked over; all others multiply.
    private long? Counted()
    {
        HashSet<int> decisive = [.. _space.Decisive];
        IReadOnlyList<HyperparameterValue>[] walked = [.. _axes.Select((axis, i) => decisive.Contains(i) ? axis : [axis[0]])];
        BigInteger count = 0;
        int combinations = 0;
        foreach (Configuration configuration in _space.Enumerate(walked))
        {
            if (++combinations > MostCounted)
            {
                return null;
            }

            BigInteger product = 1;
            for (int i = 0; i < _axes.Length; i++)
            {
                product *= !decisive.Contains(i) && configuration.Contains(_space.Hyperparameters[i].Name) ? _axes[i].Count : 1;
            }

            count += product;
        }

        return count <= long.MaxValue ? (long)count : null;
    }
}
