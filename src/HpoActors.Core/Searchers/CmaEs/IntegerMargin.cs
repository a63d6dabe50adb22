using MathNet.Numerics.Distributions;

namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>
/// Keeps a discrete coordinate from freezing at one value: the margin of Hamano, Saito, Nomura and Shirakawa, "CMA-ES with margin: lower-bounding marginal
/// probability for mixed-integer black-box optimization" (GECCO 2022). In a cell at the end of the range the mean moves towards the neighbour; in any other cell mean and
/// scale are set so that the values below and those above keep their share.
/// </summary>
internal static class IntegerMargin
{
    // Keeps quantiles finite.
    private const double Tiny = 1e-10;

    /// <summary>Corrects a coordinate's mean and scale so that its value is left with a probability of at least <paramref name="margin"/>.</summary>
    /// <param name="mean">The coordinate's mean.</param>
    /// <param name="scale">The coordinate's entry of A.</param>
    /// <param name="deviation">The coordinate's standard deviation without A, σ√C_ii.</param>
    /// <param name="low">The lower end of the mean's cell; negative infinity at the range's end.</param>
    /// <param name="high">The upper end; infinity at the range's end.</param>
    /// <param name="margin">α, in (0, 1/2).</param>
    public static void Correct(ref double mean, ref double scale, double deviation, double low, double high, double margin)
    {
        double spread = scale * deviation;
        double below = Normal.CDF(0, 1, (low - mean) / spread);
        double above = Normal.CDF(0, 1, (mean - high) / spread);
        if (double.IsInfinity(low) || double.IsInfinity(high))
        {
            if (below + above < margin && !(double.IsInfinity(low) && double.IsInfinity(high)))
            {
                double reach = spread * Normal.InvCDF(0, 1, 1 - margin);
                mean = double.IsInfinity(low) ? high - reach : low + reach;
            }

            return;
        }

        double half = margin / 2;
        if (below >= half && above >= half)
        {
            return;
        }

        // What the raised sides gain, all three lose in proportion to what they have above α/2.
        double inside = 1 - below - above;
        below = Math.Max(below, half);
        above = Math.Max(above, half);
        double total = below + above + inside;
        double excess = (1 - total) / (total - (3 * half));
        double lowQuantile = -Normal.InvCDF(0, 1, Math.Clamp(below + (excess * (below - half)), Tiny, 0.5 - Tiny));
        double highQuantile = -Normal.InvCDF(0, 1, Math.Clamp(above + (excess * (above - half)), Tiny, 0.5 - Tiny));
        scale = (high - low) / ((lowQuantile + highQuantile) * deviation);
        mean = ((low * highQuantile) + (high * lowQuantile)) / (lowQuantile + highQuantile);
    }
}
