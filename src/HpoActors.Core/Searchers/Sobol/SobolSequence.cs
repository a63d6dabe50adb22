using System.Numerics;
using HpoActors.Core.Randomness;

namespace HpoActors.Core.Searchers.Sobol;

/// <summary>
/// Sobol's sequence ("On the distribution of points in a cube and the approximate evaluation of integrals", 1967) in the order of the Gray code (Antonov and
/// Saleev, 1979): each block of 2ᵐ points from a multiple of 2ᵐ on is a net. Owen-scrambled where a stream is given, which keeps the nets.
/// </summary>
/// <remarks>
/// There are direction numbers for 1,024 dimensions. Each further group of 1,024 walks the same points in an order of its own, shuffled so that blocks of 2ᵐ
/// stay together (padding, as by Burley, 2020): nets within a group, independent of the other groups.
/// </remarks>
internal sealed class SobolSequence : IPointSequence
{
    // Keys the groups' orders where nothing is scrambled.
    private const long UnscrambledPadding = 0;

    // By bit of the index, then by dimension within the group: a point is a few rows combined.
    private readonly uint[] _directions;
    private readonly int _width;
    private readonly OwenScrambling[]? _scramblings;
    private readonly OwenScrambling[] _orders;

    /// <summary>The sequence in a unit cube.</summary>
    /// <param name="dimensions">How many coordinates a point has.</param>
    /// <param name="scrambling">Where the scrambling comes from; null for the sequence itself, whose first point is the origin.</param>
    public SobolSequence(int dimensions, RandomStream? scrambling = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimensions);
        Dimensions = dimensions;
        _width = Math.Min(dimensions, DirectionNumbers.Dimensions);
        _directions = new uint[DirectionNumbers.Bits * _width];
        for (int d = 0; d < _width; d++)
        {
            ReadOnlySpan<uint> numbers = DirectionNumbers.Of(d);
            for (int bit = 0; bit < numbers.Length; bit++)
            {
                _directions[(bit * _width) + d] = numbers[bit];
            }
        }

        _scramblings = scrambling is null ? null : [.. Enumerable.Range(0, dimensions).Select(_ => new OwenScrambling(scrambling))];
        RandomStream padding = scrambling ?? RandomStream.For(UnscrambledPadding, "padding");
        int groups = (dimensions + DirectionNumbers.Dimensions - 1) / DirectionNumbers.Dimensions;
        _orders = [.. Enumerable.Range(0, groups).Select(_ => new OwenScrambling(padding))];
    }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public void Point(long index, Span<double> point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, uint.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNotEqual(point.Length, Dimensions, nameof(point));
        Span<uint> bits = stackalloc uint[_width];
        for (int start = 0; start < Dimensions; start += DirectionNumbers.Dimensions)
        {
            int count = Math.Min(_width, Dimensions - start);
            Combine(start == 0 ? (uint)index : Reordered((uint)index, start / DirectionNumbers.Dimensions), bits[..count]);
            for (int d = 0; d < count; d++)
            {
                ulong fraction = _scramblings is null ? bits[d] : _scramblings[start + d].Scramble(bits[d]);
                point[start + d] = (OwenScrambling.Reverse(fraction) >> 11) * (1.0 / (1UL << 53));
            }
        }
    }

    private void Combine(uint index, Span<uint> bits)
    {
        bits.Clear();
        for (uint gray = index ^ (index >> 1); gray != 0; gray &= gray - 1)
        {
            ReadOnlySpan<uint> row = _directions.AsSpan(BitOperations.TrailingZeroCount(gray) * _width, bits.Length);
            for (int d = 0; d < bits.Length; d++)
            {
                bits[d] ^= row[d];
            }
        }
    }

    // An index scrambled as a fraction: high bits decide about low ones, so that an aligned block of 2ᵐ indices becomes another such block.
    private uint Reordered(uint index, int group) =>
        (uint)OwenScrambling.Reverse(_orders[group].Scramble((uint)(OwenScrambling.Reverse(index) >> 32)) << 32);
}
