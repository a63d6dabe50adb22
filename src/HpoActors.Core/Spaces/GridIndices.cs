namespace HpoActors.Core.Spaces;

/// <summary>Evenly spread indices for grids over finite ranges.</summary>
internal static class GridIndices
{
    /// <summary>All of 0 … count − 1, or <paramref name="resolution"/> of them from end to end (one: the middle).</summary>
    public static IEnumerable<long> Spread(long count, int resolution)
    {
        long n = Math.Min(count, resolution);
        for (long i = 0; i < n; i++)
        {
            yield return count <= resolution ? i : n == 1 ? (count - 1) / 2 : (long)Math.Round((decimal)i * (count - 1) / (n - 1));
        }
    }
}
