using System.Globalization;

namespace HpoActors.Core.Searchers.Sobol;

/// <summary>
/// The direction numbers of Joe and Kuo ("Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30, 2008; the set
/// new-joe-kuo-6) for the first 1,024 dimensions.
/// </summary>
internal static class DirectionNumbers
{
    /// <summary>The number of dimensions that there are numbers for.</summary>
    public const int Dimensions = 1024;

    /// <summary>The bits of an index.</summary>
    public const int Bits = 32;

    private static readonly Lazy<uint[][]> Table = new(Read);

    /// <summary>
    /// The numbers of a dimension, one for each bit of an index from the lowest on, as fractions whose highest bit comes first from below (bit 0 is ½).
    /// </summary>
    public static ReadOnlySpan<uint> Of(int dimension) => Table.Value[dimension];

    private static uint[][] Read()
    {
        using Stream stream = typeof(DirectionNumbers).Assembly.GetManifestResourceStream("joe-kuo-1024.txt")!;
        using StreamReader reader = new(stream);
        uint[][] table = new uint[Dimensions][];

        // The first dimension is van der Corput's sequence and stands in no table.
        table[0] = [.. Enumerable.Range(0, Bits).Select(k => 1u << k)];
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                int[] row = [.. line.Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
                table[row[0] - 1] = Expand(row[1], row[2], row.AsSpan(3));
            }
        }

        return table;
    }

    // Bratley and Fox's recurrence (Algorithm 659, 1988) over a primitive polynomial of this degree.
    private static uint[] Expand(int degree, int coefficients, ReadOnlySpan<int> initial)
    {
        uint[] v = new uint[Bits];
        for (int k = 0; k < Bits; k++)
        {
            if (k < degree)
            {
                v[k] = (uint)initial[k] << (Bits - 1 - k);
                continue;
            }

            v[k] = v[k - degree] ^ (v[k - degree] >> degree);
            for (int j = 1; j < degree; j++)
            {
                v[k] ^= ((coefficients >> (degree - 1 - j)) & 1) != 0 ? v[k - j] : 0;
            }
        }

        return [.. v.Select(x => (uint)(OwenScrambling.Reverse(x) >> 32))];
    }
}
