using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HpoActors.Core.Randomness;

namespace HpoActors.Core.Searchers.Tpe;

/// <summary>
/// A density over some dimensions: a mixture of kernels, each the product of its dimensions', and of the prior, which is 1 everywhere. Where a kernel lacks
/// a dimension it is even there; what a candidate lacks is left out.
/// </summary>
/// <remarks>
/// The logarithm of a kernel's density at x is a constant of the kernel, one of x, and for each dimension a product of both: so that thousands of kernels
/// cost one multiply-add a dimension and one exponential each, eight at a time. Kernels are appended, and change their weight in place; only another
/// bandwidth touches all of them.
/// </remarks>
internal sealed class ParzenEstimator(IReadOnlyList<KernelDimension> dimensions)
{
    // The prior counts as one observation, so that no region is ever out of reach.
    private const double PriorWeight = 1;

    // Kernels that stay in the nearest cache while every candidate visits them.
    private const int Tile = 256;
    private const int Lanes = 8;

    private readonly KernelColumn[] _columns = [.. dimensions.Select(d => new KernelColumn(d))];
    private readonly double[] _tile = new double[Tile];
    private double[] _weights = new double[Tile];

    // The weight's logarithm and the constants of the dimensions that every kernel has.
    private double[] _constants = NoKernels(Tile);
    private bool _areConstantsStale;

    /// <summary>The number of kernels, those without weight included.</summary>
    public int Count { get; private set; }

    /// <summary>The kernels' weights' sum, without the prior's.</summary>
    public double KernelWeight { get; private set; }

    /// <summary>How wide a dimension's kernels are.</summary>
    public double Bandwidth(int dimension) => _columns[dimension].Bandwidth;

    /// <summary>Where a kernel's centre is; NaN where it lacks the dimension.</summary>
    public double Centre(int kernel, int dimension) => _columns[dimension].Centre(kernel);

    /// <summary>A kernel's weight.</summary>
    public double Weight(int kernel) => _weights[kernel];

    /// <summary>Picks a kernel that has the dimension, by weight; −1 for the prior.</summary>
    public int Pick(int dimension, RandomStream random)
    {
        double total = PriorWeight;
        for (int i = 0; i < Count; i++)
        {
            total += double.IsNaN(Centre(i, dimension)) ? 0 : _weights[i];
        }

        double rest = (random.NextDouble() * total) - PriorWeight;
        for (int i = 0; i < Count && rest >= 0; i++)
        {
            rest -= double.IsNaN(Centre(i, dimension)) ? 0 : _weights[i];
            if (rest < 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Removes every kernel.</summary>
    public void Clear()
    {
        Count = 0;
        KernelWeight = 0;
        Array.Fill(_constants, double.NegativeInfinity);
        foreach (KernelColumn column in _columns)
        {
            column.Clear();
        }
    }

    /// <summary>Adds a kernel; it has no weight where it lacks every dimension.</summary>
    /// <param name="unit">Its centre, by place in the space; NaN for what it lacks.</param>
    /// <param name="weight">Its weight, at least 0.</param>
    public void Append(ReadOnlySpan<double> unit, double weight)
    {
        if (Count == _weights.Length)
        {
            int larger = 2 * Count;
            Array.Resize(ref _weights, larger);
            double[] constants = NoKernels(larger);
            _constants.CopyTo(constants, 0);
            _constants = constants;
        }

        foreach (KernelColumn column in _columns)
        {
            column.Append(unit[column.Dimension.Place]);
        }

        _weights[Count++] = 0;
        SetWeight(Count - 1, weight);
    }

    /// <summary>Gives a kernel another weight.</summary>
    public void SetWeight(int kernel, double weight)
    {
        if (!Array.Exists(_columns, c => !double.IsNaN(c.Centre(kernel))))
        {
            return;
        }

        KernelWeight += weight - _weights[kernel];
        _weights[kernel] = weight;
        _constants[kernel] = Constant(kernel);
    }

    /// <summary>Gives a dimension's kernels another bandwidth.</summary>
    public void SetBandwidth(int dimension, double bandwidth)
    {
        if (_columns[dimension].Bandwidth != bandwidth)
        {
            _columns[dimension].SetBandwidth(bandwidth);
            _areConstantsStale = true;
        }
    }

    /// <summary>The density's logarithm at each candidate.</summary>
    /// <param name="candidates">A point for each candidate, one after the other: a number for each dimension, NaN for what it lacks.</param>
    /// <param name="logDensities">Takes the result.</param>
    public void LogDensities(ReadOnlySpan<double> candidates, Span<double> logDensities)
    {
        if (_areConstantsStale)
        {
            for (int i = 0; i < Count; i++)
            {
                _constants[i] = Constant(i);
            }

            _areConstantsStale = false;
        }

        // Sums relative to the largest term so far, of which the prior is the first.
        Span<double> largest = logDensities;
        double[] sums = new double[logDensities.Length];
        largest.Fill(Math.Log(PriorWeight));
        Array.Fill(sums, 1);
        for (int start = 0; start < Count; start += Tile)
        {
            int length = (Math.Min(Tile, Count - start) + Lanes - 1) / Lanes * Lanes;
            for (int c = 0; c < sums.Length; c++)
            {
                double offset = FillTile(start, length, candidates.Slice(c * _columns.Length, _columns.Length));
                AddTile(length, offset, ref largest[c], ref sums[c]);
            }
        }

        double logTotal = Math.Log(KernelWeight + PriorWeight);
        for (int c = 0; c < sums.Length; c++)
        {
            logDensities[c] = largest[c] + Math.Log(sums[c]) - logTotal;
        }
    }

    // The logarithms of the kernels' weighted densities at x, up to the offset that is returned.
    private double FillTile(int start, int length, ReadOnlySpan<double> x)
    {
        _constants.AsSpan(start, length).CopyTo(_tile);
        double offset = 0;
        for (int d = 0; d < x.Length; d++)
        {
            if (!double.IsNaN(x[d]))
            {
                offset += _columns[d].AddTo(_tile.AsSpan(0, length), start, x[d]);
            }
        }

        return offset;
    }

    private void AddTile(int length, double offset, ref double largest, ref double sum)
    {
        ref double tile = ref MemoryMarshal.GetArrayDataReference(_tile);
        Vector512<double> most = Vector512.Create(double.NegativeInfinity);
        for (int i = 0; i < length; i += Lanes)
        {
            most = Vector512.Max(most, Vector512.LoadUnsafe(ref Unsafe.Add(ref tile, i)));
        }

        double peak = offset + Largest(most);
        if (peak > largest)
        {
            sum *= Math.Exp(largest - peak);
            largest = peak;
        }

        Vector512<double> shift = Vector512.Create(offset - largest);
        Vector512<double> total = Vector512<double>.Zero;
        for (int i = 0; i < length; i += Lanes)
        {
            total += VectorExp.Exp(Vector512.LoadUnsafe(ref Unsafe.Add(ref tile, i)) + shift);
        }

        sum += Vector512.Sum(total);
    }

    private static double Largest(Vector512<double> v)
    {
        double largest = v[0];
        for (int i = 1; i < Lanes; i++)
        {
            largest = Math.Max(largest, v[i]);
        }

        return largest;
    }

    private double Constant(int kernel)
    {
        double sum = Math.Log(_weights[kernel]);
        foreach (KernelColumn column in _columns)
        {
            sum += column.Dimension.IsConditional ? 0 : column.Constant(kernel);
        }

        return sum;
    }

    private static double[] NoKernels(int length)
    {
        double[] constants = new double[length];
        Array.Fill(constants, double.NegativeInfinity);
        return constants;
    }
}
