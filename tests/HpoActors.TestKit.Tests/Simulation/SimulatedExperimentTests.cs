using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Spaces;
using HpoActors.Results;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Tests.Simulation;

public sealed class SimulatedExperimentTests
{
    [Fact]
    public void Virtual_time_use_of_the_trainers_and_the_best_so_far_are_told()
    {
        // Two trainers, four trials of three epochs of 2 s: 12 s, and both are busy all the time.
        SimulationResult result = Run(Spec(4, 3), new SimulatedCluster { Trainers = 2, Training = SimulatedTraining.From((_, epoch) => 1.0 / epoch, _ => TimeSpan.FromSeconds(2)) });
        Assert.Equal((ExperimentPhase.Finished, 12.0, 12L), (result.Result.Phase, result.Seconds, result.Epochs));
        Assert.Equal([new TrainerUse("cpu:0", "node", 12, 1), new TrainerUse("cpu:1", "node", 12, 1)], result.Trainers);
        Assert.Equal([(2.0, 1.0), (4.0, 0.5), (6.0, 1.0 / 3)], result.BestOverTime.Select(b => (b.Seconds, b.Value)));
        Assert.Equal((4.0, 1.0), (result.SecondsTo(0.5), result.BusyShare));
        Assert.Null(result.SecondsTo(0.3));
    }

    [Fact]
    public void A_faster_node_takes_its_share_of_the_trials()
    {
        SimulatedCluster cluster = new()
        {
            Nodes = [new SimulatedNode("old", 2), new SimulatedNode("new", 2, Speed: 4)],
            Training = SimulatedTraining.From((_, _) => 0.5, _ => TimeSpan.FromSeconds(8)),
        };
        SimulationResult result = Run(Spec(100, 1), cluster);
        Dictionary<string, int> trials = result.Facts.OfType<AttemptStarted>().GroupBy(f => f.Trainer).ToDictionary(g => g.Key, g => g.Count());

        // 100 trials: ten each of 8 s on the old, forty each of 2 s on the new.
        Assert.Equal(80, result.Seconds);
        Assert.Equal([10, 10, 40, 40], trials.OrderBy(t => t.Key).Select(t => t.Value));
        Assert.Equal(["old", "old", "new", "new"], result.Trainers.Select(t => t.Node));
    }

    [Fact]
    public void A_seed_gives_the_same_run_to_the_last_message_in_fresh_systems_and_another_seed_another_interleaving()
    {
        string Trace(long seed)
        {
            SimulationResult result = Run(Spec(30, 9) with { Scheduler = new AshaSchedulerSettings() }, new SimulatedCluster { Trainers = 5, Training = Even }, seed);
            return string.Join('\n', result.Facts) + result.Messages;
        }

        string[] traces = [.. Enumerable.Range(0, 8).Select(seed => Trace(seed))];
        Assert.Equal(traces, Enumerable.Range(0, 8).Select(seed => Trace(seed)));
        Assert.Equal(traces.Length, traces.Distinct().Count());
    }

    [Fact]
    public void Serialising_messages_changes_nothing()
    {
        SimulatedCluster cluster = new() { Trainers = 5 };
        ExperimentSpec spec = Spec(20, 9) with { Scheduler = new AshaSchedulerSettings() };
        Assert.Equal(Run(spec, cluster).Facts.Select(f => f.ToString()), Run(spec, cluster with { SerializesMessages = true }).Facts.Select(f => f.ToString()));
    }

    [Fact]
    public void Paused_trials_go_on_from_their_own_checkpoints()
    {
        SimulationResult result = Run(Spec(27, 9) with { Scheduler = new AshaSchedulerSettings() }, new SimulatedCluster { Trainers = 3 });
        Assert.Contains(result.Facts, f => f is AttemptStarted { FirstEpoch: > 1 });
        Assert.Empty(result.Facts.OfType<CheckpointLost>());
        Assert.Equal(27, result.Result.TrialCount);
    }

    [Fact]
    public void An_epoch_costs_no_more_messages_with_many_idle_trainers_than_with_few()
    {
        // Eighty trials leave most of 300 trainers without work, and each report may be news of some.
        double PerEpoch(int trainers)
        {
            SimulationResult result = Run(Spec(80, 27) with { Scheduler = new AshaSchedulerSettings() }, new SimulatedCluster { Trainers = trainers });
            return (result.Messages - (20.0 * trainers)) / result.Epochs;
        }

        Assert.InRange(PerEpoch(300) / PerEpoch(10), 0, 3);
    }

    [Fact]
    public void Lanes_are_trained_side_by_side()
    {
        // Eight lanes in a pass that takes as long as one trial alone.
        SimulatedCluster cluster = new() { Nodes = [new SimulatedNode("node", 1, Lanes: 8)], PackOf = _ => "all", Training = Even };
        SimulationResult result = Run(Spec(16, 2), cluster);
        Assert.Equal((4.0, 8), (result.Seconds, result.Result.Lanes));
    }

    [Fact]
    public void A_node_that_dies_costs_attempts_and_no_trial()
    {
        using SimulatedExperiment experiment = new(
            Spec(20, 4) with { MaxAttempts = 3 }, new SimulatedCluster { Nodes = [new SimulatedNode("a", 2), new SimulatedNode("b", 2)], Training = Even });
        experiment.Begin();
        experiment.Simulated.Run(6.5);
        experiment.KillNode("b");
        SimulationResult result = experiment.Run();
        Assert.Equal(20, result.Result.Counts[TrialState.Completed]);
        Assert.Equal(["cpu:2", "cpu:3"], result.Facts.OfType<AttemptFailed>().Select(f => f.Failure.Message.Split(' ')[0].TrimEnd(':')).Order());
        Assert.Equal([1, 1, 2, 2], experiment.Trainers.Select(t => t.Starts));
    }

