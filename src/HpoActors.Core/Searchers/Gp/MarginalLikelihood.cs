namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// The negative logarithm of the posterior density of the hyperparameters, and its gradient, for given points and values (Rasmussen and Williams 2006, equations
/// 5.8 and 5.9). The values' unknown mean is integrated out under a standard normal prior, which adds a constant to the kernel.
/// </summary>
internal sealed class MarginalLikelihood
{
    private readonly GpPrior _prior;
    private readonly double[] _values;
    private readonly int _count;
    private readonly int _dimensions;

    // Squared differences of each dimension for all pairs i > j, in the order of a triangle's rows without the diagonal.
    private readonly double[][] _squares;
    private readonly double[] _slopes;
    private readonly LowerTriangle _correlations;
    private readonly LowerTriangle _factor;
    private readonly LowerTriangle _inverse;

    /// <summary>The likelihood of values at points.</summary>
    /// <param name="points">The points.</param>
    /// <param name="values">Their values, standardised.</param>
    /// <param name="prior">The prior.</param>
    public MarginalLikelihood(PointSet points, double[] values, GpPrior prior)
    {
        _prior = prior;
        _values = values;
        _count = points.Count;
        _dimensions = points.Dimensions;
        int pairs = _count * (_count - 1) / 2;
        _slopes = new double[pairs];
        _correlations = new LowerTriangle(_count);
        _factor = new LowerTriangle(_count);
        _inverse = new LowerTriangle(_count);
        _squares = new double[_dimensions][];
        for (int d = 0; d < _dimensions; d++)
        {
            _squares[d] = new double[pairs];
            ReadOnlySpan<double> column = points.Column(d);
            for (int i = 1; i < _count; i++)
            {
                points.AddSquares(d, column[i], 1, _squares[d].AsSpan(First(i), i));
            }
        }
    }

    /// <summary>The value at the logarithms of the hyperparameters; infinity where the matrix is not positive.</summary>
    public double Evaluate(ReadOnlySpan<double> logs, Span<double> gradient)
    {
        gradient.Clear();
        double[] weights = GpHyperparameters.Weights(logs, _dimensions);
        double signal = Math.Exp(logs[GpHyperparameters.Signal(_dimensions)]);
        double noise = Math.Exp(logs[GpHyperparameters.Noise(_dimensions)]);
        Correlate(weights, signal, noise);
        if (!Cholesky.Factor(_factor, _count))
        {
            return double.PositiveInfinity;
        }

        double logDiagonal = 0;
        for (int i = 0; i < _count; i++)
        {
            logDiagonal += Math.Log(_factor.Row(i)[i]);
        }

        Cholesky.Invert(_factor, _count, _inverse);
        double[] whitened = new double[_count];
        double[] solved = new double[_count];
        for (int i = 0; i < _count; i++)
        {
            ReadOnlySpan<double> row = _inverse.Row(i);
            whitened[i] = Vectors.Dot(row, _values);
            Vectors.AddScaled(whitened[i], row, solved);
        }

        // The factor is not needed any more: its memory takes K⁻¹.
        Cholesky.InverseFromFactor(_inverse, _count, _factor);
        Slope(weights, signal, noise, solved, gradient);
        return (Vectors.Dot(whitened, whitened) / 2) + logDiagonal + _prior.Penalty(logs, gradient);
    }

    private void Correlate(double[] weights, double signal, double noise)
    {
        for (int i = 0; i < _count; i++)
        {
            Span<double> correlation = _correlations.Row(i);
            Span<double> pairs = correlation[..i];
            pairs.Clear();
            for (int d = 0; d < _dimensions; d++)
            {
                Vectors.AddScaled(weights[d], _squares[d].AsSpan(First(i), i), pairs);
            }

            MaternKernel.Apply(pairs, _slopes.AsSpan(First(i), i));
            correlation[i] = 1;
            Span<double> row = _factor.Row(i);
            row.Fill(GpHyperparameters.MeanVariance);
            Vectors.AddScaled(signal, correlation, row);
            row[i] += noise;
        }
    }

    // −½ Σ (ααᵀ − K⁻¹) ∂K, each pair counted once and so doubled.
    private void Slope(double[] weights, double signal, double noise, double[] solved, Span<double> gradient)
    {
        double[] excess = new double[_count];
        Span<double> byDimension = gradient[.._dimensions];
        double trace = 0;
        double bySignal = 0;
        for (int i = 0; i < _count; i++)
        {
            Span<double> row = excess.AsSpan(0, i + 1);
            ReadOnlySpan<double> inverse = _factor.Row(i);
            for (int j = 0; j <= i; j++)
            {
                row[j] = (solved[i] * solved[j]) - inverse[j];
            }

            trace += row[i];
            bySignal += Vectors.Dot(row[..i], _correlations.Row(i));
            ReadOnlySpan<double> slopes = _slopes.AsSpan(First(i), i);
            for (int j = 0; j < i; j++)
            {
                row[j] *= slopes[j];
            }

            for (int d = 0; d < _dimensions; d++)
            {
                byDimension[d] += Vectors.Dot(row[..i], _squares[d].AsSpan(First(i), i));
            }
        }

        for (int d = 0; d < _dimensions; d++)
        {
            byDimension[d] *= 2 * weights[d] * signal;
        }

        gradient[GpHyperparameters.Signal(_dimensions)] = -signal * (bySignal + (trace / 2));
        gradient[GpHyperparameters.Noise(_dimensions)] = -noise * trace / 2;
    }

    private static int First(int row) => row * (row - 1) / 2;
}
