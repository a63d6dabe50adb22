using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Guarded;
using HpoActors.Core.Schedulers.Pbt;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Pbt;

public sealed class PbtExperimentTests
{
    private static readonly PbtSchedulerSettings Small = new() { Population = 4, Interval = 2 };

    [Fact]
    public void A_loop_without_actors_trains_a_population()
    {
        ExperimentDriver experiment = new(Specs.Of(trials: 12, epochs: 8) with { Scheduler = Small });
        experiment.Start();
        while (experiment.Ask() is { } trial)
        {
            experiment.Tell(trial, Math.Abs(trial.Configuration.GetDouble("x") - 0.3));
        }

        // Two populations: four and the three that are copied at epochs 2, 4 and 6, and then five more trials, of which one is a copy.
        Assert.Equal((8, 4), (experiment.State.Completed, experiment.State.Stopped));
        Assert.Equal((4 * 8) + (4 * 8), experiment.State.EpochsUsed);
    }

    [Fact]
    public void The_search_is_the_same_for_any_number_of_trainers() => Gen.Select(Gen.Int[2, 7], Gen.Int[1, 3], Gen.Int[1, 40], Gen.Int[2, 9], Gen.Int[1, 99], (population, interval, trials, trainers, seed) =>
        (Spec: Specs.Of(trials, 7) with { Scheduler = new PbtSchedulerSettings { Population = population, Interval = interval, Quantile = 0.4 } }, trainers, seed)).Sample(
        x => Assert.Equal(Trials(new Crowd(x.Spec, Curve)), Trials(new Crowd(x.Spec, Curve, x.trainers, x.seed))), iter: 200);

    [Fact]
    public void Whatever_fails_all_of_the_budget_is_used_and_a_copy_names_a_checkpoint_that_there_is() =>
        Gen.Select(Gen.Int[2, 7], Gen.Int[1, 3], Gen.Bool, Gen.Int[1, 40], Gen.Int[1, 9], Gen.Int[3, 30], Gen.Int[1, 999], (population, interval, synchronous, trials, trainers, failOneIn, seed) =>
            (Settings: new PbtSchedulerSettings { Population = population, Interval = interval, Quantile = 0.5, Synchronous = synchronous }, trials, trainers, failOneIn, seed)).Sample(
            x => Assert.Equal(x.trials, new Crowd(Specs.Of(x.trials, 6) with { Scheduler = x.Settings }, Curve, x.trainers, x.seed, x.failOneIn).ToEnd().State.Proposed),
            iter: 300);

    [Fact]
    public void An_experiment_ends_and_comes_back_from_its_facts_whatever_happens() => Gen.Select(Scenario.Any, Gen.Int[2, 5], Gen.Int[1, 3], Gen.Bool, Gen.Bool, (s, population, interval, synchronous, guarded) => (s, population, interval, synchronous, guarded)).Sample(
        x =>
        {
            SchedulerSettings pbt = new PbtSchedulerSettings { Population = x.population, Interval = x.interval, Synchronous = x.synchronous, Quantile = 0.4 };
            new VirtualRun(x.s with { Spec = x.s.Spec with { Scheduler = x.guarded ? new GuardedSchedulerSettings(pbt, new GuardOptions { Patience = 2, MinEpochs = 2 }) : pbt } }).ToEnd();
        },
        iter: 300);

    [Fact]
    public void It_finds_a_schedule_that_no_single_setting_has()
    {
        // The error falls by what the rate fits the epoch: large at first, small later. A constant rate cannot fit both.
        SearchSpace space = new(new FloatHyperparameter("rate", 1e-3, 1, Scale.Log));
        ExperimentSpec spec = Specs.Of(trials: 60, epochs: 20) with { Space = space, Scheduler = new PbtSchedulerSettings { Interval = 2, Factors = [0.5, 2] } };
        Dictionary<(TrialId, int), double> errors = [];
        ExperimentDriver experiment = new(spec);
        experiment.Start();
        while (experiment.Ask() is { } work)
        {
            double error = work.StartFrom is { } from ? errors[(from.Trial, from.Epoch)] : 1;
            for (int epoch = work.FirstEpoch; epoch <= work.Until; epoch++)
            {
                error *= Factor(work.Configuration.GetDouble("rate"), epoch);
                errors[(work.Trial, epoch)] = error;
            }

            experiment.Tell(work, error);
        }

        double constant = Enumerable.Range(0, 1000).Min(i => Enumerable.Range(1, 20).Aggregate(1.0, (e, epoch) => e * Factor(Math.Pow(10, -3 * i / 1000.0), epoch)));
        Assert.True(experiment.State.BestValue < 0.8 * constant, $"{experiment.State.BestValue} against {constant}");

        static double Factor(double rate, int epoch) => 0.7 + (0.3 * Math.Min(1, Math.Abs(Math.Log10(rate) + (epoch / 8.0))));
    }

    private static double Curve(Configuration configuration, int epoch) => Math.Abs(configuration.GetDouble("x") - 0.4) + (1.0 / epoch);

    private static string[] Trials(Crowd crowd) => [.. crowd.ToEnd().Proposed.Select(p => $"{p.Configuration} from {p.StartFrom}")];
}
