namespace HpoActors.Core.Searchers.Gp;

/// <summary>The logarithm of the improvement that is expected on the best mean so far, averaged over the fantasies about pending trials.</summary>
internal sealed class Acquisition
{
    private readonly GpPosterior _posterior;
    private readonly double[] _means;
    private readonly double[] _logs;
    private readonly double[] _slopes;
    private readonly double[] _sensitivities;
    private readonly GpPosterior.Weigh _weigh;

    public Acquisition(GpPosterior posterior)
    {
        _posterior = posterior;
        _means = new double[posterior.Fantasies];
        _logs = new double[posterior.Fantasies];
        _slopes = new double[posterior.Fantasies];
        _sensitivities = new double[posterior.Fantasies + 1];
        _weigh = Weigh;
    }

    /// <summary>The value at a point.</summary>
    public double At(ReadOnlySpan<double> features) => Log(_means, Math.Sqrt(_posterior.Predict(features, _means)), out _);

    /// <summary>The value at a point and its gradient by coordinate, 0 for choices.</summary>
    public double At(ReadOnlySpan<double> features, Span<double> gradient) => _posterior.Differentiate(features, _means, _sensitivities, _weigh, gradient);

    private double Log(ReadOnlySpan<double> means, double deviation, out double largest)
    {
        largest = double.NegativeInfinity;
        for (int s = 0; s < means.Length; s++)
        {
            _logs[s] = LogExpectedImprovement.At((_posterior.BestMeans[s] - means[s]) / deviation, out _slopes[s]);
            largest = Math.Max(largest, _logs[s]);
        }

        double sum = 0;
        for (int s = 0; s < means.Length; s++)
        {
            sum += Math.Exp(_logs[s] - largest);
        }

        return Math.Log(deviation) + largest + Math.Log(sum / means.Length);
    }

    private double Weigh(ReadOnlySpan<double> means, double variance, Span<double> sensitivities)
    {
        double deviation = Math.Sqrt(variance);
        double value = Log(means, deviation, out double largest);
        double sum = 0;
        for (int s = 0; s < means.Length; s++)
        {
            sum += Math.Exp(_logs[s] - largest);
        }

        double byDeviation = 1 / deviation;
        for (int s = 0; s < means.Length; s++)
        {
            double share = Math.Exp(_logs[s] - largest) / sum;
            double z = (_posterior.BestMeans[s] - means[s]) / deviation;
            sensitivities[s] = -share * _slopes[s] / deviation;
            byDeviation -= share * _slopes[s] * z / deviation;
        }

        sensitivities[means.Length] = byDeviation / (2 * deviation);
        return value;
    }
}
