using System.Numerics;
using System.Runtime.InteropServices;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>Points between which the kernel measures, column by column, so that one point's distances to all of them are loops over contiguous numbers.</summary>
internal sealed class PointSet
{
    private readonly bool[] _isChoice;
    private readonly double[][] _columns;

    public PointSet(bool[] isChoice, int capacity)
    {
        _isChoice = isChoice;
        _columns = [.. isChoice.Select(_ => new double[capacity])];
    }

    /// <summary>The number of points.</summary>
    public int Count { get; private set; }

    /// <summary>The number of coordinates.</summary>
    public int Dimensions => _columns.Length;

    /// <summary>Whether only being different counts in a dimension.</summary>
    public bool IsChoice(int dimension) => _isChoice[dimension];

    /// <summary>A dimension's coordinates of all points.</summary>
    public ReadOnlySpan<double> Column(int dimension) => _columns[dimension].AsSpan(0, Count);

    /// <summary>Adds a point.</summary>
    public void Add(ReadOnlySpan<double> features)
    {
        for (int d = 0; d < _columns.Length; d++)
        {
            _columns[d][Count] = features[d];
        }

        Count++;
    }

    /// <summary>A point's coordinates.</summary>
    public void Read(int point, Span<double> features)
    {
        for (int d = 0; d < _columns.Length; d++)
        {
            features[d] = _columns[d][point];
        }
    }

    /// <summary>Σ w δ² from a point to the first <paramref name="result"/>.Length points.</summary>
    public void SquaredDistances(ReadOnlySpan<double> features, ReadOnlySpan<double> weights, Span<double> result)
    {
        result.Clear();
        for (int d = 0; d < _columns.Length; d++)
        {
            AddSquares(d, features[d], weights[d], result);
        }
    }

    /// <summary>Adds w δ² of one dimension.</summary>
    public void AddSquares(int dimension, double from, double weight, Span<double> result)
    {
        ref double to = ref MemoryMarshal.GetArrayDataReference(_columns[dimension]);
        ref double sums = ref MemoryMarshal.GetReference(result);
        Vector<double> x = new(from);
        Vector<double> w = new(weight);
        bool isChoice = _isChoice[dimension];
        int lanes = Vector<double>.Count;
        int j = 0;
        for (; j <= result.Length - lanes; j += lanes)
        {
            Vector<double> other = Vector.LoadUnsafe(ref to, (nuint)j);
            Vector<double> sum = Vector.LoadUnsafe(ref sums, (nuint)j);
            Vector<double> difference = x - other;
            sum = isChoice
                ? sum + Vector.ConditionalSelect(Vector.Equals(x, other), Vector<double>.Zero, w)
                : Vector.FusedMultiplyAdd(w * difference, difference, sum);
            sum.StoreUnsafe(ref sums, (nuint)j);
        }

        for (; j < result.Length; j++)
        {
            double difference = from - _columns[dimension][j];
            result[j] += isChoice ? (difference == 0 ? 0 : weight) : weight * difference * difference;
        }
    }
}
