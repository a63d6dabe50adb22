using System.Numerics;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Sobol;

namespace HpoActors.Core.Tests.Searchers.Sobol;

public sealed class OwenScramblingTests
{
    [Fact]
    public void A_bits_flip_depends_on_the_bits_above_it_alone()
    {
        RandomStream random = RandomStream.For(1, "bits");
        for (int i = 0; i < 1000; i++)
        {
            OwenScrambling scrambling = new(random);
            int shared = random.NextInt32(32);
            uint mask = (1u << shared) - 1;
            uint other = 1u << shared;
            uint x = (uint)random.NextUInt64();
            uint y = (x & mask) | (~x & other) | ((uint)random.NextUInt64() & ~mask & ~other);

            // The same bits above, then another one: so are the scrambled ones.
            Assert.Equal(shared, BitOperations.TrailingZeroCount(scrambling.Scramble(x) ^ scrambling.Scramble(y)));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(6, 0)]
    [InlineData(6, 0b101101)]
    [InlineData(20, 0b1100_0111_0101_1010_0101)]
    public void Flips_are_fair_and_independent_along_and_across_the_tree(int top, int path)
    {
        // The flips at the seven nodes of three levels under a path; any combination of them is odd for half of all scramblings.
        const int Scramblings = 20_000;
        int[] odd = new int[128];
        for (int seed = 0; seed < Scramblings; seed++)
        {
            OwenScrambling scrambling = new(RandomStream.For(seed, "flips"));
            int flips = 0;
            int node = 0;
            for (int level = top; level < top + 3; level++)
            {
                for (int above = 0; above < 1 << (level - top); above++)
                {
                    flips |= (int)((scrambling.Scramble((uint)(path | (above << top))) >> level) & 1) << node++;
                }
            }

            for (int some = 1; some < 128; some++)
            {
                odd[some] += BitOperations.PopCount((uint)(flips & some)) & 1;
            }
        }

        // Five standard deviations of a fair coin.
        double tolerance = 5 * Math.Sqrt(Scramblings) / 2;
        Assert.All(odd.Skip(1), n => Assert.InRange(n, (Scramblings / 2) - tolerance, (Scramblings / 2) + tolerance));
    }

    [Fact]
    public void Reverse_puts_the_first_bit_last()
    {
        Assert.Equal(1UL << 63, OwenScrambling.Reverse(1));
        Assert.Equal(0x1E6A2C48_00000000UL, OwenScrambling.Reverse(0x12345678));
        Assert.Equal(0xF0E1D2C3B4A59687UL, OwenScrambling.Reverse(OwenScrambling.Reverse(0xF0E1D2C3B4A59687)));
    }
}
