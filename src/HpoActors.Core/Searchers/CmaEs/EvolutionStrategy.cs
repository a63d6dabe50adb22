using HpoActors.Core.Randomness;

namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>
/// The normal distribution N(m, σ²ACA) of CMA-ES and its update by a ranked generation (Hansen, "The CMA evolution strategy: a tutorial", 2016, algorithm of appendix A).
/// A is the diagonal scaling of the integer margin (Hamano et al., 2022), 1 where a coordinate needs none; the update works on y = A⁻¹(x − m)/σ.
/// </summary>
internal sealed class EvolutionStrategy
{
    // Eigenvalues below this share of the largest are rounding.
    private const double SmallestEigenvalue = 1e-16;

    private readonly double[] _vectors;
    private readonly double[] _lengths;
    private readonly double[] _scratch;

    /// <summary>A distribution before its first generation.</summary>
    /// <param name="parameters">The weights and rates.</param>
    /// <param name="mean">m.</param>
    /// <param name="sigma">σ.</param>
    /// <param name="covariance">C, n×n by rows; null for the identity.</param>
    public EvolutionStrategy(StrategyParameters parameters, double[] mean, double sigma, double[]? covariance = null)
    {
        int n = parameters.Dimension;
        Parameters = parameters;
        Mean = [.. mean];
        Sigma = sigma;
        Scale = new double[n];
        Array.Fill(Scale, 1);
        StepPath = new double[n];
        CovariancePath = new double[n];
        Covariance = new double[n * n];
        _vectors = new double[n * n];
        _lengths = new double[n];
        _scratch = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            Covariance[(i * n) + i] = 1;
        }

