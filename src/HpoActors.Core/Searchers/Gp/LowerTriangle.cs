namespace HpoActors.Core.Searchers.Gp;

/// <summary>A lower triangular matrix, row by row in one array; of a symmetric matrix, the lower half.</summary>
/// <param name="capacity">The most rows it can take.</param>
internal sealed class LowerTriangle(int capacity)
{
    private readonly double[] _elements = new double[capacity * (capacity + 1) / 2];

    /// <summary>Row <paramref name="i"/> up to and with the diagonal.</summary>
    public Span<double> Row(int i) => _elements.AsSpan(i * (i + 1) / 2, i + 1);
}
