using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Checks;
using HpoActors.TestKit.Simulation;
using HpoActors.TestKit.Simulation.Faults;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Tests.Simulation.Crashes;

/// <summary>An experiment in a store that is interrupted: its trainers hand their trials back, and it goes on another time.</summary>
public sealed class InterruptionTests
{
    private const int Trials = 6;
    private const int Epochs = 4;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Interrupted_at_any_time_it_goes_on_and_no_epoch_is_trained_twice(bool lanes, bool asha)
    {
        (ExperimentSpec spec, SimulatedCluster cluster) = Make(lanes, asha);
        int interruptions = 0;
        for (double seconds = 0.5; ; seconds += 0.75)
        {
            using SimulatedExperiment first = Of(spec, cluster, 1);
            Dictionary<CheckpointId, Checkpoint> left = [];
            first.Simulated.Store.Writing = _ =>
            {
                Keep(first, left);
                return WriteOutcome.AtOnce;
            };
            first.Begin();
            first.Simulated.Run(seconds);
            first.Interrupt();
            ExperimentResult interrupted = first.Run().Result;
            if (interrupted.Phase == ExperimentPhase.Finished)
            {
                // All that was left were last epochs, which are trained to their end.
                Assert.Equal(0, first.CheckpointsAtEnd);
                break;
            }

            interruptions++;
            Assert.Equal((ExperimentPhase.Interrupted, "interrupted"), (interrupted.Phase, interrupted.EndReason!.Rule));
            Assert.DoesNotContain(first.Facts, fact => fact is Ended or AttemptFailed);

            using SimulatedExperiment second = Of(spec, cluster, 2);
            foreach (StoredRecord record in first.Simulated.Store.Records("hpo-experiment-x"))
            {
                second.Simulated.Store.RecordsOf("hpo-experiment-x").Add(record.Sequence, record);
            }

            foreach ((CheckpointId id, Checkpoint checkpoint) in left)
            {
                second.Checkpoints.Put(id, checkpoint);
            }

            second.Log.TakeOver(first.Log, first.Facts);
            second.Simulated.Run(first.Simulated.Now);
            SimulationResult result = second.Run();
            SimulationChecks.All(second);
            Assert.Equal((ExperimentPhase.Finished, Trials), (result.Result.Phase, result.Result.TrialCount));
            (TrialId, int)[] trained = [.. result.Facts.OfType<Reported>().Select(fact => (fact.Trial, fact.Epoch))];
            Assert.Equal(trained.Length, trained.Distinct().Count());
            Assert.DoesNotContain(result.Facts, fact => fact is AttemptFailed or CheckpointLost);
        }

        Assert.True(interruptions > 4, $"{interruptions} interruptions");
    }

    [Fact]
    public void A_trainer_that_does_not_come_back_is_not_waited_for_for_ever()
    {
        (ExperimentSpec spec, SimulatedCluster cluster) = Make(lanes: false, asha: false);
        using SimulatedExperiment experiment = Of(spec, cluster with { Training = _ => SimulatedTrial.Hung }, 1);
        experiment.Begin();
        experiment.Simulated.Run(2);
        experiment.Interrupt();
        TimeSpan limit = experiment.Simulated.Settings.HandBackLimit;
        experiment.Simulated.Run(limit - TimeSpan.FromSeconds(0.1));
        Assert.False(experiment.IsOver);
        experiment.Simulated.Run(0.2);
        Assert.True(experiment.IsOver);
        Assert.Equal(ExperimentPhase.Interrupted, experiment.Run().Result.Phase);
    }

    // What lies with a keeper outlives the process; here the shelf has it until the experiment lets go, and before that a record is written.
    private static void Keep(SimulatedExperiment experiment, Dictionary<CheckpointId, Checkpoint> left)
    {
        foreach (CheckpointId id in experiment.Checkpoints.Names)
        {
            if (experiment.Checkpoints.TryGet(id, out Checkpoint? checkpoint))
            {
                left[id] = checkpoint;
            }
        }
    }

    private static SimulatedExperiment Of(ExperimentSpec spec, SimulatedCluster cluster, long office) =>
        new(spec, cluster, office, new FaultPlan(1) { Until = TimeSpan.Zero }) { Office = office };

    private static (ExperimentSpec Spec, SimulatedCluster Cluster) Make(bool lanes, bool asha)
    {
        ExperimentSpec spec = new()
        {
            Name = "x",
            Space = new SearchSpace(new FloatHyperparameter("lr", 0, 1)),
            ObjectiveName = "simulated",
            Budget = new Budget { Trials = Trials, Epochs = Epochs },
        };
        spec = asha ? spec with { Scheduler = new AshaSchedulerSettings() } : spec;
        return (spec, new SimulatedCluster { Trainers = 2, IsDurable = true, Training = SimulatedTraining.Drawn(5), PackOf = lanes ? _ => "one" : null });
    }
}
