using MathNet.Numerics.Distributions;

namespace HpoActors.Core.Spaces;

/// <summary>The standard normal distribution, truncated to [a, b].</summary>
internal static class TruncatedNormal
{
    // Beyond this many standard deviations the normal's tail mass is below what a double can hold.
    private const double FarTail = 37;

    /// <summary>The quantile of <paramref name="u"/> in [0, 1]; a and b in standard deviations, a &lt; b.</summary>
    public static double Quantile(double u, double a, double b)
    {
        // Work where probabilities are small: there they keep their precision.
        if (a > 0)
        {
            return -Quantile(1 - u, -b, -a);
        }

        if (b < -FarTail)
        {
            // Mills' ratio: near b the density falls like exp(-|b| distance).
            double span = 1 - Math.Exp(b * (b - a));
            return b - (Math.Log(1 - ((1 - u) * span)) / b);
        }

        double low = Normal.CDF(0, 1, a);
        double high = Normal.CDF(0, 1, b);
        return Math.Clamp(Normal.InvCDF(0, 1, low + (u * (high - low))), a, b);
    }
}
