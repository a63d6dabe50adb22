using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using HpoActors.Core.Randomness;

namespace HpoActors.Core.Searchers.Sobol;

/// <summary>
/// Owen's nested uniform scrambling in base 2 ("Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995) of fractions of 32 bits: each bit is flipped or
/// not by a coin that belongs to the bits above it. A coin is the highest bit of a keyed hash of these bits, with the multipliers of Wellons's lowbias32.
/// </summary>
/// <remarks>
/// Hashes that scramble all bits at once (Laine and Karras 2011; Burley, "Practical hash-based Owen scrambling", 2020) are cheaper, but do not toss every coin
/// independently.
/// </remarks>
internal readonly struct OwenScrambling
{
    private readonly uint _first;
    private readonly uint _second;
    private readonly ulong _rest;

    public OwenScrambling(RandomStream random)
    {
        ulong coins = random.NextUInt64();
        _first = (uint)coins;
        _second = (uint)(coins >> 32);
        _rest = random.NextUInt64();
    }

    /// <summary>Scrambles a fraction and continues it with 32 random bits of its own.</summary>
    /// <param name="fraction">The bits, the highest one (½) in bit 0.</param>
    /// <returns>64 bits in the same order.</returns>
    public ulong Scramble(uint fraction)
    {
        uint flips = 0;
        for (int level = 0; level < 32; level += 8)
        {
            // The bits above each of eight levels, under a leading one: the number of the node in the tree.
            Vector256<uint> leading = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128) << level;
            Vector256<uint> nodes = (Vector256.Create(fraction) & (leading - Vector256<uint>.One)) | leading;
            flips |= Hash(nodes).ExtractMostSignificantBits() << level;
        }

        return (fraction ^ flips) | (RandomStream.Mix(_rest + fraction) << 32);
    }

    /// <summary>The bits in the other order.</summary>
    public static ulong Reverse(ulong x)
    {
        x = ((x >> 1) & 0x5555555555555555) | ((x & 0x5555555555555555) << 1);
        x = ((x >> 2) & 0x3333333333333333) | ((x & 0x3333333333333333) << 2);
        x = ((x >> 4) & 0x0F0F0F0F0F0F0F0F) | ((x & 0x0F0F0F0F0F0F0F0F) << 4);
        return BinaryPrimitives.ReverseEndianness(x);
    }

    private Vector256<uint> Hash(Vector256<uint> x)
    {
        x += Vector256.Create(_first);
        x ^= x >> 16;
        x *= Vector256.Create(0x7FEB352Du);
        x += Vector256.Create(_second);
        x ^= x >> 15;
        return x * Vector256.Create(0x846CA68Bu);
    }
}
