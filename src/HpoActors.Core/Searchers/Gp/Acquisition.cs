namespace HpoActors.Core.Searchers.Gp;

/// <summary>The logarithm of the improvement that is expected on the best mean so far, averaged over the fantasies about pending trials.</summary>
internal sealed class Acquisition
{
    private readonly GpPosterior _posterior;
    private readonly double[] _means;
    private readonly double[] _slopes;
    private readonly double[] _shares;
    private readonly double[] _sensitivities;
    private readonly GpPosterior.Weigh _weigh;

    public Acquisition(GpPosterior posterior)
    {
        _posterior = posterior;
        _means = new double[posterior.Fantasies];
        _slopes = new double[posterior.Fantasies];
        _shares = new double[posterior.Fantasies];
        _sensitivities = new double[posterior.Fantasies + 1];
        _weigh = Weigh;
    }

    /// <summary>The value at a point.</summary>
    public double At(ReadOnlySpan<double> features)
    {
        double variance = _posterior.Predict(features, _means);
        return Average(_means, Math.Sqrt(variance));
    }

    /// <summary>The value at a point and its gradient by coordinate, 0 for choices.</summary>
    public double At(ReadOnlySpan<double> features, Span<double> gradient) => _posterior.Differentiate(features, _means, _sensitivities, _weigh, gradient);

    // log of the mean over fantasies of s·h((best − mean)/s); leaves each one's share in the sum, and the slope of its log h.
    private double Average(ReadOnlySpan<double> means, double deviation)
    {
        double largest = double.NegativeInfinity;
        for (int f = 0; f < means.Length; f++)
        {
            _shares[f] = LogExpectedImprovement.At(Deviations(means, deviation, f), out _slopes[f]);
            largest = Math.Max(largest, _shares[f]);
        }

        double sum = 0;
        for (int f = 0; f < means.Length; f++)
        {
            _shares[f] = Math.Exp(_shares[f] - largest);
            sum += _shares[f];
        }

        for (int f = 0; f < means.Length; f++)
        {
            _shares[f] /= sum;
        }

        return Math.Log(deviation) + largest + Math.Log(sum / means.Length);
    }

    private double Weigh(ReadOnlySpan<double> means, double variance, Span<double> sensitivities)
    {
        double deviation = Math.Sqrt(variance);
        double value = Average(means, deviation);
        double byDeviation = 1;
        for (int f = 0; f < means.Length; f++)
        {
            sensitivities[f] = -_shares[f] * _slopes[f] / deviation;
            byDeviation -= _shares[f] * _slopes[f] * Deviations(means, deviation, f);
        }

        sensitivities[means.Length] = byDeviation / (2 * variance);
        return value;
    }

    private double Deviations(ReadOnlySpan<double> means, double deviation, int fantasy) => (_posterior.BestMeans[fantasy] - means[fantasy]) / deviation;
}
