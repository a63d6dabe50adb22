using System.Numerics;

namespace HpoActors.Core.Randomness;

/// <summary>
/// A stream of random numbers that is found by its key instead of being drawn in order: the same (seed, purpose, index) gives the
/// same stream on any machine, whoever asks first. Keys are mixed with SplitMix64 (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014); the stream itself is xoshiro256** (Blackman and Vigna, 2021). Not thread-safe.
/// </summary>
public sealed class RandomStream
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    private RandomStream(ulong key)
    {
        _s0 = SplitMix(ref key);
        _s1 = SplitMix(ref key);
        _s2 = SplitMix(ref key);
        _s3 = SplitMix(ref key);
    }

    /// <summary>The stream of a key.</summary>
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="purpose">What the numbers are for, such as <c>searcher</c> or <c>weights</c>; other purposes get independent streams.</param>
    /// <param name="index">Tells streams of one purpose apart: a trial's id, an epoch. Default 0.</param>
    public static RandomStream For(long seed, string purpose, long index = 0)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ulong key = Mix(unchecked((ulong)seed) + Golden);
        key = Mix(key ^ Hash(purpose));
        key = Mix(key + (unchecked((ulong)index) * Golden));
        return new RandomStream(key);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number in [0, <paramref name="bound"/>), without bias (Lemire, "Fast random integer generation in an interval", 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong product = (ulong)(uint)NextUInt64() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint threshold = (uint)-bound % (uint)bound;
            while ((uint)product < threshold)
            {
                product = (ulong)(uint)NextUInt64() * (uint)bound;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Puts <paramref name="items"/> into a random order, each equally likely (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private const ulong Golden = 0x9E3779B97F4A7C15;

    private static ulong SplitMix(ref ulong state) => Mix(state += Golden);

    /// <summary>A one-to-one hash of 64 bits, SplitMix64's.</summary>
    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    // FNV-1a over UTF-16: string.GetHashCode differs from process to process.
    private static ulong Hash(string text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return hash;
    }
}
