using System.Numerics;
using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Tests.Lanes;

public sealed class DropoutMasksTests
{
    private const int Many = 1 << 20;

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_share_of_zeros_is_the_rate_and_the_mean_is_one(double rate)
    {
        float[] mask = Draw(rate, Many);
        float kept = (float)(1 / (1 - rate));
        Assert.All(mask, m => Assert.True(m == 0 || m == kept));

        // Five standard deviations: one correct generator in 1.7 million fails.
        double deviation = Math.Sqrt(rate * (1 - rate) / Many);
        Assert.InRange(mask.Count(m => m == 0) / (double)Many, rate - (5 * deviation), rate + (5 * deviation));
        Assert.InRange(mask.Average(m => (double)m), 1 - (5 * deviation * kept), 1 + (5 * deviation * kept));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    public void Places_at_a_distance_are_independent(int distance)
    {
        float[] mask = Draw(0.5, Many);
        int both = Enumerable.Range(0, Many - distance).Count(i => mask[i] == 0 && mask[i + distance] == 0);
        double deviation = Math.Sqrt(0.25 * 0.75 / Many);
        Assert.InRange(both / (double)(Many - distance), 0.25 - (6 * deviation), 0.25 + (6 * deviation));
    }

    [Fact]
    public void A_rate_of_zero_keeps_all() => Assert.All(Draw(0, 1000), m => Assert.Equal(1, m));

    [Fact]
    public void The_largest_rate_below_one_drops_nearly_all() => Assert.InRange(Draw(Math.BitDecrement(1), Many).Count(m => m != 0), 0, 5);

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Other_rates_are_refused(double rate) => Assert.Throws<ArgumentOutOfRangeException>(() => new DropoutMasks(1, new TrialId(0), 1, rate));

    [Fact]
    public void Seed_trial_and_epoch_each_give_other_masks_and_together_the_same_again()
    {
        float[] mask = Draw(0.5, 256, seed: 1, trial: 2, epoch: 3);
        Assert.Equal(mask, Draw(0.5, 256, seed: 1, trial: 2, epoch: 3));
        Assert.NotEqual(mask, Draw(0.5, 256, seed: 2, trial: 2, epoch: 3));
        Assert.NotEqual(mask, Draw(0.5, 256, seed: 1, trial: 3, epoch: 3));
        Assert.NotEqual(mask, Draw(0.5, 256, seed: 1, trial: 2, epoch: 4));
    }

    /// <summary>The generator once more, one number after the other as its authors publish it.</summary>
    [Fact]
    public void The_masks_are_those_of_four_plain_generators()
    {
        RandomStream random = RandomStream.For(7, "dropout epoch 3", 2);
        ulong[][] words = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 4).Select(_ => random.NextUInt64()).ToArray())];
        List<float> expected = [];
        for (int step = 0; step < 50; step++)
        {
            for (int g = 0; g < 4; g++)
            {
                ulong[] s = [words[0][g], words[1][g], words[2][g], words[3][g]];
                ulong result = BitOperations.RotateLeft(s[1] * 5, 7) * 9;
                ulong t = s[1] << 17;
                s[2] ^= s[0];
                s[3] ^= s[1];
                s[1] ^= s[2];
                s[0] ^= s[3];
                s[2] ^= t;
                s[3] = BitOperations.RotateLeft(s[3], 45);
                (words[0][g], words[1][g], words[2][g], words[3][g]) = (s[0], s[1], s[2], s[3]);
                expected.Add((uint)result < 0x4000_0000u ? 0 : 1 / 0.75f);
                expected.Add(result >> 32 < 0x4000_0000u ? 0 : 1 / 0.75f);
            }
        }

        Assert.Equal(expected, Draw(0.25, expected.Count, seed: 7, trial: 2, epoch: 3));
    }

    [Fact]
    public void How_the_numbers_are_divided_into_calls_does_not_change_them() => Gen.Int[0, 21].Array[1, 30].Sample(parts =>
    {
        DropoutMasks masks = new(1, new TrialId(0), 1, 0.3);
        float[] whole = Draw(0.3, parts.Sum());
        List<float> divided = [];
        foreach (int part in parts)
        {
            float[] mask = new float[part];
            masks.Fill(mask);
            divided.AddRange(mask);
        }

        Assert.Equal(whole, divided);
    });

    private static float[] Draw(double rate, int count, long seed = 1, int trial = 0, int epoch = 1)
    {
        float[] mask = new float[count];
        new DropoutMasks(seed, new TrialId(trial), epoch, rate).Fill(mask);
        return mask;
    }
}
