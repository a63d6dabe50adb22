using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Tpe;

public sealed class TpeSearcherTests
{
    private static readonly SearchSpace Space = new(
        new FloatHyperparameter("x", 0, 1),
        new FloatHyperparameter("rate", 1e-4, 1, Scale.Log),
        new IntHyperparameter("n", 1, 8),
        new ChoiceHyperparameter("kind", HyperparameterValue.Of("a"), HyperparameterValue.Of("b"), HyperparameterValue.Of("c")),
        new BoolHyperparameter("flag"),
        new ConstantHyperparameter("one", HyperparameterValue.Of(1L)));

    [Fact]
    public void The_first_trials_are_drawn_from_the_priors()
    {
        TpeRun run = new(Space, new TpeSearcherSettings { Startup = 4 });

        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(new Reason("startup", $"{i} of 4 ended"), run.Ask().Reason);
            Assert.Equal(Space.Sample(RandomStream.For(1, "searcher", i)), run.Ask().Configuration);
            run.Run(1, Value);
        }

        Assert.Equal("tpe", run.Ask().Reason.Rule);
    }

    [Fact]
    public void A_proposal_says_its_expected_improvement_and_how_many_trials_are_good()
    {
        TpeRun run = new(Space);
        run.Run(20, Value);

        Assert.Matches(@"^tpe: ei=\d+(\.\d+)? good=3 of 20$", run.Ask().Reason.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Proposing_changes_nothing(bool multivariate)
    {
        TpeSearcherSettings settings = new() { Multivariate = multivariate };
        TpeRun asked = new(Space, settings);
        TpeRun quiet = new(Space, settings);
        for (int i = 0; i < 30; i++)
        {
            Proposal first = asked.Ask();
            asked.Searcher.Propose(new TrialId(999), RandomStream.For(5, "other"));

            Assert.Equal(first, asked.Ask());
            asked.Run(1, Value);
            quiet.Run(1, Value);
        }

        Assert.Equal(quiet.Ask(), asked.Ask());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Observing_the_same_again_brings_the_same_searcher_back(bool multivariate)
    {
        TpeSearcherSettings settings = new() { Multivariate = multivariate };
        TpeRun run = new(Space, settings);
        run.Run(40, c => c.GetDouble("x") < 0.1 ? double.NaN : Value(c));
        run.Take(run.Ask().Configuration);
        TpeSearcher replayed = new(Space, settings);
        foreach (Observation observation in run.Observations)
        {
            replayed.Observe(observation);
        }

        Assert.Equal(run.Ask(), replayed.Propose(new TrialId(run.Trials), RandomStream.For(1, "searcher", run.Trials)));
    }

    [Fact]
    public void Another_seed_gives_other_proposals()
    {
        TpeRun one = new(Space);
        TpeRun other = new(Space, seed: 2);

        Assert.NotEqual(one.Run(20, Value), other.Run(20, Value));
    }

    [Fact]
    public void Trials_may_end_in_any_order()
    {
        TpeRun run = new(Space);
        List<(TrialId Trial, Configuration Configuration)> pending = [];
        for (int i = 0; i < 60; i++)
        {
            Configuration configuration = run.Ask().Configuration;
            Assert.True(Space.Contains(configuration));
            pending.Add((run.Take(configuration), configuration));
            if (pending.Count == 8)
            {
                (TrialId trial, Configuration ended) = pending[(i * 5) % 8];
                pending.RemoveAt((i * 5) % 8);
                run.End(trial, ended, Value(ended), i % 7 == 0 ? TrialState.Stopped : TrialState.Completed);
            }
        }

        Assert.Equal("tpe", run.Ask().Reason.Rule);
    }

    [Fact]
    public void Pending_trials_are_kept_away_from()
    {
        SearchSpace line = new(new FloatHyperparameter("x", 0, 1));
        TpeRun run = new(line);
        Configuration At(double x) => new([new("x", HyperparameterValue.Of(x))]);
        for (int i = 0; i < 20; i++)
        {
            double x = i / 20.0;
            run.End(run.Take(At(x)), At(x), Math.Min(Math.Abs(x - 0.25), Math.Abs(x - 0.75)));
        }

        int before = Near();
        for (int i = 0; i < 20; i++)
        {
            run.Take(At(0.2 + (i / 200.0)));
        }

        Assert.InRange(before, 100, 200);
        Assert.InRange(Near(), 0, before / 2);

        int Near() => Enumerable.Range(0, 200).Count(i => run.Searcher.Propose(new TrialId(99), RandomStream.For(i, "s"))!.Configuration.GetDouble("x") is > 0.15 and < 0.35);
    }

    [Fact]
    public void Regions_of_failures_are_left()
    {
        TpeRun run = new(new SearchSpace(new FloatHyperparameter("x", 0, 1), new FloatHyperparameter("y", 0, 1)));
        IReadOnlyList<Configuration> taken = run.Run(60, c => c.GetDouble("x") < 0.5 ? double.NaN : c.GetDouble("y"));

        Assert.InRange(taken.Skip(30).Count(c => c.GetDouble("x") < 0.5), 0, 8);
    }

    [Fact]
    public void Where_all_trials_fail_it_goes_on_drawing()
    {
        TpeRun run = new(Space);
        run.Run(20, _ => double.NaN);

        Assert.Equal(new Reason("startup", "20 of 6 ended"), run.Ask().Reason);
    }

    [Fact]
    public void Cancelled_trials_say_nothing()
    {
        TpeRun run = new(Space);
        run.Run(20, Value);
        Proposal before = run.Ask();
        Configuration other = Space.Sample(RandomStream.For(7, "other"));
        run.Searcher.Observe(new Observation(ObservationKind.Proposed, new TrialId(50), other, 0, double.NaN, TrialState.Proposed));
        run.Searcher.Observe(new Observation(ObservationKind.Ended, new TrialId(50), other, 0, double.NaN, TrialState.Cancelled));

        Assert.Equal("good=3 of 20", run.Ask().Reason.Detail[^12..]);
        Assert.Equal(before.Configuration, run.Ask().Configuration);
    }

    [Fact]
    public void A_trial_that_ends_again_has_its_last_value()
    {
        TpeRun once = new(Space);
        TpeRun twice = new(Space);
        RandomStream random = RandomStream.For(3, "space");
        for (int i = 0; i < 20; i++)
        {
            Configuration configuration = Space.Sample(random);
            once.End(once.Take(configuration), configuration, Value(configuration));
            TrialId trial = twice.Take(configuration);
            twice.End(trial, configuration, 100 - i);
            twice.End(trial, configuration, Value(configuration));
        }

        Assert.Equal(once.Ask(), twice.Ask());
    }

    [Fact]
    public void Known_results_count_as_trials_that_ended()
    {
        TpeSearcher searcher = new(Space);
        for (int i = 0; i < 6; i++)
        {
            Configuration configuration = Space.Sample(RandomStream.For(2, "known", i));
            searcher.Observe(new Observation(ObservationKind.Known, new TrialId(-1 - i), configuration, 0, Value(configuration), TrialState.Completed));
        }

        Assert.Equal("tpe", searcher.Propose(new TrialId(0), RandomStream.For(1, "s"))!.Reason.Rule);
    }

    [Fact]
    public void A_finite_space_is_not_searched_twice_while_something_is_new()
    {
        TpeRun run = new(new SearchSpace(new IntHyperparameter("n", 1, 5), new BoolHyperparameter("b")));
        IReadOnlyList<Configuration> taken = run.Run(30, c => c.GetDouble("n"));

        Assert.InRange(taken.Take(12).Distinct().Count(), 8, 10);
        Assert.Equal(10, taken.Distinct().Count());
        Assert.Equal("prior", run.Ask().Reason.Rule);
    }

    [Fact]
    public void A_space_of_one_configuration_has_that_one()
    {
        TpeRun run = new(new SearchSpace(new ConstantHyperparameter("one", HyperparameterValue.Of(1L)), new FloatHyperparameter("x", 2, 2)));

        Assert.All(run.Run(20, _ => 1), c => Assert.Equal(2, c.GetDouble("x")));
        Assert.All(new TpeRun(new SearchSpace()).Run(20, _ => 1), c => Assert.Empty(c));
    }

    [Fact]
    public void Equal_and_enormous_values_do_no_harm()
    {
        TpeRun run = new(Space);

        Assert.All(run.Run(30, _ => 1), c => Assert.True(Space.Contains(c)));
        Assert.All(run.Run(30, c => c.GetDouble("x") * double.MaxValue), c => Assert.True(Space.Contains(c)));
    }

    [Theory]
    [InlineData(0, 24, 0.1, "searcher.startup: must be at least 1 (is 0)")]
    [InlineData(6, 0, 0.1, "searcher.candidates: must be from 1 to 100000 (is 0)")]
    [InlineData(6, 24, 0, "searcher.good-share: must be above 0 and below 1 (is 0)")]
    [InlineData(6, 24, double.NaN, "searcher.good-share: must be above 0 and below 1 (is NaN)")]
    public void Its_settings_are_checked(int startup, int candidates, double share, string message)
    {
        TpeSearcherSettings settings = new() { Startup = startup, Candidates = candidates, GoodShare = share };

        Assert.Equal("tpe", settings.Name);
        Assert.Equal(message, Assert.Throws<InvalidOptionException>(() => settings.Create(Space, 1)).Message);
    }

    private static double Value(Configuration c) =>
        Math.Abs(c.GetDouble("x") - 0.3) + Math.Abs(Math.Log10(c.GetDouble("rate")) + 2) + (c.GetDouble("n") / 8) + (c.GetText("kind") == "b" ? 0 : 1) + (c.GetBool("flag") ? 0 : 0.5);
}
