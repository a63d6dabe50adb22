using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HpoActors.Core.Searchers.Tpe;

/// <summary>One dimension of all kernels of a <see cref="ParzenEstimator"/>.</summary>
internal sealed class KernelColumn(KernelDimension dimension)
{
    private const int Lanes = 8;
    private readonly ChoiceDimension? _choice = dimension as ChoiceDimension;
    // Where values are few, kernels share their centres.
    private readonly Dictionary<double, double>? _peaks = dimension.IsCoarse ? [] : null;
    private int _count;

    // 0 where a kernel lacks the dimension, whose constant is 0 then too, and so is its presence.
    private double[] _centres = new double[256];
    private double[] _constants = new double[256];
    private double[] _present = new double[256];

    public KernelDimension Dimension => dimension;

    /// <summary>How wide the kernels are.</summary>
    public double Bandwidth { get; private set; } = 1;

    /// <summary>A kernel's centre, NaN where it lacks the dimension.</summary>
    public double Centre(int kernel) => _present[kernel] == 0 ? double.NaN : _centres[kernel];

    /// <summary>What of the density's logarithm depends on the kernel alone.</summary>
    public double Constant(int kernel) => _constants[kernel];

    public void Clear() => _count = 0;

    public void Append(double centre)
    {
        if (_count == _centres.Length)
        {
            Array.Resize(ref _centres, 2 * _count);
            Array.Resize(ref _constants, 2 * _count);
            Array.Resize(ref _present, 2 * _count);
        }

        bool isPresent = !double.IsNaN(centre);
        _centres[_count] = isPresent ? centre : 0;
        _present[_count] = isPresent ? 1 : 0;
        _constants[_count] = isPresent ? ConstantOf(centre) : 0;
        _count++;
    }

    public void SetBandwidth(double bandwidth)
    {
        Bandwidth = bandwidth;
        _peaks?.Clear();
        for (int i = 0; i < _count; i++)
        {
            _constants[i] = _present[i] == 0 ? 0 : ConstantOf(_centres[i]);
        }
    }

    /// <summary>Adds the logarithms of the kernels' densities at <paramref name="x"/>, up to a number that is returned.</summary>
    /// <param name="tile">Takes them, from the kernel <paramref name="start"/> on.</param>
    /// <param name="start">The first kernel.</param>
    /// <param name="x">Where.</param>
    public double AddTo(Span<double> tile, int start, double x) =>
        _choice is not null ? AddChoice(tile, start, x) : dimension.IsConditional ? AddSparse(tile, start, x) : AddDense(tile, start, x);

    // The normal density's exponent -(x - c)²/2h² is (x/h²) c, a constant of the kernel and one of x.
    private double AddDense(Span<double> tile, int start, double x)
    {
        double slope = x / (Bandwidth * Bandwidth);
        Vector512<double> factor = Vector512.Create(slope);
        ref double to = ref MemoryMarshal.GetReference(tile);
        ref double centre = ref _centres[start];
        for (int i = 0; i < tile.Length; i += Lanes)
        {
            ref double at = ref Unsafe.Add(ref to, i);
            Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref Unsafe.Add(ref centre, i)), Vector512.LoadUnsafe(ref at)).StoreUnsafe(ref at);
        }

        return -x * slope / 2;
    }

    private double AddSparse(Span<double> tile, int start, double x)
    {
        double slope = x / (Bandwidth * Bandwidth);
        Vector512<double> factor = Vector512.Create(slope);
        Vector512<double> own = Vector512.Create(-x * slope / 2);
        ref double to = ref MemoryMarshal.GetReference(tile);
        for (int i = 0; i < tile.Length; i += Lanes)
        {
            ref double at = ref Unsafe.Add(ref to, i);
            Vector512<double> sum = Vector512.LoadUnsafe(ref at) + Vector512.LoadUnsafe(ref _constants[start + i]);
            sum = Vector512.FusedMultiplyAdd(own, Vector512.LoadUnsafe(ref _present[start + i]), sum);
            Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref _centres[start + i]), sum).StoreUnsafe(ref at);
        }

        return 0;
    }

    private double AddChoice(Span<double> tile, int start, double x)
    {
        Vector512<double> gain = Vector512.Create(_choice!.LogPeak(x, Bandwidth) - _choice.LogMiss(Bandwidth));
        Vector512<double> value = Vector512.Create(x);
        bool isConditional = dimension.IsConditional;
        ref double to = ref MemoryMarshal.GetReference(tile);
        for (int i = 0; i < tile.Length; i += Lanes)
        {
            ref double at = ref Unsafe.Add(ref to, i);
            Vector512<double> sum = Vector512.LoadUnsafe(ref at) + (gain & Vector512.Equals(value, Vector512.LoadUnsafe(ref _centres[start + i])));
            sum = isConditional ? sum + Vector512.LoadUnsafe(ref _constants[start + i]) : sum;
            sum.StoreUnsafe(ref at);
        }

        return 0;
    }

    private double ConstantOf(double centre)
    {
        if (_choice is not null)
        {
            return _choice.LogMiss(Bandwidth);
        }

        if (_peaks is null || !_peaks.TryGetValue(centre, out double peak))
        {
            peak = dimension.LogPeak(centre, Bandwidth);
            _peaks?.Add(centre, peak);
        }

        return peak - (centre * centre / (2 * Bandwidth * Bandwidth));
    }
}
