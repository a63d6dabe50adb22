using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Grid;

/// <summary>The grid of a space without conditions and forbidden clauses: a point's digits, with a base for each axis, are its index.</summary>
internal sealed class RegularGridPoints : IGridPoints
{
    private readonly string[] _names;
    private readonly IReadOnlyList<HyperparameterValue>[] _axes;

    public RegularGridPoints(SearchSpace space, IReadOnlyList<HyperparameterValue>[] axes)
    {
        _names = [.. space.Hyperparameters.Select(h => h.Name)];
        _axes = axes;
        System.Numerics.BigInteger count = axes.Aggregate(System.Numerics.BigInteger.One, (product, axis) => product * axis.Count);
        Count = count <= long.MaxValue ? (long)count : null;
    }

    /// <inheritdoc/>
    public long? Count { get; }

    /// <inheritdoc/>
    public Configuration? At(int index)
    {
        if (index >= Count)
        {
            return null;
        }

        HyperparameterValue[] values = new HyperparameterValue[_axes.Length];
        for (int i = _axes.Length - 1; i >= 0; i--)
        {
            (index, int digit) = Math.DivRem(index, _axes[i].Count);
            values[i] = _axes[i][digit];
        }

        return new Configuration(_names, values);
    }
}
