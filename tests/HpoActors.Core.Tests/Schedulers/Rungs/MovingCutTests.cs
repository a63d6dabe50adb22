using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Tests.Schedulers.Rungs;

public sealed class MovingCutTests
{
    [Fact]
    public void Entries_are_ordered_by_value_with_nan_last_and_then_by_trial()
    {
        RungEntry[] ordered =
        [
            Entry(double.NegativeInfinity, 9), Entry(-1, 3), Entry(0, 1), Entry(0, 2), Entry(1e300, 0), Entry(double.PositiveInfinity, 7), Entry(double.NaN, 4), Entry(double.NaN, 5),
        ];
        Assert.Equal(ordered, ordered.Reverse().Order());
    }

    // Against sorting anew after every step: an entry more, or a cut that moves either way.
    [Fact]
    public void The_cut_is_where_sorting_would_put_it() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[-5, 5], Gen.Int[0, 12]).Array[1, 60].Sample(steps =>
        {
            MovingCut cut = new();
            List<RungEntry> all = [];
            for (int i = 0; i < steps.Length; i++)
            {
                (int kind, int value, int size) = steps[i];
                if (kind == 0)
                {
                    cut.Size = size;
                }
                else
                {
                    RungEntry entry = Entry(value == 5 ? double.NaN : value, i);
                    cut.Add(entry);
                    all.Add(entry);
                    all.Sort();
                }

                int inside = Math.Min(cut.Size, all.Count);
                Assert.Equal(all.Count, cut.Count);
                Assert.Equal(inside > 0 ? all[inside - 1] : null, cut.LastInside);
                Assert.Equal(inside < all.Count ? all[inside] : null, cut.FirstOutside);
                Assert.All(all, (entry, place) => Assert.Equal(place < inside, cut.IsInside(entry)));
            }
        });

    // numpy.quantile([1, 2, 4, 8], 1/3) = 2, of [1, 2, 4] 1 + 2/3, of [1, 2, 4, 8, 16] at position 4/3: 2 + 2/3.
    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(1.3333333333333333, 2)]
    [InlineData(1.6666666666666667, 3)]
    [InlineData(2.0, 4)]
    [InlineData(2.6666666666666665, 5)]
    public void A_quantile_is_interpolated_linearly(double expected, int count)
    {
        MovingCut cut = new();
        Quantile third = new(1, 3);
        for (int i = 0; i < count; i++)
        {
            cut.Add(Entry(1 << i, i));
        }

        cut.Size = third.SizeFor(count);
        Assert.True(third.Admits(expected - 1e-12, cut));
        Assert.False(third.Admits(expected + 1e-12, cut));
        Assert.False(third.Admits(double.NaN, cut));
    }

    private static RungEntry Entry(double value, int trial) => new(value, new TrialId(trial));
}
