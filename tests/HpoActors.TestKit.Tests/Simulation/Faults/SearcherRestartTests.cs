using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Sha;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Checks;
using HpoActors.TestKit.Simulation;
using HpoActors.TestKit.Simulation.Faults;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Tests.Simulation.Faults;

/// <summary>A searcher that stops while its experiment runs.</summary>
public sealed class SearcherRestartTests
{
    private static readonly FaultPlan NoFaults = new(1) { Until = TimeSpan.Zero };

    [Fact]
    public void Trainers_go_on_meanwhile_and_nothing_is_lost()
    {
        using SimulatedExperiment experiment = new(Spec(), Cluster(isDurable: true), 1, NoFaults);
        experiment.Begin();
        experiment.Simulated.Run(2.5);
        Kill(experiment);
        SimulationResult result = experiment.Run();
        Assert.Equal((ExperimentPhase.Finished, 6), (result.Result.Phase, result.Result.TrialCount));
        Assert.Empty(result.Facts.OfType<AttemptFailed>());
        Assert.All(result.Facts.OfType<AttemptStarted>().Where(f => f.Trial.Value < 2), f => Assert.Equal(1, f.Attempt));

        // Two trainers, six trials of four seconds, and a second for the best model; that the searcher is away for one costs nothing, since the next trials start later.
        Assert.Equal(13, result.Seconds);
        SimulationChecks.All(experiment);
    }

    [Theory]
    [InlineData(WriteKind.Failed)]
    [InlineData(WriteKind.WrittenButFailed)]
    [InlineData(WriteKind.Refused)]
    public void A_write_that_fails_costs_no_fact(WriteKind kind)
    {
        using SimulatedExperiment experiment = new(Spec(), Cluster(isDurable: true), 1, NoFaults);
        int writes = 0;
        experiment.Simulated.Store.Writing = _ => ++writes == 4 ? new WriteOutcome(kind) : WriteOutcome.AtOnce;
        SimulationResult result = experiment.Run();
        Assert.Equal((ExperimentPhase.Finished, 6), (result.Result.Phase, result.Result.Counts[TrialState.Completed]));
        Assert.Equal(result.Facts.Count, result.Facts.Distinct().Count());
    }

    [Fact]
    public void The_last_record_may_fail_after_it_was_written()
    {
        using SimulatedExperiment experiment = new(Spec(), Cluster(isDurable: true), 1, NoFaults);
        List<long> all = [];
        experiment.Simulated.Store.Writing = write =>
        {
            all.Add(write.FirstSequence);
            return experiment.Simulated.Now > TimeSpan.FromSeconds(11.5) ? new WriteOutcome(WriteKind.WrittenButFailed) : WriteOutcome.AtOnce;
        };
        SimulationResult result = experiment.Run();
        Assert.Equal((ExperimentPhase.Finished, 6), (result.Result.Phase, result.Result.Counts[TrialState.Completed]));
        Assert.NotNull(result.Result.BestCheckpoint);
    }

    [Fact]
    public void Where_the_journal_keeps_nothing_the_experiment_has_failed()
    {
        using SimulatedExperiment experiment = new(Spec(), Cluster(isDurable: false), 1, NoFaults);
        experiment.Begin();
        experiment.Simulated.Run(2.5);
        Kill(experiment);
        SimulationResult result = experiment.Run();
        Assert.Equal((ExperimentPhase.Failed, "searcher-lost"), (result.Result.Phase, result.Result.EndReason!.Rule));
    }

    [Fact]
    public void After_so_many_times_in_a_row_the_experiment_has_failed_and_the_waits_double()
    {
        // Away for 1, 2, 4, 8 and 16 s: the sixth failure, after 31 s, is the last.
        using SimulatedExperiment experiment = new(Spec(), Cluster(isDurable: true), 1, NoFaults);
        experiment.Simulated.Store.Writing = _ => experiment.Simulated.Now > TimeSpan.FromSeconds(1.5) ? new WriteOutcome(WriteKind.Failed) : WriteOutcome.AtOnce;
        SimulationResult result = experiment.Run();
        Assert.Equal((ExperimentPhase.Failed, "searcher-lost"), (result.Result.Phase, result.Result.EndReason!.Rule));
        Assert.InRange(result.Seconds, 32, 36);
    }

    [Fact]
    public void A_fact_that_is_written_makes_the_row_begin_again()
    {
        // It dies every 3 s, more often than five times; each time it has written something.
        using SimulatedExperiment experiment = new(Spec(trials: 16), Cluster(isDurable: true), 1, NoFaults);
        experiment.Begin();
        int deaths = 0;
        while (!experiment.IsOver)
        {
            experiment.Simulated.Run(3);
            Kill(experiment);
            deaths++;
        }

        Assert.Equal(ExperimentPhase.Finished, experiment.Run().Result.Phase);
        Assert.True(deaths > 5, $"{deaths} deaths");
    }

    [Fact]
    public void Who_interrupts_while_the_searcher_is_away_gets_what_there_is()
    {
        using SimulatedExperiment experiment = new(Spec(), Cluster(isDurable: true), 1, NoFaults);
        experiment.Begin();
        experiment.Simulated.Run(5.5);
        Kill(experiment);
        experiment.Simulated.Settle();
        experiment.Interrupt();
        experiment.Simulated.Settle();
        Assert.True(experiment.IsOver);
        SimulationResult result = experiment.Run();
        Assert.Equal((ExperimentPhase.Interrupted, "interrupted"), (result.Result.Phase, result.Result.EndReason!.Rule));
        Assert.Equal(2, result.Result.Counts[TrialState.Completed]);
    }

    [Fact]
    public void The_best_models_state_is_that_of_its_last_epoch_though_it_was_paused_before()
    {
        using SimulatedExperiment experiment = new(Spec(trials: 9, epochs: 9) with { Scheduler = new ShaSchedulerSettings() }, Cluster(isDurable: false), 1, NoFaults);
        SimulationResult result = experiment.Run();
        Assert.NotEmpty(result.Facts.OfType<TrialResumed>());
        Assert.Equal(new CheckpointId(result.Result.Best!.Id, 9), SimulatedCheckpoint.Read(result.Result.BestCheckpoint!));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_out_of_range_is_refused(double share)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new SimulatedExperiment(Spec(), faults: new FaultPlan(1) { LostMessages = share }));
        Assert.Contains("LostMessages", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_searcher_that_dies_needs_a_journal_that_keeps_facts()
    {
        FaultPlan dying = new(1) { SearcherDiesEvery = TimeSpan.FromSeconds(5) };
        Assert.Contains("IsDurable", Assert.Throws<ArgumentException>(() => new SimulatedExperiment(Spec(), faults: dying)).Message, StringComparison.Ordinal);
    }

    private static void Kill(SimulatedExperiment experiment) =>
        experiment.Simulated.System.ActorSelection("/user/hpo/*/searcher").Tell(Akka.Actor.Kill.Instance, ActorRefs.NoSender);

    private static ExperimentSpec Spec(int trials = 6, int epochs = 4) => new()
    {
        Name = "x",
        Space = new SearchSpace(new FloatHyperparameter("lr", 0, 1)),
        ObjectiveName = "simulated",
        Budget = new Budget { Trials = trials, Epochs = epochs },
    };

    private static SimulatedCluster Cluster(bool isDurable) => new()
    {
        Trainers = 2,
        IsDurable = isDurable,
        Training = attempt => new SimulatedTrial { Value = epoch => (1 + attempt.Configuration.GetDouble("lr", 0)) / epoch, LeavesState = true },
    };
}
