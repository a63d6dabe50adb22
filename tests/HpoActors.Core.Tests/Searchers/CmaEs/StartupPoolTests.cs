using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class StartupPoolTests
{
    [Fact]
    public void A_run_starts_from_the_better_half_of_a_few() => Assert.Equal([1, 2, 3, 4, 5], ParentsOf(10, startup: 10));

    [Fact]
    public void A_run_starts_from_the_best_tenth_of_many() => Assert.Equal(Enumerable.Range(1, 30), ParentsOf(300, startup: 10));

    [Fact]
    public void No_more_than_a_hundred_are_kept() => Assert.Equal(Enumerable.Range(1, 100), ParentsOf(3000, startup: 10));

    [Fact]
    public void Nobody_starts_from_a_failure()
    {
        StartupPool pool = new();
        pool.Add(Of(1, double.PositiveInfinity));
        pool.Add(Of(2, 7));

        Assert.Equal(1, pool.Count);
        Assert.Equal([2], pool.Parents(10).ToArray().Select(m => m.Trial.Value));
    }

    [Fact]
    public void A_revised_value_replaces_the_first_and_counts_for_the_trial_that_brought_it()
    {
        StartupPool pool = new();
        pool.Add(Of(1, 1));
        pool.Add(Of(2, 2));
        pool.Add(Of(1, 3));

        Assert.Equal(3, pool.Count);
        Assert.Equal([2.0, 3, 3], pool.Parents(10).ToArray().Select(m => m.Value));
    }

    // Trials 1, 2, ... whose values are their numbers, told from both ends.
    private static IEnumerable<int> ParentsOf(int count, int startup)
    {
        StartupPool pool = new();
        for (int i = 0; i < count; i++)
        {
            int trial = i % 2 == 0 ? 1 + (i / 2) : count - (i / 2);
            pool.Add(Of(trial, trial));
        }

        return pool.Parents(startup).ToArray().Select(m => m.Trial.Value);
    }

    private static Member Of(int trial, double value) => new(new TrialId(trial), [0.5], value);
}
