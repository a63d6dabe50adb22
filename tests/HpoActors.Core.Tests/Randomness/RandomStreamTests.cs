using HpoActors.Core.Randomness;

namespace HpoActors.Core.Tests.Randomness;

public sealed class RandomStreamTests
{
    private static readonly int[] Sorted = [.. Enumerable.Range(0, 100)];

    // From an independent implementation of SplitMix64, FNV-1a and xoshiro256**: results of old experiments repeat only while these hold.
    [Theory]
    [InlineData(1L, "searcher", 0L, 0x86619D5122551922UL, 0x20F1FD42FD89E0C7UL, 0x7EB78D77C4A6C00AUL)]
    [InlineData(1L, "searcher", 1L, 0xF3670F05652CAA8EUL, 0x16CDA7F3AEA6D139UL, 0xF5BDD0FEBF1E83E3UL)]
    [InlineData(2L, "searcher", 0L, 0x603D6258D2388C9AUL, 0x84C3C88991EDAA19UL, 0x1422AE56CB43DF9DUL)]
    [InlineData(-1L, "weights", 7L, 0x02F295C19C5CCCE2UL, 0xC1016215E8CD201FUL, 0x047E9927D2469A02UL)]
    [InlineData(long.MinValue, "", long.MaxValue, 0x87852E0139C6CD7BUL, 0x4A1583D6AEA670B8UL, 0x377D38802EC76DFBUL)]
    public void A_key_gives_these_numbers_for_ever(long seed, string purpose, long index, ulong first, ulong second, ulong third)
    {
        RandomStream stream = RandomStream.For(seed, purpose, index);

        Assert.Equal([first, second, third], [stream.NextUInt64(), stream.NextUInt64(), stream.NextUInt64()]);
    }

    [Fact]
    public void Doubles_are_the_upper_53_bits()
    {
        RandomStream stream = RandomStream.For(1, "searcher");

        Assert.Equal([0.5249269793587995, 0.12869246373660514, 0.4949882905390508], [stream.NextDouble(), stream.NextDouble(), stream.NextDouble()]);
    }

    [Fact]
    public void One_key_gives_one_stream_whatever_was_drawn_before()
    {
        RandomStream other = RandomStream.For(5, "other");
        RandomStream first = RandomStream.For(5, "searcher", 3);
        ulong[] expected = Draw(first, 50);
        Draw(other, 17);

        Assert.Equal(expected, Draw(RandomStream.For(5, "searcher", 3), 50));
    }

    [Fact]
    public void Index_is_zero_by_default() => Assert.Equal(Draw(RandomStream.For(9, "a", 0), 5), Draw(RandomStream.For(9, "a"), 5));

    [Fact]
    public void Each_of_many_keys_has_a_stream_of_its_own()
    {
        HashSet<ulong> seen = [];
        int keys = 0;
        foreach (long seed in new long[] { 0, 1, 2, -1, long.MinValue, long.MaxValue })
        {
            foreach (string purpose in new[] { "", "a", "b", "ab", "ba", "searcher", "Searcher" })
            {
                for (long index = -50; index < 50; index++)
                {
                    RandomStream stream = RandomStream.For(seed, purpose, index);
                    keys += 2;
                    seen.Add(stream.NextUInt64());
                    seen.Add(stream.NextUInt64());
                }
            }
        }

        Assert.Equal(keys, seen.Count);
    }

    [Fact]
    public void Bounded_numbers_stay_in_range_and_reach_both_ends()
    {
        RandomStream stream = RandomStream.For(1, "range");
        foreach (int bound in new[] { 1, 2, 3, 7, 100 })
        {
            int[] drawn = [.. Enumerable.Range(0, 5000).Select(_ => stream.NextInt32(bound))];
            Assert.Equal(0, drawn.Min());
            Assert.Equal(bound - 1, drawn.Max());
        }

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(stream.NextInt32(int.MaxValue), 0, int.MaxValue - 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_bound_that_is_not_positive_is_refused(int bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(bound), () => RandomStream.For(1, "x").NextInt32(bound));

    [Fact]
    public void A_missing_purpose_is_refused() => Assert.Throws<ArgumentNullException>("purpose", () => RandomStream.For(1, null!));

    [Fact]
    public void Shuffling_keeps_every_item()
    {
        for (int length = 0; length <= 100; length++)
        {
            int[] items = Sorted[..length];
            RandomStream.For(1, "shuffle", length).Shuffle<int>(items);
            Array.Sort(items);
            Assert.Equal(Sorted[..length], items);
        }
    }

    private static ulong[] Draw(RandomStream stream, int count) => [.. Enumerable.Range(0, count).Select(_ => stream.NextUInt64())];
}