    [Fact]
    public void The_network_may_lose_what_it_likes()
    {
        using SimulatedExperiment experiment = new(Spec(5, 2), new SimulatedCluster { Trainers = 1, Training = Even });
        int lost = 0;
        experiment.Simulated.Network = message =>
        {
            bool loses = message.Content is Protocol.SearcherProtocol.TrialUpdates && lost++ < 3;
            return loses ? SimulatedMessage.Lost : SimulatedMessage.AtOnce;
        };
        SimulationResult result = experiment.Run();
        Assert.Equal(5, result.Result.Counts[TrialState.Completed]);

        // What was lost is said again with the next heartbeat.
        Reported first = result.Facts.OfType<Reported>().First(f => f.Trial.Value == 0);
        Assert.Equal(5, (first.At - result.Facts[0].At).TotalSeconds);
    }

    [Fact]
    public void An_experiment_that_does_not_end_names_its_seed()
    {
        using SimulatedExperiment experiment = new(Spec(2, 2), new SimulatedCluster { Training = _ => SimulatedTrial.Hung }, seed: 42);
        TimeoutException error = Assert.Throws<TimeoutException>(() => experiment.Run(TimeSpan.FromHours(1)));
        Assert.StartsWith("seed 42: the experiment x has not ended after 01:00:00", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_experiment_keeps_what_it_measured()
    {
        using SimulatedExperiment experiment = new(Spec(100, 1), new SimulatedCluster { Trainers = 1, Training = Even });
        experiment.Begin();
        experiment.Simulated.Run(10.5);
        experiment.Interrupt();
        Assert.Equal((ExperimentPhase.Interrupted, 10), (experiment.Run().Result.Phase, experiment.Facts.OfType<Reported>().Count()));
    }

    [Fact]
    public void A_recorded_experiment_runs_again_as_it_was()
    {
        ExperimentSpec spec = Spec(12, 5);
        SimulatedCluster cluster = new() { Trainers = 3, Training = SimulatedTraining.Drawn(9) };
        SimulationResult first = Run(spec, cluster);
        SimulationResult byFacts = Run(spec, cluster with { Training = SimulatedTraining.Recorded(spec, first.Facts) });
        SimulationResult byDocument = Run(spec, cluster with { Training = SimulatedTraining.Recorded(spec, ResultDocument.Write(first.Result)) });
        Assert.Equal(first.Facts.Select(f => f.ToString()), byFacts.Facts.Select(f => f.ToString()));
        Assert.Equal(first.Result.Trials.Select(t => (t.Value, t.Trainer)), byDocument.Result.Trials.Select(t => (t.Value, t.Trainer)));
        Assert.Equal(first.Seconds, byDocument.Seconds, 1e-3);
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("{}", "no document of hpo run --json")]
    [InlineData("""{ "experiment": { "metric": "loss" }, "trials": [] }""", "is about loss, the experiment about error")]
    [InlineData("""{ "experiment": { "metric": "error" }, "trials": [] }""", "no trial that reported")]
    [InlineData("""{ "experiment": { "metric": "error" }, "trials": [{ "id": 3, "seconds": 1, "configuration": { "lr": "x" }, "reports": [{}] }] }""", "trial 3 of the document has lr = \"x\"")]
    public void A_record_that_is_none_is_one_clear_line(string document, string problem)
    {
        FormatException error = Assert.Throws<FormatException>(() => SimulatedTraining.Recorded(Spec(1, 1), document));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void What_a_table_lacks_is_an_error_of_the_run()
    {
        IReadOnlyList<IReadOnlyList<double>> two = [[0.5, 0.4], [0.3, 0.2]];
        Assert.Equal([0.4, 0.2], Run(Spec(2, 2), new SimulatedCluster { Training = SimulatedTraining.Table(two) }).Result.Trials.Select(t => t.Value));
        Assert.Contains("epoch 3", Assert.Throws<InvalidOperationException>(() => Run(Spec(2, 3), new SimulatedCluster { Training = SimulatedTraining.Table(two) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_keeps_its_drawn_curve_in_every_attempt()
    {
        SimulatedCluster cluster = new() { Trainers = 2, Training = SimulatedTraining.Drawn(3) };
        SimulationResult one = Run(Spec(6, 3), cluster);
        SimulationResult other = Run(Spec(6, 3), cluster, seed: 5);
        Assert.Equal(one.Result.Trials.Select(t => t.Value), other.Result.Trials.Select(t => t.Value));
        Assert.Equal(6, one.Result.Trials.Select(t => t.Value).Distinct().Count());
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 0.0)]
    [InlineData(1, double.NaN)]
    public void A_node_without_trainers_or_speed_is_refused(int trainers, double speed) =>
        Assert.Throws<ArgumentException>(() => new SimulatedExperiment(Spec(1, 1), new SimulatedCluster { Nodes = [new SimulatedNode("n", trainers, speed)] }));

    internal static ExperimentSpec Spec(int trials, int epochs) => new()
    {
        Name = "x",
        Space = new SearchSpace(new FloatHyperparameter("lr", 0, 1)),
        ObjectiveName = "simulated",
        Metric = "error",
        Budget = new Budget { Trials = trials, Epochs = epochs },
        Seed = 7,
    };

    // All epochs take a second, so that only the interleaving decides who comes first.
    private static SimulatedTrial Even(SimulatedAttempt attempt) => new() { Value = epoch => attempt.Configuration.GetDouble("lr", 0) / epoch };

    private static SimulationResult Run(ExperimentSpec spec, SimulatedCluster cluster, long seed = 1)
    {
        using SimulatedExperiment experiment = new(spec, cluster, seed);
        return experiment.Run();
    }
}
