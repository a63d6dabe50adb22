using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Pasha;

namespace HpoActors.Core.Tests.Schedulers.Pasha;

public sealed class SoftRankingTests
{
    // 0 leads, falls behind and leads again by 0.03; at the lower rung they are 0.02 apart, which is less.
    [Fact]
    public void Epsilon_is_the_distance_of_those_that_change_places_and_change_back()
    {
        SoftRanking ranking = new(null);
        Assert.True(ranking.Add(new TrialId(0), [0.1, 0.3, 0.2]));
        Assert.Equal(0, ranking.Epsilon);
        Assert.True(ranking.Add(new TrialId(1), [0.2, 0.28, 0.23]));
        Assert.Equal(0.03, ranking.Epsilon, 1e-12);
    }

    [Fact]
    public void Who_changes_places_for_good_is_no_noise()
    {
        SoftRanking ranking = new(null);
        Assert.True(ranking.Add(new TrialId(0), [0.3, 0.3, 0.2]));
        Assert.False(ranking.Add(new TrialId(1), [0.2, 0.28, 0.23]));
        Assert.Equal(0, ranking.Epsilon);
    }

    // Trial i changes places to and fro with trial 0 alone, i/100 apart: of ten distances the ninth is 0.09.
    [Fact]
    public void Epsilon_is_the_90th_percentile()
    {
        SoftRanking ranking = new(null);
        ranking.Add(new TrialId(0), [0, 10, 0]);
        for (int i = 1; i <= 10; i++)
        {
            ranking.Add(new TrialId(i), [i, i, 0.01 * i]);
        }

        Assert.Equal(0.09, ranking.Epsilon, 1e-12);
        ranking.Clear();
        Assert.Equal(0.09, ranking.Epsilon, 1e-12);
    }

    // Places in between are all that is looked at again: the same as to look at all.
    [Fact]
    public void The_rankings_agree_where_every_place_does() =>
        Gen.Select(Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 9]).Array[1, 25], Gen.OneOf(Gen.Const(-1), Gen.Int[0, 3])).Sample((values, epsilon) =>
        {
            SoftRanking ranking = new(epsilon < 0 ? null : epsilon);
            for (int n = 1; n <= values.Length; n++)
            {
                bool agrees = ranking.Add(new TrialId(n - 1), [values[n - 1].Item1, values[n - 1].Item2, values[n - 1].Item3]);
                int[] lower = [.. Enumerable.Range(0, n).OrderBy(i => values[i].Item2).ThenBy(i => i)];
                int[] higher = [.. Enumerable.Range(0, n).OrderBy(i => values[i].Item3).ThenBy(i => i)];
                bool expected = Enumerable.Range(0, n).All(i => Math.Abs(values[higher[i]].Item2 - values[lower[i]].Item2) <= ranking.Epsilon);
                Assert.Equal(expected, agrees);
                if (!agrees)
                {
                    return;
                }
            }
        });
}
