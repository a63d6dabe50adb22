using MathNet.Numerics.Distributions;

namespace HpoActors.Bench.Statistics;

/// <summary>Welch, "The generalization of Student's problem when several different population variances are involved", Biometrika 1947.</summary>
internal static class Welch
{
    /// <summary>
    /// The probability to see <paramref name="smaller"/> this far below <paramref name="larger"/>, or farther, if their means were equal. Two constant samples
    /// give 0 or 1.
    /// </summary>
    public static double OneSided(IReadOnlyList<double> smaller, IReadOnlyList<double> larger)
    {
        (double meanA, double shareA) = Moments(smaller);
        (double meanB, double shareB) = Moments(larger);
        double variance = shareA + shareB;
        if (!(variance > 0))
        {
            return meanA < meanB ? 0 : 1;
        }

        double freedom = variance * variance / ((shareA * shareA / (smaller.Count - 1)) + (shareB * shareB / (larger.Count - 1)));
        return StudentT.CDF(0, 1, freedom, (meanA - meanB) / Math.Sqrt(variance));
    }

    // The mean, and the variance of the mean.
    private static (double Mean, double Share) Moments(IReadOnlyList<double> sample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sample.Count, 2);
        double mean = sample.Average();
        return (mean, sample.Sum(x => (x - mean) * (x - mean)) / (sample.Count - 1) / sample.Count);
    }
}
