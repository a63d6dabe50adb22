using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>An ordered hyperparameter as a coordinate of the normal distribution.</summary>
internal sealed class Axis
{
    // Just below 1, which belongs to no cell.
    private const double LargestUnit = 1 - (1.0 / (1L << 53));

    private readonly Hyperparameter _hyperparameter;
    private readonly bool _isDiscrete;
    private readonly double _firstEnd;
    private readonly double _lastStart;

    /// <param name="hyperparameter">An ordered hyperparameter of more than one value.</param>
    /// <param name="place">Its place in the space.</param>
    public Axis(Hyperparameter hyperparameter, int place)
    {
        _hyperparameter = hyperparameter;
        Place = place;
        _isDiscrete = hyperparameter.Cardinality is not null;
        if (_isDiscrete)
        {
            _firstEnd = hyperparameter.ToUnit(hyperparameter.FromUnit(0)).High;
            _lastStart = hyperparameter.ToUnit(hyperparameter.FromUnit(LargestUnit)).Low;
        }
    }

    /// <summary>The hyperparameter's place in the space.</summary>
    public int Place { get; }

    /// <summary>
    /// Which coordinates become the value at <paramref name="u"/>: a point for a real number; a cell for one of finitely many, without end for the first and the last; NaN bounds
    /// where <paramref name="u"/> is NaN.
    /// </summary>
    public UnitCell CellAt(double u)
    {
        if (!_isDiscrete || double.IsNaN(u))
        {
            return new UnitCell(u, u);
        }

        UnitCell cell = _hyperparameter.ToUnit(_hyperparameter.FromUnit(Math.Clamp(u, 0, LargestUnit)));
        return cell.Width <= 0
            ? new UnitCell(u, u)
            : new UnitCell(cell.High <= _firstEnd ? double.NegativeInfinity : cell.Low, cell.Low >= _lastStart ? double.PositiveInfinity : cell.High);
    }
}
