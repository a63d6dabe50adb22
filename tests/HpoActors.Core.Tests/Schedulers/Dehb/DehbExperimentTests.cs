using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Dehb;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Dehb;

public sealed class DehbExperimentTests
{
    [Fact]
    public void A_loop_without_actors_finds_better_ones_than_hyperband_alone()
    {
        double[] dehb = [.. Enumerable.Range(1, 15).Select(seed => Best(new DehbSchedulerSettings(), seed))];
        double[] hyperband = [.. Enumerable.Range(1, 15).Select(seed => Best(new HyperbandSchedulerSettings(), seed))];

        Assert.True(Median(dehb) < 0.7 * Median(hyperband), $"{Median(dehb)} against {Median(hyperband)}");
    }

    [Fact]
    public void A_sweep_after_the_first_trains_each_place_from_its_start()
    {
        // R = 9, eta = 3: 17 trials in the first sweep and 22 in each later one. 9 x 1 + 3 x 2 + 1 x 6, 5 x 3 + 1 x 6 and 3 x 9 epochs are 69 in the first;
        // 9 x 1 + 3 x 3 + 1 x 9, 5 x 3 + 1 x 9 and 3 x 9 are 78 in another.
        ExperimentDriver experiment = new(Specs.Of(17 + 22, 9) with { Scheduler = new DehbSchedulerSettings() });
        Run(experiment);

        Assert.Equal(69 + 78, experiment.State.EpochsUsed);
        Assert.Equal((5 + 5, 12 + 17), (experiment.State.Completed, experiment.State.Stopped));
    }

    [Fact]
    public void Every_proposal_is_in_the_space_whatever_fails() => Gen.Select(Gen.Int[1, 90], Gen.Int[1, 9], Gen.Int[5, 60], Gen.Int[1, 99], Gen.Int[1, 9], (trials, trainers, failOneIn, seed, epochs) => (trials, trainers, failOneIn, seed, epochs)).Sample(
        x =>
        {
            ExperimentSpec spec = Specs.Of(x.trials, x.epochs) with { Space = MixedSpace.Space, Scheduler = new DehbSchedulerSettings(2), Seed = x.seed };
            Crowd crowd = new Crowd(spec, MixedSpace.Curve, x.trainers, x.seed, x.failOneIn).ToEnd();
            Assert.Equal(x.trials, crowd.State.Proposed);
            Assert.All(crowd.Proposed, p => Assert.Null(MixedSpace.Space.Problem(p.Configuration)));
        },
        iter: 100);

    [Fact]
    public void An_experiment_ends_and_comes_back_from_its_facts_whatever_happens() => Scenario.Any.Sample(
        s => new VirtualRun(s with { Spec = s.Spec with { Searcher = new RandomSearcherSettings(), Scheduler = new DehbSchedulerSettings(2) } }).ToEnd(), iter: 200);

    [Fact]
    public void Without_anything_to_search_it_proposes_what_there_is()
    {
        ExperimentDriver experiment = new(Specs.Of(30, 3) with { Space = new SearchSpace(new ConstantHyperparameter("x", HyperparameterValue.Of(1.0))), Scheduler = new DehbSchedulerSettings() });
        Run(experiment);

        Assert.Equal(ExperimentPhase.Finished, experiment.State.Phase);
    }

    [Fact]
    public void Another_searcher_and_a_wrong_option_are_refused()
    {
        Assert.Equal(
            "searcher: is tpe, but scheduler = dehb proposes by differential evolution; leave searcher out",
            ErrorOf(Specs.Of(9, 9) with { Scheduler = new DehbSchedulerSettings(), Searcher = new TpeSearcherSettings() }));
        Assert.Equal("scheduler.factor: must be above 0 and at most 2 (is 0)", ErrorOf(Specs.Of(9, 9) with { Scheduler = new DehbSchedulerSettings(Factor: 0) }));
        Assert.Equal("scheduler.crossover: must lie in [0, 1] (is 1.5)", ErrorOf(Specs.Of(9, 9) with { Scheduler = new DehbSchedulerSettings(Crossover: 1.5) }));
        Assert.Equal("scheduler.min-epochs: must be at least 1 and at most the 9 epochs of a trial (is 10)", ErrorOf(Specs.Of(9, 9) with { Scheduler = new DehbSchedulerSettings(MinEpochs: 10) }));
    }

    private static string ErrorOf(ExperimentSpec spec) => Assert.Throws<InvalidOptionException>(spec.Validate).Message;

    private static double Best(SchedulerSettings settings, int seed)
    {
        SearchSpace space = new(Enumerable.Range(0, 3).Select(i => new FloatHyperparameter($"x{i}", -2, 2)));

        // The same number of epochs for both, about 330 trials of dehb.
        ExperimentDriver experiment = new(Specs.Of(new Budget { Epochs = 9, TotalEpochs = 1200 }) with { Space = space, Scheduler = settings, Seed = seed });
        Run(experiment);
        return experiment.State.BestValue - (1.0 / 9);
    }

    private static void Run(ExperimentDriver experiment)
    {
        experiment.Start();
        while (experiment.Ask() is { } trial)
        {
            experiment.Tell(trial, trial.Configuration.Sum(p => Math.Pow(p.Value.AsDouble() - 0.7, 2)) + (1.0 / trial.Until));
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
