using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// What dropout leaves of a lane's hidden units in an epoch: 0, or 1/(1 − rate), so that the mean is 1 (Srivastava et al., "Dropout", JMLR 2014). Keyed by
/// (seed, trial, epoch) and drawn for that lane alone, mini-batch after mini-batch, in each layer after layer, in each unit after unit over the images.
/// </summary>
/// <remarks>
/// Four xoshiro256** generators step side by side, their states drawn from the keyed stream; each of their 64-bit numbers decides over two places.
/// Vectors are defined to the bit, so that every processor draws the same masks.
/// </remarks>
internal sealed class DropoutMasks
{
    private const int Block = 8;

    private readonly Vector256<uint> _threshold;
    private readonly Vector256<uint> _kept;
    private readonly float[] _left = new float[Block];
    private int _leftCount;
    private Generators _generators;

    /// <summary>The masks of one trial's epoch, from its first mini-batch on.</summary>
    /// <param name="seed">The experiment's seed.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="epoch">The trial's epoch.</param>
    /// <param name="rate">The share of units to drop, in [0, 1).</param>
    public DropoutMasks(long seed, TrialId trial, int epoch, double rate)
    {
        if (rate is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "a dropout rate lies in [0, 1)");
        }

        // As whole numbers of 32 bits: what lies below the threshold is dropped.
        _threshold = Vector256.Create((uint)Math.Min(uint.MaxValue, Math.Round(rate * (1L << 32))));
        _kept = Vector256.Create(BitConverter.SingleToUInt32Bits((float)(1 / (1 - rate))));
        RandomStream random = RandomStream.For(seed, FormattableString.Invariant($"dropout epoch {epoch}"), trial.Value);
        _generators = new Generators(Four(random), Four(random), Four(random), Four(random));
    }

    /// <summary>Draws the next numbers; how they are divided into calls does not change them.</summary>
    public void Fill(Span<float> mask)
    {
        int taken = Math.Min(_leftCount, mask.Length);
        _left.AsSpan(Block - _leftCount, taken).CopyTo(mask);
        _leftCount -= taken;
        mask = mask[taken..];

        // A copy, which stays in registers.
        Generators generators = _generators;
        while (mask.Length >= Block)
        {
            Draw(ref generators).CopyTo(mask);
            mask = mask[Block..];
        }

        if (mask.Length > 0)
        {
            Draw(ref generators).CopyTo(_left);
            _left.AsSpan(0, mask.Length).CopyTo(mask);
            _leftCount = Block - mask.Length;
        }

        _generators = generators;
    }

    private static Vector256<ulong> Four(RandomStream random) =>
        Vector256.Create(random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Draw(ref Generators generators) =>
        (Vector256.GreaterThanOrEqual(generators.Next().AsUInt32(), _threshold) & _kept).AsSingle();

    /// <summary>Four xoshiro256** (Blackman and Vigna, 2021) side by side.</summary>
    private struct Generators(Vector256<ulong> s0, Vector256<ulong> s1, Vector256<ulong> s2, Vector256<ulong> s3)
    {
        private Vector256<ulong> _s0 = s0;
        private Vector256<ulong> _s1 = s1;
        private Vector256<ulong> _s2 = s2;
        private Vector256<ulong> _s3 = s3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<ulong> Next()
        {
            // rotl(s1 · 5, 7) · 9; most processors multiply no 64-bit vectors.
            Vector256<ulong> five = (_s1 << 2) + _s1;
            Vector256<ulong> turned = (five << 7) | (five >>> 57);
            Vector256<ulong> result = (turned << 3) + turned;
            Vector256<ulong> t = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= t;
            _s3 = (_s3 << 45) | (_s3 >>> 19);
            return result;
        }
    }
}
