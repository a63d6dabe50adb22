using HpoActors.Core.Searchers.CmaEs;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class CmaEsRestartTests
{
    [Fact]
    public void A_restart_spreads_over_the_priors_again_and_doubles_the_population()
    {
        CmaEsRun run = new(CmaEsRun.Cube(2), new CmaEsSearcherSettings(Population: 8));
        int trial = 0;
        while (run.Searcher.Restarts == 0)
        {
            run.Run(1, c => CmaEsRun.Numbers(c).Sum(x => Math.Pow(x - 0.3, 2)), from: trial++);
            Assert.InRange(trial, 1, 2000);
        }

        Assert.Null(run.Searcher.Distribution);
        Assert.Equal("0 of 32 results", run.Ask(trial).Reason.Detail);
        double[][] points = [.. Enumerable.Range(trial, 32).Select(i => CmaEsRun.Numbers(run.Take(i)))];
        Assert.Equal(Enumerable.Range(0, 32), points.Select(p => (int)(p[1] * 32)).Order());

        run.Run(32, c => CmaEsRun.Numbers(c)[0], from: trial);
        Assert.Equal(16, run.Searcher.Distribution!.Population);
    }

    [Fact]
    public void Another_run_finds_what_the_first_one_missed()
    {
        // A wide basin of depth 0 around 0.8, a narrower one of depth -1 around 0.2.
        static double Basins(Configuration c)
        {
            double[] x = CmaEsRun.Numbers(c);
            return Math.Min(x.Sum(a => Math.Pow(a - 0.8, 2)), (20 * x.Sum(a => Math.Pow(a - 0.2, 2))) - 1);
        }

        static double[] BestOf(int trials) => [.. Enumerable.Range(1, 5).Select(seed => new CmaEsRun(CmaEsRun.Cube(2), seed: seed).Run(trials, Basins).Best)];
        Assert.Contains(BestOf(400), b => b > -0.9);
        Assert.All(BestOf(4000), b => Assert.InRange(b, -1, -0.999));
    }

    [Fact]
    public void A_search_without_numbers_restarts_when_nothing_changes_any_more()
    {
        SearchSpace space = new(new BoolHyperparameter("a"), new ChoiceHyperparameter("b", HyperparameterValue.Of("x"), HyperparameterValue.Of("y")));
        CmaEsRun run = new CmaEsRun(space).Run(600, _ => 1);

        Assert.InRange(run.Searcher.Restarts, 1, 10);
    }

    [Fact]
    public void A_space_with_nothing_to_search_is_searched_all_the_same()
    {
        SearchSpace constant = new(new ConstantHyperparameter("k", HyperparameterValue.Of(1)), new IntHyperparameter("n", 3, 3));
        CmaEsRun run = new CmaEsRun(constant).Run(100, c => c.GetInt32("n"));

        Assert.Equal(3, run.Best);
        Assert.Equal(0, new CmaEsRun(new SearchSpace()).Run(100, c => c.Count).Best);
    }
}
