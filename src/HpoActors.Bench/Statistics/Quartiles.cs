namespace HpoActors.Bench.Statistics;

/// <summary>The middle half of a sample.</summary>
/// <param name="Lower">A quarter lies below.</param>
/// <param name="Median">Half lies below.</param>
/// <param name="Upper">A quarter lies above.</param>
internal readonly record struct Quartiles(double Lower, double Median, double Upper)
{
    /// <summary>Between two values by linear interpolation (type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", 1996).</summary>
    public static Quartiles Of(IEnumerable<double> sample)
    {
        double[] sorted = [.. sample.Order()];
        return new Quartiles(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    private static double At(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        double low = sorted[below];
        double high = sorted[Math.Min(below + 1, sorted.Length - 1)];

        // Infinities have no difference, and nothing times them is no number.
        return low == high || place == below ? low : low + ((place - below) * (high - low));
    }
}
