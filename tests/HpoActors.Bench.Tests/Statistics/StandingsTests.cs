using HpoActors.Bench.Contenders;
using HpoActors.Bench.Problems;
using HpoActors.Bench.Statistics;

namespace HpoActors.Bench.Tests.Statistics;

public sealed class StandingsTests
{
    // Two problems, three contenders, four seeds, two trials; the second problem has no known optimum.
    private static readonly SuiteResult Result = new(
        [FunctionProblems.Sphere, FunctionProblems.Sphere with { Name = "loss", Optimum = null }],
        ["random", "good", "equal"],
        [
            [Runs(10, 20, 30, 40), Runs(0.1, 0.2, 0.3, 0.4), Runs(10, 20, 30, 40)],
            [Runs(0.50, 0.60, 0.70, 0.65), Runs(0.40, 0.45, 0.35, 0.65), Runs(0.50, 0.60, 0.70, 0.65)],
        ],
        new RunLength(2),
        true,
        []);

    [Fact]
    public void Ranks_are_means_over_problems_and_seeds()
    {
        Standings standings = Standings.Of(Result, 2, [0, 1, 2], "random");

        // random and equal tie for second place everywhere, and all three for first at the last seed of the last problem.
        Assert.Equal([2.4375, 1.125, 2.4375], standings.MeanRanks);
        Assert.Equal([2.5, 1, 2.5], standings.Cells[0].Select(c => c.MeanRank));
    }

    [Fact]
    public void A_contender_that_does_not_count_moves_nobodys_rank()
    {
        Standings standings = Standings.Of(Result, 2, [0, 1], "random");
        Assert.Equal([1.9375, 1.0625, double.NaN], standings.MeanRanks);
    }

    // scipy.stats.ttest_ind(numpy.log10([.1, .2, .3, .4]), numpy.log10([10, 20, 30, 40]), equal_var=False, alternative="less"), and of the losses themselves.
    [Fact]
    public void Tests_are_on_logarithms_of_regrets_and_on_losses_as_they_are()
    {
        Standings standings = Standings.Of(Result, 2, [0, 1, 2], "random");
        Assert.Equal(GoodOnRegret, standings.Cells[0][1].PValue!.Value, 1e-9);
        Assert.Equal(GoodOnLoss, standings.Cells[1][1].PValue!.Value, 1e-9);
        Assert.Equal(0.5, standings.Cells[0][2].PValue!.Value, 1e-9);
        Assert.Null(standings.Cells[0][0].PValue);
        Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(standings.Ahead));
    }

    [Fact]
    public void A_tie_is_half_a_win()
    {
        Standings standings = Standings.Of(Result, 2, [0, 1, 2], "random");
        Assert.Equal(7.5 / 8, standings.WinShare(1, 0));
        Assert.Equal(0.5, standings.WinShare(2, 0));
    }

    [Fact]
    public void Earlier_standings_look_at_earlier_trials() => Assert.Equal(100, Standings.Of(Result, 1, [0], "random").Cells[0][0].Scores.Median);

    [Fact]
    public void Budgets_above_the_length_are_left_out() =>
        Assert.Equal([2], Summary.Of(Result, []).AtBudgets.Select(s => s.Trials));

    [Fact]
    public void Regrets_below_a_millionth_are_alike() => Assert.Equal(-6, Standings.Tested(FunctionProblems.Sphere, 0));

    private const double GoodOnRegret = 1.8314978800644212e-05;
    private const double GoodOnLoss = 0.056113359731453406;

    private static SearchRun[] Runs(params double[] last) => Array.ConvertAll(last, score => new SearchRun([100, score], 0.001));
}
