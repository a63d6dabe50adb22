namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// Turns values into what a Gaussian process can believe in: values far above the median are cut, then all are given mean 0 and variance 1. One diverged
/// trial would otherwise flatten all that matters; and how bad a bad region is does not matter. As results get better the cut follows them down, so that
/// the differences between good results stay visible. The best ones are never cut.
/// </summary>
internal static class ValueScale
{
    // The cut lies this many times as far above the median as the best value lies below it: found best of 1, 3, 8, none and logarithms over test functions.
    private const double Cut = 3;

    /// <summary>The values on a scale of mean 0 and variance 1; all 0 where there is no difference.</summary>
    /// <param name="values">Finite values of any size, at least one.</param>
    public static double[] Standardize(ReadOnlySpan<double> values)
    {
        // The span between two finite doubles may be none, so that everything is a sixteenth.
        double[] scaled = values.ToArray();
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] /= 16;
        }

        double[] sorted = [.. scaled.Order()];
        double least = sorted[0];
        double span = Span(sorted);
        if (span == 0)
        {
            return new double[scaled.Length];
        }

        double mean = 0;
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = Math.Min((scaled[i] - least) / span, 1 + Cut);
            mean += scaled[i] / scaled.Length;
        }

        double variance = 0;
        foreach (double value in scaled)
        {
            variance += (value - mean) * (value - mean) / scaled.Length;
        }

        double deviation = Math.Sqrt(variance);
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = (scaled[i] - mean) / deviation;
        }

        return scaled;
    }

    // From the best value to the median, or, where half of the values are the best, to the median of the others; 0 where there are none.
    private static double Span(double[] sorted)
    {
        int above = Array.FindIndex(sorted, value => value > sorted[0]);
        return above < 0 ? 0
            : sorted[(sorted.Length - 1) / 2] is var median && median > sorted[0] ? median - sorted[0]
            : sorted[(above + sorted.Length - 1) / 2] - sorted[0];
    }
}
