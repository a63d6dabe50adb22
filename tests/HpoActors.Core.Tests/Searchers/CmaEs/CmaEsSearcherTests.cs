using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.CmaEs;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class CmaEsSearcherTests
{
    private static readonly SearchSpace Mixed = new(
        [
            new FloatHyperparameter("lr", 1e-6, 1e-1, Scale.Log),
            new FloatHyperparameter("momentum", 0, 1, step: 0.1),
            new IntHyperparameter("batch", 8, 256, Scale.Log),
            new IntHyperparameter("huge", 0, 1L << 52),
            new FloatHyperparameter("decay", 0, 1, prior: Prior.Normal(0.1, 0.01)),
            new ChoiceHyperparameter("act", HyperparameterValue.Of("relu"), HyperparameterValue.Of("tanh"), HyperparameterValue.Of("gelu")),
            new BoolHyperparameter("nesterov"),
            new OrdinalHyperparameter("size", HyperparameterValue.Of("s"), HyperparameterValue.Of("m"), HyperparameterValue.Of("l")),
            new ConstantHyperparameter("depth", HyperparameterValue.Of(3)),
            new IntHyperparameter("one", 7, 7),
            new IntHyperparameter("layers", 1, 3),
            new IntHyperparameter("units_2", 32, 1024, Scale.Log) { When = Condition.Parse("layers >= 2") },
            new ChoiceHyperparameter("norm_3", HyperparameterValue.Of("batch"), HyperparameterValue.Of("layer")) { When = Condition.Parse("layers >= 3") },
        ],
        [Condition.Parse("act == tanh && layers > 2")]);

    [Fact]
    public void Every_proposal_lies_within_the_space()
    {
        CmaEsRun run = new CmaEsRun(Mixed).Run(600, c =>
        {
            Assert.True(Mixed.Contains(c), Mixed.Problem(c));
            return Loss(c);
        });

        Assert.InRange(run.Best, 0, 0.35);
    }

    [Fact]
    public void The_first_trials_spread_over_the_priors()
    {
        CmaEsRun run = new(CmaEsRun.Cube(2));
        double[][] points = [.. Enumerable.Range(0, 10).Select(i => CmaEsRun.Numbers(run.Take(i)))];

        Assert.Equal(Enumerable.Range(0, 10), points.Select(p => (int)(p[0] * 10)).Order());
        Assert.Equal(Enumerable.Range(0, 10), points.Select(p => (int)(p[1] * 10)).Order());
    }

    [Fact]
    public void The_first_mean_is_the_weighted_mean_of_the_better_half()
    {
        CmaEsRun run = new(CmaEsRun.Cube(1), new CmaEsSearcherSettings(Startup: 4));
        double[] x = [.1, .2, .3, .4];
        for (int i = 0; i < 4; i++)
        {
            run.End(i, At(x[i]), i);
        }

        // Weights log(3) - log(1) and log(3) - log(2), divided by their sum.
        Assert.Equal(0.12695772896908153, run.Searcher.Distribution!.Strategy!.Mean[0], 1e-12);
        Assert.Equal(0.08, run.Searcher.Distribution!.Sigma, 1e-15);
    }

    [Fact]
    public void Asking_changes_nothing()
    {
        CmaEsRun quiet = new(Mixed);
        CmaEsRun asked = new(Mixed);
        for (int trial = 0; trial < 80; trial++)
        {
            for (int i = 0; i < 3; i++)
            {
                asked.Ask(trial + i);
            }

            Configuration configuration = quiet.Take(trial);
            Assert.Equal(configuration, asked.Take(trial));
            quiet.End(trial, configuration, Loss(configuration));
            asked.End(trial, configuration, Loss(configuration));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Replay_brings_the_same_searcher_back(int askers)
    {
        CmaEsRun live = new(Mixed);
        Queue<(int Trial, Configuration Configuration)> running = [];
        for (int trial = 0; trial < 200; trial++)
        {
            running.Enqueue((trial, live.Take(trial)));
            if (running.Count == askers)
            {
                (int ended, Configuration configuration) = running.Dequeue();
                live.End(ended, configuration, Loss(configuration), ended % 17 == 3 ? TrialState.Failed : TrialState.Completed);
            }
        }

        ISearcher replayed = new CmaEsSearcherSettings().Create(Mixed, 1);
        foreach (Observation observation in live.Told)
        {
            replayed.Observe(observation);
        }

        for (int trial = 200; trial < 220; trial++)
        {
            Assert.Equal(live.Ask(trial), replayed.Propose(new TrialId(trial), RandomStream.For(1, "searcher", trial)));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_search_and_another_seed_another()
    {
        Configuration[] one = Proposed(seed: 1);

        Assert.Equal(one, Proposed(seed: 1));
        Assert.Empty(one.Intersect(Proposed(seed: 2)));
    }

    [Fact]
    public void Late_and_foreign_results_count_towards_a_generation()
    {
        CmaEsRun run = new CmaEsRun(CmaEsRun.Cube(1), new CmaEsSearcherSettings(Startup: 4, Population: 4)).Run(4, Loss1);
        Configuration late = run.Take(4);
        run.Run(4, Loss1, from: 5);
        Assert.Equal(1, run.Searcher.Distribution!.Generation);

        run.End(4, late, Loss1(late));
        for (int i = 9; i < 12; i++)
        {
            run.End(i, At(0.9), Loss1(At(0.9)));
        }

        Assert.Equal(2, run.Searcher.Distribution!.Generation);
    }

    [Fact]
    public void One_foreign_point_far_out_does_not_throw_the_search_off()
    {
        CmaEsRun run = new CmaEsRun(CmaEsRun.Cube(2), seed: 3).Run(150, c => Sphere(c, 0.3));
        double before = run.Searcher.Distribution!.Sigma;
        run.End(150, At(0.99, 0.99), -1);
        run.Run(3, c => Sphere(c, 0.3), from: 151);

        Assert.InRange(run.Searcher.Distribution!.Sigma, 0, 5 * before);
    }

    [Fact]
    public void A_failed_trial_ranks_last()
    {
        CmaEsRun failing = new CmaEsRun(CmaEsRun.Cube(2)).Run(200, c => CmaEsRun.Numbers(c)[0] > 0.5 ? double.NaN : Sphere(c, 0.6));

        // The best allowed point is (0.5, 0.6).
        Assert.InRange(failing.Best, 0.01, 0.0105);
    }

    [Fact]
    public void A_cancelled_trial_says_nothing()
    {
        CmaEsRun run = new(CmaEsRun.Cube(1), new CmaEsSearcherSettings(Startup: 2));
        for (int i = 0; i < 10; i++)
        {
            run.End(i, run.Take(i), double.NaN, TrialState.Cancelled);
        }

        Assert.Null(run.Searcher.Distribution);
        Assert.Equal(new Reason("startup", "0 of 2 results"), run.Ask(10).Reason);
    }

    [Fact]
    public void Where_nothing_succeeds_the_search_stays_random()
    {
        CmaEsRun run = new CmaEsRun(Mixed).Run(200, _ => double.NaN);

        Assert.Null(run.Searcher.Distribution);
        Assert.Equal(200, run.Told.Select(o => o.Configuration).Distinct().Count());
    }

    [Fact]
    public void On_a_plateau_the_step_size_grows_up_to_a_bound()
    {
        CmaEsRun run = new CmaEsRun(CmaEsRun.Cube(3), new CmaEsSearcherSettings(Population: 6)).Run(16, _ => 1);
        Assert.InRange(run.Searcher.Distribution!.Sigma, 0.1, 0.2);

        run.Run(120, _ => 1, from: 16);
        Assert.Equal(0.5, run.Searcher.Distribution!.Sigma, 1e-12);
    }

    [Fact]
    public void A_second_end_revises_the_value_within_a_generation()
    {
        CmaEsRun first = Startup();
        first.End(4, At(0.2), 9);
        first.End(4, At(0.2), 1);
        first.End(6, At(0.8), 5);

        // The same four members, the revised one standing for the cancelled trial of its configuration too.
        CmaEsRun second = Startup();
        second.End(4, At(0.2), 1);
        second.End(4, At(0.2), 1);
        second.End(6, At(0.8), 5);
        first.End(7, At(0.7), 4);
        second.End(7, At(0.7), 4);

        Assert.Equal(1, first.Searcher.Distribution!.Generation);
        Assert.Equal(second.Searcher.Distribution!.Strategy!.Mean, first.Searcher.Distribution!.Strategy!.Mean);

        static CmaEsRun Startup()
        {
            CmaEsRun run = new(CmaEsRun.Cube(1), new CmaEsSearcherSettings(Startup: 2, Population: 4));
            run.End(0, At(0.4), 1);
            run.End(1, At(0.6), 2);
            return run;
        }
    }

    [Fact]
    public void Earlier_results_replace_the_startup()
    {
        CmaEsRun run = new(CmaEsRun.Cube(2));
        RandomStream random = RandomStream.For(5, "known");
        for (int i = 0; i < 200; i++)
        {
            Configuration known = At(random.NextDouble(), random.NextDouble());
            run.Know(i, known, Sphere(known, 0.8));
        }

        Assert.Equal("cma-es", run.Ask(0).Reason.Rule);
        Assert.All(run.Searcher.Distribution!.Strategy!.Mean, m => Assert.Equal(0.8, m, 0.05));
        Assert.InRange(run.Run(25, c => Sphere(c, 0.8)).Best, 0, 0.001);
    }

    [Fact]
    public void A_few_earlier_results_shorten_the_startup()
    {
        CmaEsRun run = new(CmaEsRun.Cube(1));
        run.Know(0, At(0.3), 1);
        run.Know(1, At(0.4), 2);

        Assert.Equal("2 of 10 results", run.Ask(0).Reason.Detail);
    }

    [Fact]
    public void A_proposal_says_where_the_search_stands()
    {
        CmaEsRun run = new CmaEsRun(CmaEsRun.Cube(2)).Run(18, c => Sphere(c, 0.3));

        Assert.Matches("^sigma=0\\.[0-9]+ generation=2 population=4 restarts=0$", run.Ask(18).Reason.Detail);
    }

    [Theory]
    [InlineData(0, null, 0.1, "searcher.startup")]
    [InlineData(100_001, null, 0.1, "searcher.startup")]
    [InlineData(1, 1, 0.1, "searcher.population")]
    [InlineData(1, 10_001, 0.1, "searcher.population")]
    [InlineData(1, null, 0.0, "searcher.sigma")]
    [InlineData(1, null, 1.1, "searcher.sigma")]
    [InlineData(1, null, double.NaN, "searcher.sigma")]
    public void An_option_out_of_range_is_refused(int startup, int? population, double sigma, string key) =>
        Assert.Equal(key, Assert.Throws<InvalidOptionException>(() => new CmaEsSearcherSettings(startup, population, sigma).Create(Mixed, 1)).Key);

    private static Configuration At(params double[] x) => new(x.Select((v, i) => KeyValuePair.Create($"x{i}", HyperparameterValue.Of(v))));

    private static double Loss1(Configuration c) => Math.Abs(c.GetDouble("x0") - 0.3);

    private static double Sphere(Configuration c, double optimum) => CmaEsRun.Numbers(c).Sum(x => Math.Pow(x - optimum, 2));

    private static double Loss(Configuration c) =>
        Math.Pow((Math.Log10(c.GetDouble("lr")) + 3) / 5, 2) + Math.Abs(c.GetDouble("momentum") - 0.9) + (0.1 * c.GetInt32("layers"))
        + (c.GetText("act") == "relu" ? 0 : 0.5) + Math.Pow(Math.Log(c.GetInt32("batch") / 32.0) / 4, 2) + Math.Abs(c.GetDouble("units_2", 100) - 100) / 1000;

    private static Configuration[] Proposed(long seed) => [.. new CmaEsRun(Mixed, seed: seed).Run(60, Loss).Told.Where(o => o.Kind == ObservationKind.Proposed).Select(o => o.Configuration)];
}
