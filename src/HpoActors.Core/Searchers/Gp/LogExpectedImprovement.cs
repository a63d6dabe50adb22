using MathNet.Numerics;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// The logarithm of h(z) = φ(z) + zΦ(z), by which a normal variable is expected to fall below a bound that lies z standard deviations above its mean, for any z.
/// Expected improvement itself is zero in double precision, and flat, on most of a space (Ament et al., "Unexpected improvements to expected improvement
/// for Bayesian optimization", NeurIPS 2023).
/// </summary>
/// <remarks>
/// Far below zero h is a difference of nearly equal numbers. With t = −z and Mills' ratio R(t) = Φ(−t)/φ(t) as Laplace's continued fraction
/// 1/(t + D), D = 1/(t + 2/(t + 3/(t + …))), the difference is h = φ(t) (1 − tR) = φ(t) D/(t + D), without cancellation.
/// </remarks>
internal static class LogExpectedImprovement
{
    // From here the continued fraction has converged after the given number of terms, and above it no digits are lost that matter.
    public const double FractionBelow = -4;
    private const int Terms = 60;
    private const double LogSqrtTwoPi = 0.918938533204672741780329736406;

    /// <summary>log h(z) and its derivative Φ(z)/h(z).</summary>
    public static double At(double z, out double slope)
    {
        if (z > FractionBelow)
        {
            double below = 0.5 * SpecialFunctions.Erfc(-z / Constants.Sqrt2);
            double h = Math.Exp((-z * z / 2) - LogSqrtTwoPi) + (z * below);
            slope = below / h;
            return Math.Log(h);
        }

        double t = -z;
        double fraction = t;
        for (int k = Terms; k >= 2; k--)
        {
            fraction = t + (k / fraction);
        }

        // D = 1/fraction and D/(t + D) = 1/(1 + t·fraction).
        slope = fraction;
        return (-t * t / 2) - LogSqrtTwoPi - Math.Log(1 + (t * fraction));
    }
}
