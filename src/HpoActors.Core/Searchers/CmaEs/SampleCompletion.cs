using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>
/// Brings back the point that a configuration came from. A real number is the coordinate itself, one of finitely many values leaves it open within a cell, a hyperparameter that
/// the configuration does not have leaves it open altogether: what is open is drawn from the search distribution given what is known. Such a draw has the
/// distribution of the point that was sampled, so that the update neither stalls on a plateau nor learns anything from coordinates that did not count.
/// </summary>
internal sealed class SampleCompletion
{
    private readonly int _dimension;
    private readonly int[] _order;
    private readonly double[] _factor;
    private readonly double[] _white;

    public SampleCompletion(int dimension)
    {
        _dimension = dimension;
        _order = new int[dimension];
        _factor = new double[dimension * dimension];
        _white = new double[dimension];
    }

    /// <summary>Draws y = A⁻¹(x − m)/σ for a point known up to cells.</summary>
    /// <param name="strategy">The distribution.</param>
    /// <param name="cells">Where x lies, coordinate by coordinate; NaN bounds where that is unknown.</param>
    /// <param name="random">For what is open.</param>
    /// <param name="length">The length of C^(-1/2) y.</param>
    /// <returns>y.</returns>
    public double[] Draw(EvolutionStrategy strategy, ReadOnlySpan<UnitCell> cells, RandomStream random, out double length)
    {
        double squares = 0;
        Order(cells);
        Factor(strategy);
        double[] step = new double[_dimension];
        for (int a = 0; a < _dimension; a++)
        {
            int i = _order[a];
            ReadOnlySpan<double> row = _factor.AsSpan(a * _dimension, _dimension);
            double expected = 0;
            for (int b = 0; b < a; b++)
            {
                expected += row[b] * _white[b];
            }

            double unit = strategy.Sigma * strategy.Scale[i];
            double low = (cells[i].Low - strategy.Mean[i]) / unit;
            double high = (cells[i].High - strategy.Mean[i]) / unit;
            step[i] = low == high ? low
                : double.IsNaN(low) ? expected + (row[a] * TruncatedNormal.Quantile(random.NextDouble(), 0, 1, double.NegativeInfinity, double.PositiveInfinity))
                : Math.Clamp(TruncatedNormal.Quantile(random.NextDouble(), expected, row[a], low, high), low, high);
            _white[a] = (step[i] - expected) / row[a];
            squares += _white[a] * _white[a];
        }

        length = Math.Sqrt(squares);
        return step;
    }

    // The known coordinates first, then those in cells, then the unknown: each is drawn given all before it.
    private void Order(ReadOnlySpan<UnitCell> cells)
    {
        int next = 0;
        for (int kind = 0; kind < 3; kind++)
        {
            for (int i = 0; i < cells.Length; i++)
            {
                int its = double.IsNaN(cells[i].Low) ? 2 : cells[i].Width > 0 ? 1 : 0;
                if (its == kind)
                {
                    _order[next++] = i;
                }
            }
        }
    }

    // C = LLᵀ in that order.
    private void Factor(EvolutionStrategy strategy)
    {
        int n = _dimension;
        for (int a = 0; a < n; a++)
        {
            Span<double> row = _factor.AsSpan(a * n, n);
            for (int b = 0; b <= a; b++)
            {
                ReadOnlySpan<double> other = _factor.AsSpan(b * n, n);
                double rest = strategy.Covariance[(_order[a] * n) + _order[b]];
                double whole = rest;
                for (int c = 0; c < b; c++)
                {
                    rest -= row[c] * other[c];
                }

                row[b] = a == b ? Math.Sqrt(Math.Max(rest, 1e-14 * whole)) : rest / other[b];
            }
        }
    }
}
