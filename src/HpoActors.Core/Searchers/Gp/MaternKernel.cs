using System.Numerics;
using System.Runtime.InteropServices;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// The Matérn 5/2 correlation (1 + s + s²/3) exp(−s) with s = √5 r, as a function of the squared distance r² (Rasmussen and Williams, "Gaussian processes
/// for machine learning", 2006, section 4.2). Seen so it is smooth at zero too.
/// </summary>
internal static class MaternKernel
{
    /// <summary>The correlations at squared distances, in place, and their derivatives by the squared distance: −5/6 (1 + s) exp(−s).</summary>
    /// <param name="squared">Squared distances; becomes correlations.</param>
    /// <param name="slopes">Takes the derivatives; as long, or empty where nobody needs them.</param>
    public static void Apply(Span<double> squared, Span<double> slopes)
    {
        int lanes = Vector<double>.Count;
        ref double values = ref MemoryMarshal.GetReference(squared);
        ref double derivatives = ref MemoryMarshal.GetReference(slopes);
        int i = 0;
        for (; i <= squared.Length - lanes; i += lanes)
        {
            Vector<double> r2 = Vector.LoadUnsafe(ref values, (nuint)i);
            Vector<double> s = Vector.SquareRoot(5 * r2);
            Vector<double> e = Vector.Exp(-s);
            ((Vector<double>.One + s + (r2 * (5.0 / 3))) * e).StoreUnsafe(ref values, (nuint)i);
            if (!slopes.IsEmpty)
            {
                ((Vector<double>.One + s) * e * (-5.0 / 6)).StoreUnsafe(ref derivatives, (nuint)i);
            }
        }

        for (; i < squared.Length; i++)
        {
            double r2 = squared[i];
            double s = Math.Sqrt(5 * r2);
            double e = Math.Exp(-s);
            squared[i] = (1 + s + (r2 * (5.0 / 3))) * e;
            if (!slopes.IsEmpty)
            {
                slopes[i] = (1 + s) * e * (-5.0 / 6);
            }
        }
    }
}
