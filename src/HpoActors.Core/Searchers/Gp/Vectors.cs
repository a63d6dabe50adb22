using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>The two loops in which the Gaussian process spends its time. The order of the additions is fixed, so that equal input gives equal bits.</summary>
internal static class Vectors
{
    /// <summary>Σ aᵢbᵢ over the length of <paramref name="a"/>.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(b.Length, a.Length);
        ref double x = ref MemoryMarshal.GetReference(a);
        ref double y = ref MemoryMarshal.GetReference(b);
        int lanes = Vector<double>.Count;
        int i = 0;
        Vector<double> first = Vector<double>.Zero;
        Vector<double> second = Vector<double>.Zero;

        // Two sums side by side, because an addition takes longer than a core needs to start the next one.
        for (; i <= a.Length - (2 * lanes); i += 2 * lanes)
        {
            first = Vector.FusedMultiplyAdd(Load(ref x, i), Load(ref y, i), first);
            second = Vector.FusedMultiplyAdd(Load(ref x, i + lanes), Load(ref y, i + lanes), second);
        }

        double sum = Vector.Sum(first + second);
        for (; i < a.Length; i++)
        {
            sum += Unsafe.Add(ref x, i) * Unsafe.Add(ref y, i);
        }

        return sum;
    }

    /// <summary>yᵢ += f·xᵢ over the length of <paramref name="x"/>.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Length, x.Length);
        ref double from = ref MemoryMarshal.GetReference(x);
        ref double to = ref MemoryMarshal.GetReference(y);
        Vector<double> f = new(factor);
        int lanes = Vector<double>.Count;
        int i = 0;
        for (; i <= x.Length - lanes; i += lanes)
        {
            Vector.FusedMultiplyAdd(f, Load(ref from, i), Load(ref to, i)).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            Unsafe.Add(ref to, i) += factor * Unsafe.Add(ref from, i);
        }
    }

    private static Vector<double> Load(ref double start, int offset) => Vector.LoadUnsafe(ref start, (nuint)offset);
}
