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
        (double a, double b, double width) = Standardized(mean, sd, min, max);
        if (IsNarrow(a, b, width))
        {
            return min + (u * (max - min));
        }

        // Measured from the end, since far from the mean neighbouring values are the same number of standard deviations away.
        return a > FarTail ? min + (sd * TailDistance(u, a, width))
            : b < -FarTail ? max - (sd * TailDistance(1 - u, -b, width))
            : mean + (sd * Standard(u, a, b));
    }

    /// <summary>The share of the mass in [min, max], min &lt; max, that lies below <paramref name="x"/> in it; the inverse of <see cref="Quantile"/>.</summary>
    public static double Share(double x, double mean, double sd, double min, double max)
    {
        (double a, double b, double width) = Standardized(mean, sd, min, max);
        if (IsNarrow(a, b, width))
        {
            return (x - min) / (max - min);
        }

        return a > FarTail ? TailShare((x - min) / sd, a, width)
            : b < -FarTail ? 1 - TailShare((max - x) / sd, -b, width)
            : StandardShare(Math.Clamp((x - mean) / sd, a, b), a, b);
    }

    private static (double A, double B, double Width) Standardized(double mean, double sd, double min, double max) => (
        Math.Clamp((min - mean) / sd, -Farthest, Farthest),
        Math.Clamp((max - mean) / sd, -Farthest, Farthest),
        Math.Min((max - min) / sd, 2 * Farthest));

    private static bool IsNarrow(double a, double b, double width) => width * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b))) < Narrow;

    // So far out the density of x is nearly that of |x| exp(-x²/2), whose shares are closed; off by 1/end² of the distance from the end.
    private static double TailShare(double distance, double end, double width) => Fallen(distance, end) / Fallen(width, end);

    // The inverse: how far from the end, itself so many standard deviations from the mean, a share of the mass ends.
    private static double TailDistance(double share, double end, double width)
    {
        double drop = -2 * Math.Log(1 - (share * Fallen(width, end)));
        return double.IsInfinity(drop) ? width : Math.Min(width, drop / (Math.Sqrt((end * end) + drop) + end));
    }

    // 1 - exp(-y), also where y is small.
    private static double Fallen(double distance, double end)
    {
        double y = distance * (end + (distance / 2));
        return y < 1e-4 ? y * (1 - (y / 2 * (1 - (y / 3)))) : 1 - Math.Exp(-y);
    }

    // In standard deviations. Work where probabilities are small: there they keep their precision.
    private static double StandardShare(double z, double a, double b)
    {
        if (a > 0)
        {
            return 1 - StandardShare(-z, -b, -a);
        }

        double low = Normal.CDF(0, 1, a);
        return (Normal.CDF(0, 1, z) - low) / (Normal.CDF(0, 1, b) - low);
    }

    private static double Standard(double u, double a, double b)
    {
        if (a > 0)
        {
            return -Standard(1 - u, -b, -a);
        }

        double low = Normal.CDF(0, 1, a);
        double high = Normal.CDF(0, 1, b);
        return Math.Clamp(Normal.InvCDF(0, 1, low + (u * (high - low))), a, b);
    }
}
