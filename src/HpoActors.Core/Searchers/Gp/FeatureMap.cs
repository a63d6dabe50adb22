using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// The coordinates between which the kernel measures distances. Every hyperparameter with more than one value is a dimension with a lengthscale of its own and has
/// a column: its place in the unit cube, where differences count, or for a choice or bool its value, where only being different counts (Hamming).
/// </summary>
/// <remarks>
/// A hyperparameter that the configuration lacks stands at the middle of its range, a choice at a value of its own. Distances stay Euclidean that
/// way, which keeps the kernel positive: two configurations without it are equal in this dimension, and one without it is about as far from those with
/// it as these are from each other. What its absence itself means for the result is carried by the hyperparameters in its condition.
/// </remarks>
internal sealed class FeatureMap
{
    /// <summary>An ordered hyperparameter with more values than that is searched as if it were continuous, and rounded.</summary>
    public const int MostLevels = 256;

    private const double AbsentOrdered = 0.5;
    private const double AbsentChoice = -1;

    private readonly SearchSpace _space;
    private readonly int[] _places;

    public FeatureMap(SearchSpace space)
    {
        _space = space;
        _places = [.. space.Searched];
        IsChoice = [.. _places.Select(i => !space.Hyperparameters[i].IsOrdered)];
        Levels = [.. _places.Select(i => LevelsOf(space.Hyperparameters[i]))];
    }

    /// <summary>The number of dimensions, which may be 0.</summary>
    public int Dimensions => _places.Length;

    /// <summary>The number of hyperparameters of the space: the length of its points.</summary>
    public int Hyperparameters => _space.Hyperparameters.Count;

    /// <summary>Whether a dimension has no order.</summary>
    public bool[] IsChoice { get; }

    /// <summary>The cell middles of a dimension with few values, in order; null where it is continuous or nearly so.</summary>
    public double[]?[] Levels { get; }

    /// <summary>The place of a dimension's hyperparameter in the space.</summary>
    public int PlaceOf(int dimension) => _places[dimension];

    /// <summary>The name of a dimension's hyperparameter.</summary>
    public string NameOf(int dimension) => _space.Hyperparameters[_places[dimension]].Name;

    /// <summary>Writes the coordinates of a point as <see cref="SearchSpace.Encode"/> gives it.</summary>
    public void Write(ReadOnlySpan<double> unit, Span<double> features)
    {
        for (int d = 0; d < _places.Length; d++)
        {
            double u = unit[_places[d]];
            features[d] = !double.IsNaN(u) ? u : IsChoice[d] ? AbsentChoice : AbsentOrdered;
        }
    }

    /// <summary>The configuration at any point of the cube and its coordinates, or null where it is forbidden.</summary>
    /// <param name="point">A number for each hyperparameter of the space.</param>
    /// <param name="unit">Takes the point on which the values lie, NaN for what the configuration lacks.</param>
    /// <param name="features">Takes the coordinates.</param>
    public Configuration? Place(ReadOnlySpan<double> point, Span<double> unit, Span<double> features)
    {
        Configuration? configuration = _space.TryDecode(point);
        if (configuration is not null)
        {
            _space.Encode(configuration, unit);
            Write(unit, features);
        }

        return configuration;
    }

    private static double[]? LevelsOf(Hyperparameter hyperparameter) =>
        hyperparameter.Cardinality is { } count && (count <= MostLevels || !hyperparameter.IsOrdered)
            ? [.. hyperparameter.Grid((int)count).Select(value => hyperparameter.ToUnit(value).Middle)]
            : null;
}