        covariance?.CopyTo(Covariance, 0);
        Decompose();
    }

    public StrategyParameters Parameters { get; }

    /// <summary>m.</summary>
    public double[] Mean { get; }

    /// <summary>σ.</summary>
    public double Sigma { get; private set; }

    /// <summary>The diagonal of A.</summary>
    public double[] Scale { get; }

    /// <summary>C, n×n by rows.</summary>
    public double[] Covariance { get; }

    /// <summary>p_σ.</summary>
    public double[] StepPath { get; }

    /// <summary>p_c.</summary>
    public double[] CovariancePath { get; }

    /// <summary>The square roots of C's eigenvalues, in no order.</summary>
    public ReadOnlySpan<double> AxisLengths => _lengths;

    /// <summary>The number of updates.</summary>
    public int Generation { get; private set; }

    private int N => Parameters.Dimension;

    /// <summary>The standard deviation of coordinate <paramref name="i"/> without the margin's scaling.</summary>
    public double Deviation(int i) => Sigma * Math.Sqrt(Covariance[(i * N) + i]);

    /// <summary>A draw from N(m, σ²ACA).</summary>
    public void Sample(RandomStream random, Span<double> x)
    {
        x.Clear();
        for (int k = 0; k < N; k += 2)
        {
            // Box and Muller: two normal numbers from two uniform ones.
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            AddAxis(k, radius * cos, x);
            if (k + 1 < N)
            {
                AddAxis(k + 1, radius * sin, x);
            }
        }

        for (int i = 0; i < x.Length; i++)
        {
            x[i] = Mean[i] + (Sigma * Scale[i] * x[i]);
        }
    }

    /// <summary>Learns from a generation.</summary>
    /// <param name="steps">y of each member, in any order.</param>
    /// <param name="meanWeights">The members' weights for the mean, summing to 1.</param>
    /// <param name="weights">The members' weights for the covariance, positive or negative.</param>
    public void Update(IReadOnlyList<double[]> steps, ReadOnlySpan<double> meanWeights, ReadOnlySpan<double> weights)
    {
        StrategyParameters p = Parameters;
        int n = N;
        Generation++;
        double[] step = new double[n];
        for (int k = 0; k < steps.Count; k++)
        {
            for (int i = 0; i < n; i++)
            {
                step[i] += meanWeights[k] * steps[k][i];
            }
        }

        double[] white = new double[n];
        Whiten(step, white);
        double gain = Math.Sqrt(p.StepSizeRate * (2 - p.StepSizeRate) * p.EffectiveParents);
        double squares = 0;
        for (int i = 0; i < n; i++)
        {
            Mean[i] += Sigma * step[i];
            StepPath[i] = ((1 - p.StepSizeRate) * StepPath[i]) + (gain * white[i]);
            squares += StepPath[i] * StepPath[i];
        }

        // h_σ: the rank-one path waits while the step size grows fast.
        double length = Math.Sqrt(squares);
        bool stalls = length / Math.Sqrt(1 - Math.Pow(1 - p.StepSizeRate, 2 * (Generation + 1))) >= (1.4 + (2.0 / (n + 1))) * p.ExpectedNorm;
        double pathGain = stalls ? 0 : Math.Sqrt(p.PathRate * (2 - p.PathRate) * p.EffectiveParents);
        for (int i = 0; i < n; i++)
        {
            CovariancePath[i] = ((1 - p.PathRate) * CovariancePath[i]) + (pathGain * step[i]);
        }

        UpdateCovariance(steps, weights, stalls ? p.PathRate * (2 - p.PathRate) : 0, white);
        Sigma *= Math.Exp(p.StepSizeRate / p.StepSizeDamping * ((length / p.ExpectedNorm) - 1));
        Decompose();
    }

    /// <summary>Multiplies σ.</summary>
    public void Widen(double factor) => Sigma *= factor;

    private void UpdateCovariance(IReadOnlyList<double[]> steps, ReadOnlySpan<double> weights, double stalled, double[] white)
    {
        StrategyParameters p = Parameters;
        int n = N;
        double total = 0;
        foreach (double weight in weights)
        {
            total += weight;
        }

        double keep = 1 + (p.RankOneRate * stalled) - p.RankOneRate - (p.RankMuRate * total);
        for (int i = 0; i < Covariance.Length; i++)
        {
            Covariance[i] *= keep;
        }

        AddOuter(CovariancePath, p.RankOneRate);
        for (int k = 0; k < steps.Count; k++)
        {
            double weight = weights[k];
            if (weight < 0)
            {
                // A bad step tells a direction, not a length.
                Whiten(steps[k], white);
                double squares = 0;
                foreach (double w in white)
                {
                    squares += w * w;
                }

                weight *= n / (squares + 1e-8);
            }

            AddOuter(steps[k], p.RankMuRate * weight);
        }
    }

    private void AddOuter(double[] vector, double factor)
    {
        int n = N;
        for (int i = 0; i < n; i++)
        {
            double scaled = factor * vector[i];
            Span<double> row = Covariance.AsSpan(i * n, n);
            for (int j = 0; j < n; j++)
            {
                row[j] += scaled * vector[j];
            }
        }
    }

    // C^(-1/2) y.
    private void Whiten(double[] y, double[] white)
    {
        int n = N;
        Array.Clear(white);
        for (int k = 0; k < n; k++)
        {
            ReadOnlySpan<double> axis = _vectors.AsSpan(k * n, n);
            double along = 0;
            for (int i = 0; i < n; i++)
            {
                along += axis[i] * y[i];
            }

            along /= _lengths[k];
            for (int i = 0; i < n; i++)
            {
                white[i] += along * axis[i];
            }
        }
    }

    private void AddAxis(int k, double z, Span<double> x)
    {
        ReadOnlySpan<double> axis = _vectors.AsSpan(k * N, N);
        z *= _lengths[k];
        for (int i = 0; i < axis.Length; i++)
        {
            x[i] += z * axis[i];
        }
    }

    private void Decompose()
    {
        int n = N;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double both = (Covariance[(i * n) + j] + Covariance[(j * n) + i]) / 2;
                Covariance[(i * n) + j] = Covariance[(j * n) + i] = both;
            }
        }

        Covariance.CopyTo(_scratch, 0);
        SymmetricEigen.Decompose(_scratch, _vectors, _lengths);
        double smallest = SmallestEigenvalue * _lengths.Max();
        for (int k = 0; k < n; k++)
        {
            _lengths[k] = Math.Sqrt(Math.Max(_lengths[k], smallest));
        }
    }
}
