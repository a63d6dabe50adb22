namespace HpoActors.Core.Searchers.Sobol;

/// <summary>Points that fill the unit cube evenly, each found by its index. Immutable and thread-safe.</summary>
internal interface IPointSequence
{
    /// <summary>The number of coordinates of a point.</summary>
    int Dimensions { get; }

    /// <summary>Writes the point number <paramref name="index"/>.</summary>
    /// <param name="index">From 0 to 2³² − 1.</param>
    /// <param name="point">Takes a number in [0, 1) for each dimension.</param>
    void Point(long index, Span<double> point);
}
