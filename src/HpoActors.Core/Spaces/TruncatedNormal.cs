using MathNet.Numerics.Distributions;

namespace HpoActors.Core.Spaces;

/// <summary>The normal distribution, truncated to a range.</summary>
internal static class TruncatedNormal
{
    // Beyond this many standard deviations the normal's tail mass is below what a double can hold.
    private const double FarTail = 37;

    // Over fewer standard deviations the density is flat, and differences of the distribution function lose their digits.
    private const double Narrow = 1e-8;

    // Farther than anything that matters, and safe to multiply.
    private const double Farthest = 1e150;

    /// <summary>The value in [min, max], min &lt; max, below which a share <paramref name="u"/> in [0, 1] of the mass lies; rounding may leave the range.</summary>
    public static double Quantile(double u, double mean, double sd, double min, double max)
    {
        double a = Math.Clamp((min - mean) / sd, -Farthest, Farthest);
        double b = Math.Clamp((max - mean) / sd, -Farthest, Farthest);
        return IsNarrow(a, b)
            ? min + (u * (max - min))
            : mean + (sd * Standard(u, a, b));
    }

    /// <summary>The share of the mass in [min, max], min &lt; max, that lies below <paramref name="x"/> in it; the inverse of <see cref="Quantile"/>.</summary>
    public static double Share(double x, double mean, double sd, double min, double max)
    {
        double a = Math.Clamp((min - mean) / sd, -Farthest, Farthest);
        double b = Math.Clamp((max - mean) / sd, -Farthest, Farthest);
        double z = Math.Clamp((x - mean) / sd, a, b);
        return IsNarrow(a, b) ? (x - min) / (max - min) : StandardShare(z, a, b);
    }

    private static bool IsNarrow(double a, double b) =>
        Math.Abs(b - a) * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b))) < Narrow && Math.Abs(a) < Farthest;

    private static double StandardShare(double z, double a, double b)
    {
        if (a > 0)
        {
            return 1 - StandardShare(-z, -b, -a);
        }

        if (b < -FarTail)
        {
            double span = 1 - Math.Exp((b - a) * (b + a) / 2);
            return 1 - ((1 - Math.Exp((b - z) * (b + z) / 2)) / span);
        }

        double low = Normal.CDF(0, 1, a);
        return (Normal.CDF(0, 1, z) - low) / (Normal.CDF(0, 1, b) - low);
    }

    // a and b in standard deviations.
    private static double Standard(double u, double a, double b)
    {
        // Work where probabilities are small: there they keep their precision.
        if (a > 0)
        {
            return -Standard(1 - u, -b, -a);
        }

        if (b < -FarTail)
        {
            // So far out the density of x is nearly that of |x| exp(-x²/2), whose quantiles are closed; off by 1/b² of the distance from b.
            double span = 1 - Math.Exp((b - a) * (b + a) / 2);
            double drop = -2 * Math.Log(1 - ((1 - u) * span));
            return double.IsInfinity(drop) ? a : b - (drop / (Math.Sqrt((b * b) + drop) - b));
        }

        double low = Normal.CDF(0, 1, a);
        double high = Normal.CDF(0, 1, b);
        return Math.Clamp(Normal.InvCDF(0, 1, low + (u * (high - low))), a, b);
    }
}
