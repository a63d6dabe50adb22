using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Gp;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Gp;

public sealed class GpSearcherTests
{
    private static readonly SearchSpace Square = new(new FloatHyperparameter("x", 0, 1), new FloatHyperparameter("y", 0, 1));

    [Fact]
    public void The_first_trials_are_a_design_and_the_others_come_from_the_model()
    {
        List<Proposal> proposals = new GpRun(Square).Run(10, Bowl);

        Assert.All(proposals.Take(6), p => Assert.Equal("startup", p.Reason.Rule));
        Assert.All(proposals.Skip(6), p => Assert.Equal("gp", p.Reason.Rule));
        Assert.Equal("1 of 6", proposals[0].Reason.Detail);
        Assert.Matches(@"^log-ei=-?\d+\.\d\d noise=\S+ results=9$", proposals[9].Reason.Detail);
    }

    [Fact]
    public void It_finds_the_bottom_of_a_bowl() => Assert.True(new GpRun(Square).Run(25, Bowl).Min(p => Bowl(p.Configuration)) < 1e-4);

    [Fact]
    public void Asking_changes_nothing_and_observing_again_brings_it_back()
    {
        GpRun run = new(Square);
        for (int i = 0; i < 30; i++)
        {
            (TrialId trial, Proposal proposal) = run.Start();

            // Every fifth one stays pending, some fail.
            if (i % 5 != 4)
            {
                run.End(trial, proposal.Configuration, i % 7 == 6 ? double.NaN : Bowl(proposal.Configuration), i % 7 == 6 ? TrialState.Failed : TrialState.Completed);
            }
        }

        Proposal next = run.Ask();
        GpSearcher never = new(Square, 1, new GpSearcherSettings(6));
        foreach (Observation observation in run.Observed)
        {
            never.Observe(observation);
        }

        Assert.Equal("gp", next.Reason.Rule);
        Assert.Equal(next, run.Ask());
        Assert.Equal(next, never.Propose(new TrialId(30), RandomStream.For(1, "searcher", 30)));
    }

    [Fact]
    public void The_same_stream_gives_the_same_proposals_and_another_one_others()
    {
        List<Proposal> first = new GpRun(Square, seed: 5).Run(12, Bowl);

        Assert.Equal(first, new GpRun(Square, seed: 5).Run(12, Bowl));
        Assert.NotEqual(first, new GpRun(Square, seed: 6).Run(12, Bowl));
    }

    [Fact]
    public void A_value_that_changes_later_is_learnt_as_if_it_had_been_so_at_once()
    {
        GpRun changed = new(Square);
        GpRun straight = new(Square);
        foreach (Proposal proposal in new GpRun(Square).Run(20, Bowl))
        {
            foreach (GpRun run in (GpRun[])[changed, straight])
            {
                run.End(run.Start(proposal.Configuration), proposal.Configuration, Bowl(proposal.Configuration));
            }
        }

        changed.Ask();
        Configuration first = changed.Observed[0].Configuration;
        changed.End(new TrialId(0), first, -5);
        GpRun told = new(Square);
        foreach (Observation observation in straight.Observed.Where(o => o.Kind == ObservationKind.Ended))
        {
            told.Start(observation.Configuration);
            told.End(observation.Trial, observation.Configuration, observation.Trial.Value == 0 ? -5 : observation.Value);
        }

        Assert.Equal(told.Ask(), changed.Ask());
        Assert.NotEqual(straight.Ask(), changed.Ask());
    }

    [Fact]
    public void What_is_pending_moves_the_next_proposal_away()
    {
        GpRun run = new(Square);
        run.Run(15, Bowl);
        (_, Proposal pending) = run.Start();

        double[] distances = [.. Enumerable.Range(0, 4).Select(_ => Distance(pending.Configuration, run.Start().Proposal.Configuration))];

        Assert.All(distances, distance => Assert.True(distance > 1e-3, $"only {distance} away"));
    }

    [Fact]
    public void Where_trials_fail_it_does_not_stay()
    {
        // The bowl's bottom lies where nothing works; the best of what works lies at the border, x = 0.4.
        GpRun run = new(Square);
        List<double> tried = [];
        for (int i = 0; i < 40; i++)
        {
            (TrialId trial, Proposal proposal) = run.Start();
            double x = proposal.Configuration.GetDouble("x");
            tried.Add(x);
            run.End(trial, proposal.Configuration, x < 0.4 ? double.NaN : Bowl(proposal.Configuration), x < 0.4 ? TrialState.Failed : TrialState.Completed);
        }

        Assert.InRange(tried.Skip(20).Count(x => x < 0.3), 0, 2);
        Assert.InRange(tried.Where(x => x >= 0.4).Min(), 0.4, 0.41);
    }

    [Fact]
    public void Nothing_that_was_evaluated_comes_again_while_there_is_something_new()
    {
        SearchSpace space = new(new IntHyperparameter("n", 0, 5), new ChoiceHyperparameter("c", HyperparameterValue.Of("a"), HyperparameterValue.Of("b"), HyperparameterValue.Of("c")));

        List<Proposal> proposals = new GpRun(space, startup: 1).Run(14, c => Math.Abs(c.GetInt32("n") - 4) + (c.GetText("c") == "b" ? 0 : 1));

        Assert.Equal(12, proposals.Skip(2).Select(p => p.Configuration).Distinct().Count());
    }

    [Fact]
    public void Results_of_earlier_experiments_stand_for_a_design()
    {
        GpSearcher searcher = new(Square, 1, new GpSearcherSettings(6));
        for (int i = 0; i < 6; i++)
        {
            Configuration known = Square.Sample(RandomStream.For(1, "known", i));
            searcher.Observe(new Observation(ObservationKind.Known, new TrialId(-1 - i), known, 0, Bowl(known), TrialState.Completed));
        }

        Assert.Equal("gp", searcher.Propose(new TrialId(0), RandomStream.For(1, "s"))!.Reason.Rule);
    }

    [Fact]
    public void Where_noise_is_large_a_good_configuration_may_be_measured_again()
    {
        SearchSpace space = new(new IntHyperparameter("n", 0, 2));
        RandomStream noise = RandomStream.For(1, "noise");

        List<Proposal> proposals = new GpRun(space).Run(30, c => c.GetInt32("n") + (4 * noise.NextDouble()));

        Assert.All(proposals, p => Assert.InRange(p.Configuration.GetInt32("n"), 0, 2));
        Assert.True(proposals.Count(p => p.Configuration.GetInt32("n") == 0) >= 5);
    }

    [Fact]
    public void Its_settings_make_it()
    {
        GpSearcherSettings settings = new();

        Assert.Equal("gp", settings.Name);
        ISearcher searcher = settings.Create(Square, 1);
        Assert.IsType<GpSearcher>(searcher);
        Assert.True(searcher.LearnsFromResults);
        Assert.True(searcher.ThinksLong);
        Assert.Null(searcher.Size);
        Assert.Equal("searcher.startup", Assert.Throws<InvalidOptionException>(() => (settings with { Startup = 0 }).Create(Square, 1)).Key);
    }

    private static double Bowl(Configuration c) => Math.Pow(c.GetDouble("x") - 0.3, 2) + Math.Pow(c.GetDouble("y") - 0.6, 2);

    private static double Distance(Configuration a, Configuration b) =>
        Math.Sqrt(Math.Pow(a.GetDouble("x") - b.GetDouble("x"), 2) + Math.Pow(a.GetDouble("y") - b.GetDouble("y"), 2));
}
