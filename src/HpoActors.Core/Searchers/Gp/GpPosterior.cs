namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// A Gaussian process with given hyperparameters after seeing values at points. Several sets of values at the same points are kept side by side: they share every
/// variance and differ in their means alone.
/// </summary>
internal sealed class GpPosterior
{
    private readonly double[] _weights;
    private readonly double _signal;
    private readonly double _noise;
    private readonly PointSet _points;
    private readonly LowerTriangle _inverse;
    private readonly int _count;

    // For each set of values K⁻¹y.
    private readonly double[][] _solved;
    private readonly double[] _row;
    private readonly double[] _slopes;
    private readonly double[] _whitened;
    private readonly double[] _back;

    /// <summary>Conditions on values, and on imagined values at pending points.</summary>
    /// <param name="points">The points with values, with room for those pending.</param>
    /// <param name="values">The values, standardised.</param>
    /// <param name="logs">The logarithms of the hyperparameters (<see cref="GpHyperparameters"/>).</param>
    /// <param name="pending">Coordinates of points whose values are not known yet.</param>
    /// <param name="normals">For each fantasy as many standard normal numbers as there are pending points; one empty array where none are pending.</param>
    public GpPosterior(PointSet points, double[] values, double[] logs, IReadOnlyList<double[]> pending, double[][] normals)
    {
        int dimensions = points.Dimensions;
        int known = points.Count;
        _count = known + pending.Count;
        _points = points;
        _weights = GpHyperparameters.Weights(logs, dimensions);
        _signal = Math.Exp(logs[GpHyperparameters.Signal(dimensions)]);
        _noise = Math.Exp(logs[GpHyperparameters.Noise(dimensions)]);
        _row = new double[_count];
        _slopes = new double[_count];
        _whitened = new double[_count];
        _back = new double[_count];
        _inverse = new LowerTriangle(_count);
        LowerTriangle factor = new(_count);
        double[] features = new double[dimensions];
        for (int i = 0; i < known; i++)
        {
            points.Read(i, features);
            Covariances(features, factor.Row(i), []);
            factor.Row(i)[i] += _noise;
        }

        if (!Cholesky.Factor(factor, known))
        {
            throw new ArgumentException("the covariances of the points are not positive: the noise is too small for points so close", nameof(logs));
        }

        Cholesky.Invert(factor, known, _inverse);
        double[] covariances = new double[_count];
        for (int p = 0; p < pending.Count; p++)
        {
            int n = known + p;
            Covariances(pending[p], covariances.AsSpan(0, n), []);
            Cholesky.Extend(_inverse, n, factor.Row(n), covariances.AsSpan(0, n), GpHyperparameters.MeanVariance + _signal + _noise, _noise);
            points.Add(pending[p]);
        }

        // In whitened coordinates a value drawn from what is predicted, given all before it, is just a standard normal number.
        double[] whitened = new double[_count];
        for (int i = 0; i < known; i++)
        {
            whitened[i] = Vectors.Dot(_inverse.Row(i), values);
        }

        _solved = new double[normals.Length][];
        BestMeans = new double[normals.Length];
        for (int s = 0; s < normals.Length; s++)
        {
            normals[s].CopyTo(whitened, known);
            _solved[s] = new double[_count];
            for (int i = 0; i < _count; i++)
            {
                Vectors.AddScaled(whitened[i], _inverse.Row(i), _solved[s]);
            }

            // (K + σ²I) α = y, so that the process is y − σ²α where values are known.
            BestMeans[s] = double.PositiveInfinity;
            for (int i = 0; i < _count; i++)
            {
                double y = i < known ? values[i] : Vectors.Dot(factor.Row(i), whitened);
                BestMeans[s] = Math.Min(BestMeans[s], y - (_noise * _solved[s][i]));
            }
        }
    }

    /// <summary>A number made of a prediction.</summary>
    /// <param name="means">A mean for each set of values.</param>
    /// <param name="variance">The variance.</param>
    /// <param name="sensitivities">Takes what the number changes by per unit of each mean, then of the variance.</param>
    internal delegate double Weigh(ReadOnlySpan<double> means, double variance, Span<double> sensitivities);

    /// <summary>The standard deviation of the noise.</summary>
    public double NoiseDeviation => Math.Sqrt(_noise);

    /// <summary>The noise's share in the variance of values.</summary>
    public double NoiseShare => _noise / (_noise + _signal);

    /// <summary>The number of sets of values.</summary>
    public int Fantasies => _solved.Length;

    /// <summary>For each set of values, the lowest mean at the points seen.</summary>
    public double[] BestMeans { get; }

    /// <summary>Predicts the process (without noise) at a point.</summary>
    /// <param name="features">The point's coordinates.</param>
    /// <param name="means">Takes a mean for each set of values.</param>
    /// <returns>The variance, above 0.</returns>
    public double Predict(ReadOnlySpan<double> features, Span<double> means)
    {
        Covariances(features, _row, []);
        return Condition(means);
    }

    /// <summary>Predicts and says how the prediction changes with the ordered coordinates; those of choices get 0.</summary>
    /// <param name="features">The point's coordinates.</param>
    /// <param name="means">Takes a mean for each set of values.</param>
    /// <param name="sensitivities">Room for what the result changes by per unit of each mean, then of the variance.</param>
    /// <param name="weigh">Called with the means and the variance; gives the result and its sensitivities.</param>
    /// <param name="gradient">Takes the result's gradient by coordinate.</param>
    public double Differentiate(ReadOnlySpan<double> features, Span<double> means, Span<double> sensitivities, Weigh weigh, Span<double> gradient)
    {
        Covariances(features, _row, _slopes);
        double variance = Condition(means);
        double result = weigh(means, variance, sensitivities);

        // variance = k(x, x) − kᵀK⁻¹k.
        _back.AsSpan().Clear();
        for (int i = 0; i < _count; i++)
        {
            Vectors.AddScaled(_whitened[i], _inverse.Row(i), _back);
        }

        double byVariance = -2 * sensitivities[Fantasies];
        for (int j = 0; j < _count; j++)
        {
            _back[j] *= byVariance;
        }

        for (int s = 0; s < _solved.Length; s++)
        {
            Vectors.AddScaled(sensitivities[s], _solved[s], _back);
        }

        for (int j = 0; j < _count; j++)
        {
            _back[j] *= _slopes[j];
        }

        double total = 0;
        for (int j = 0; j < _count; j++)
        {
            total += _back[j];
        }

        for (int d = 0; d < _weights.Length; d++)
        {
            gradient[d] = _points.IsChoice(d)
                ? 0
                : 2 * _weights[d] * _signal * ((features[d] * total) - Vectors.Dot(_points.Column(d), _back));
        }

        return result;
    }

    private double Condition(Span<double> means)
    {
        for (int s = 0; s < _solved.Length; s++)
        {
            means[s] = Vectors.Dot(_row, _solved[s]);
        }

        double explained = 0;
        for (int i = 0; i < _count; i++)
        {
            double w = Vectors.Dot(_inverse.Row(i), _row);
            _whitened[i] = w;
            explained += w * w;
        }

        return Math.Max(GpHyperparameters.MeanVariance + _signal - explained, 1e-10 * _signal);
    }

    private void Covariances(ReadOnlySpan<double> features, Span<double> result, Span<double> slopes)
    {
        _points.SquaredDistances(features, _weights, result);
        MaternKernel.Apply(result, slopes);
        for (int j = 0; j < result.Length; j++)
        {
            result[j] = GpHyperparameters.MeanVariance + (_signal * result[j]);
        }
    }
}
