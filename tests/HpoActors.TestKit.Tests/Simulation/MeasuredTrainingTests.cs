using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Tests.Simulation;

/// <summary>Simulated trials that go as the objective's own training does.</summary>
public sealed class MeasuredTrainingTests
{
    private static readonly ExperimentSpec Spec = new()
    {
        Name = "measured",
        Space = new SearchSpace(new FloatHyperparameter("x", 0, 1)),
        ObjectiveName = "counting",
        Metric = "error",
        Budget = new Budget { Trials = 9, Epochs = 9 },
        Scheduler = new AshaSchedulerSettings(),
    };

    [Fact]
    public void A_simulation_sees_the_objectives_values_and_each_trial_is_trained_once_for_all_schedulers()
    {
        Counting objective = new();
        using MeasuredTraining training = new(Spec, _ => objective);
        SimulationResult asha = Simulate(Spec, training);
        SimulationResult fifo = Simulate(Spec with { Scheduler = new Core.Schedulers.Fifo.FifoSchedulerSettings() }, training);
        Assert.Equal((9, 9), (objective.Runs, training.Trained));
        Assert.True(asha.Epochs < fifo.Epochs);
        Assert.Equal(81, fifo.Epochs);
        foreach (Reported reported in asha.Facts.Concat(fifo.Facts).OfType<Reported>())
        {
            double x = fifo.Facts.OfType<TrialProposed>().Single(p => p.Trial == reported.Trial).Configuration.GetDouble("x");
            Assert.Equal(x + (1.0 / reported.Epoch), reported.Metrics["error"]);
        }
    }

    [Fact]
    public void What_the_objective_throws_and_what_it_leaves_out_are_facts_about_the_trial()
    {
        using MeasuredTraining throwing = new(Spec, _ => new Counting { Throws = true });
        SimulationResult failed = Simulate(Spec, throwing);
        Assert.Equal(9, failed.Result.Counts[TrialState.Failed]);
        Assert.All(failed.Result.Trials, t => Assert.Equal("InvalidOperationException: not today", t.Failure!.Message));

        using MeasuredTraining sparse = new(Spec, _ => new Counting { Step = 3 });
        SimulationResult result = Simulate(Spec with { Budget = new Budget { Trials = 1, Epochs = 9 } }, sparse);
        double x = result.Result.Trials[0].Configuration.GetDouble("x");
        Assert.Equal([3, 3, 3, 6, 6, 6, 9, 9, 9], result.Facts.OfType<Reported>().Select(r => (int)Math.Round(1 / (r.Metrics["error"] - x))));
    }

    private static SimulationResult Simulate(ExperimentSpec spec, MeasuredTraining training)
    {
        using SimulatedExperiment experiment = new(spec, new SimulatedCluster { Trainers = 3, Training = a => training.Of(a) with { EpochTimes = null } });
        return experiment.Run();
    }

    private sealed class Counting : IObjective
    {
        public int Runs { get; private set; }

        public int Step { get; init; } = 1;

        public bool Throws { get; init; }

        public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
        {
            Runs++;
            if (Throws)
            {
                throw new InvalidOperationException("not today");
            }

            for (int epoch = Step; epoch <= trial.Epochs; epoch += Step)
            {
                Assert.Equal(VerdictKind.Continue, trial.Report(epoch, trial.Configuration.GetDouble("x") + (1.0 / epoch)).Kind);
            }

            return TrialOutcome.Completed;
        }
    }
}
