using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Bohb;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Searchers.Gp;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Bohb;

public sealed class BohbExperimentTests
{
    [Fact]
    public void A_loop_without_actors_finds_better_ones_than_hyperband_alone()
    {
        double[] bohb = [.. Enumerable.Range(1, 15).Select(seed => Best(new BohbSchedulerSettings(), seed))];
        double[] hyperband = [.. Enumerable.Range(1, 15).Select(seed => Best(new HyperbandSchedulerSettings(), seed))];

        Assert.True(Median(bohb) < 0.7 * Median(hyperband), $"{Median(bohb)} against {Median(hyperband)}");
    }

    [Fact]
    public void Every_proposal_is_in_the_space_whatever_fails() => Gen.Select(Gen.Int[1, 60], Gen.Int[1, 9], Gen.Int[5, 40], Gen.Int[1, 99], (trials, trainers, failOneIn, seed) => (trials, trainers, failOneIn, seed)).Sample(
        x =>
        {
            ExperimentSpec spec = Specs.Of(x.trials, 9) with { Space = MixedSpace.Space, Scheduler = new BohbSchedulerSettings(MinResults: 3), Seed = x.seed };
            Crowd crowd = new Crowd(spec, MixedSpace.Curve, x.trainers, x.seed, x.failOneIn).ToEnd();
            Assert.Equal(x.trials, crowd.State.Proposed);
            Assert.All(crowd.Proposed, p => Assert.Null(MixedSpace.Space.Problem(p.Configuration)));
        },
        iter: 60);

    [Fact]
    public void An_experiment_ends_and_comes_back_from_its_facts_whatever_happens() => Scenario.Any.Sample(
        s => new VirtualRun(s with { Spec = s.Spec with { Searcher = new RandomSearcherSettings(), Scheduler = new BohbSchedulerSettings(2) } }).ToEnd(), iter: 200);

    [Fact]
    public void Another_searcher_is_refused_and_tpe_is_welcome()
    {
        ExperimentSpec spec = Specs.Of(9, 9) with { Scheduler = new BohbSchedulerSettings() };
        Assert.Equal(
            "searcher: is gp, but scheduler = bohb proposes by tpe; leave searcher out, or write tpe with its options",
            Assert.Throws<InvalidOptionException>((spec with { Searcher = new GpSearcherSettings() }).Validate).Message);
        (spec with { Searcher = new TpeSearcherSettings { Candidates = 5 } }).Validate();
    }

    [Fact]
    public void A_wrong_option_is_named()
    {
        Assert.Equal("scheduler.random-share: must lie in [0, 1] (is 1.5)", ErrorOf(new BohbSchedulerSettings(RandomShare: 1.5)));
        Assert.Equal("scheduler.min-results: must be auto or at least 1 (is 0)", ErrorOf(new BohbSchedulerSettings(MinResults: 0)));
        Assert.Equal("scheduler.eta: must be a whole number of at least 2 (is 1)", ErrorOf(new BohbSchedulerSettings(Eta: 1)));
    }

    private static string ErrorOf(SchedulerSettings settings) => Assert.Throws<InvalidOptionException>((Specs.Of(9, 9) with { Scheduler = settings }).Validate).Message;

    private static double Best(SchedulerSettings settings, int seed)
    {
        SearchSpace space = new(Enumerable.Range(0, 3).Select(i => new FloatHyperparameter($"x{i}", -2, 2)));
        ExperimentDriver experiment = new(Specs.Of(100, 9) with { Space = space, Scheduler = settings, Seed = seed });
        experiment.Start();
        while (experiment.Ask() is { } trial)
        {
            experiment.Tell(trial, trial.Configuration.Sum(p => Math.Pow(p.Value.AsDouble() - 0.7, 2)) + (1.0 / trial.Until));
        }

        return experiment.State.BestValue - (1.0 / 9);
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
