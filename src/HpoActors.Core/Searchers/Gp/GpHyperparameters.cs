namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// The logarithms of what a Gaussian process is fitted by, in one array: a lengthscale ℓ for each dimension, the signal's variance s², the noise's variance σ².
/// </summary>
internal static class GpHyperparameters
{
    /// <summary>How many there are besides the lengthscales.</summary>
    public const int Others = 2;

    /// <summary>The variance of the values' unknown mean, not fitted: standardised values have theirs near 0.</summary>
    public const double MeanVariance = 1;

    /// <summary>The place of log s².</summary>
    public static int Signal(int dimensions) => dimensions;

    /// <summary>The place of log σ².</summary>
    public static int Noise(int dimensions) => dimensions + 1;

    /// <summary>1/ℓ² for each dimension.</summary>
    public static double[] Weights(ReadOnlySpan<double> logs, int dimensions)
    {
        double[] weights = new double[dimensions];
        for (int d = 0; d < dimensions; d++)
        {
            weights[d] = Math.Exp(-2 * logs[d]);
        }

        return weights;
    }
}
