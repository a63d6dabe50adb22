namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// What is believed of the hyperparameters before results come in: log-normal everywhere, so that the logarithm of the density is a parabola that pulls back
/// gently from however far away.
/// </summary>
/// <remarks>
/// A lengthscale is about the whole range, between a seventh and seven times of it with 95 %. Wider priors, and medians that grow with the number of dimensions
/// (Hvarfner, Hellsten and Nardi, "Vanilla Bayesian optimization performs great in high dimensions", ICML 2024), explored too little within a hundred
/// trials on test functions of 2 to 20 dimensions.
/// </remarks>
internal sealed class GpPrior
{
    // Of log ℓ, log s² and log σ²: mean, standard deviation, bounds of the fit.
    private static readonly (double Mean, double Deviation, double Low, double High) Lengthscale = (0, 1, Math.Log(5e-3), Math.Log(1e3));
    private static readonly (double Mean, double Deviation, double Low, double High) Signal = (0, 0.5, Math.Log(1e-2), Math.Log(1e3));
    private static readonly (double Mean, double Deviation, double Low, double High) Noise = (-9, 3, Math.Log(1e-6), Math.Log(4));

    // Where the likelihood of few results is flat, a fit ends near its start: shorter lengthscales and more noise than are likely are the cautious side.
    private const double FirstLengthscale = 0.5;
    private const double FirstNoise = 1e-3;

    private readonly double[] _means;
    private readonly double[] _deviations;
    private readonly double[] _start;

    public GpPrior(int dimensions)
    {
        (double Mean, double Deviation, double Low, double High)[] all = [.. Enumerable.Repeat(Lengthscale, dimensions), Signal, Noise];
        _means = [.. all.Select(p => p.Mean)];
        _deviations = [.. all.Select(p => p.Deviation)];
        Low = [.. all.Select(p => p.Low)];
        High = [.. all.Select(p => p.High)];
        _start = [.. Enumerable.Repeat(Math.Log(FirstLengthscale), dimensions), Signal.Mean, Math.Log(FirstNoise)];
    }

    /// <summary>The lower bounds within which the fit stays.</summary>
    public double[] Low { get; }

    /// <summary>The upper bounds.</summary>
    public double[] High { get; }

    /// <summary>Where a fit starts from that knows nothing better; the caller's own copy.</summary>
    public double[] Start() => [.. _start];

    /// <summary>−log of the density up to a constant; its gradient is added.</summary>
    public double Penalty(ReadOnlySpan<double> logs, Span<double> gradient)
    {
        double sum = 0;
        for (int i = 0; i < logs.Length; i++)
        {
            double z = (logs[i] - _means[i]) / _deviations[i];
            sum += z * z / 2;
            gradient[i] += z / _deviations[i];
        }

        return sum;
    }
}
