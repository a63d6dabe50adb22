using HpoActors.Core.Randomness;

namespace HpoActors.Core.Searchers.Sobol;

/// <summary>
/// Halton's sequence ("On the efficiency of certain quasi-random sequences of points in evaluating multi-dimensional integrals", 1960): the index's digits
/// in the base of the dimension's prime, mirrored at the point. Scrambled, each place of each dimension has a random permutation of digits of its own
/// (Owen, "A randomized Halton algorithm in R", 2017).
/// </summary>
internal sealed class HaltonSequence : IPointSequence
{
    /// <summary>The most dimensions: the last base is 1,619, and what a larger one gives within a search is hardly better than random numbers.</summary>
    public const int MostDimensions = 256;

    private const double LargestUnit = 1 - (1.0 / (1L << 53));

    private readonly Digits[] _digits;

    /// <summary>The sequence in a unit cube.</summary>
    /// <param name="dimensions">How many coordinates a point has, at most <see cref="MostDimensions"/>.</param>
    /// <param name="scrambling">Where the permutations come from; null for the sequence itself, whose first point is the origin.</param>
    public HaltonSequence(int dimensions, RandomStream? scrambling = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimensions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, MostDimensions);
        _digits = [.. Primes().Take(dimensions).Select(prime => new Digits(prime, scrambling))];
    }

    /// <inheritdoc/>
    public int Dimensions => _digits.Length;

    /// <inheritdoc/>
    public void Point(long index, Span<double> point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, uint.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNotEqual(point.Length, Dimensions, nameof(point));
        for (int d = 0; d < point.Length; d++)
        {
            point[d] = _digits[d].Mirror((uint)index);
        }
    }

    private static IEnumerable<int> Primes()
    {
        List<int> primes = [];
        for (int n = 2; ; n++)
        {
            if (primes.TrueForAll(p => n % p != 0))
            {
                primes.Add(n);
                yield return n;
            }
        }
    }

    /// <summary>The digits of one dimension.</summary>
    private sealed class Digits
    {
        private readonly uint _base;
        private readonly double _share;

        // By place, then by digit: the permutation.
        private readonly ushort[] _permuted;

        // What the zeros from a place on to infinity are worth.
        private readonly double[] _zeros;

        public Digits(int prime, RandomStream? scrambling)
        {
            _base = (uint)prime;
            _share = 1.0 / prime;
            int places = 0;
            double scale = 1;
            for (double reach = 1; reach <= uint.MaxValue; reach *= prime)
            {
                places++;
                scale *= _share;
            }

            _permuted = new ushort[places * prime];
            for (int place = 0; place < places; place++)
            {
                Span<ushort> digits = _permuted.AsSpan(place * prime, prime);
                for (int digit = 0; digit < prime; digit++)
                {
                    digits[digit] = (ushort)digit;
                }

                scrambling?.Shuffle(digits);
            }

            // Beyond the places of any index all digits are zeros, and their permutations together one random number.
            _zeros = new double[places + 1];
            _zeros[places] = scale * (scrambling?.NextDouble() ?? 0);
            for (int place = places - 1; place >= 0; place--)
            {
                _zeros[place] = (_permuted[place * prime] * scale) + _zeros[place + 1];
                scale *= prime;
            }
        }

        public double Mirror(uint index)
        {
            double sum = 0;
            double scale = _share;
            int place = 0;
            for (; index != 0; place++)
            {
                (index, uint digit) = Math.DivRem(index, _base);
                sum += _permuted[(place * (int)_base) + (int)digit] * scale;
                scale *= _share;
            }

            return Math.Min(sum + _zeros[place], LargestUnit);
        }
    }
}
