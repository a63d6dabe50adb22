using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Bohb;
using HpoActors.Core.Schedulers.Dehb;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Evolution;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Searchers.Sobol;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Checks;
using HpoActors.TestKit.Simulation;
using HpoActors.TestKit.Simulation.Faults;

namespace HpoActors.TestKit.Tests.Simulation.Faults;

/// <summary>A small experiment that a seed draws whole: its budget, searcher, trainers, lanes, curves and faults.</summary>
internal sealed class FaultyRun
{
    private static readonly SearchSpace Space = new(new FloatHyperparameter("lr", 0, 1), new IntHyperparameter("width", 1, 8));

    // What a run may take after its last fault, when everything of it is left to do.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private FaultyRun(ExperimentSpec spec, SimulatedCluster cluster, long seed, FaultPlan faults)
    {
        Spec = spec;
        Cluster = cluster;
        Seed = seed;
        Faults = faults;
    }

    public ExperimentSpec Spec { get; init; }

    public SimulatedCluster Cluster { get; init; }

    public long Seed { get; }

    public FaultPlan Faults { get; init; }

    public static FaultyRun Of(SchedulerSettings scheduler, long seed)
    {
        RandomStream draw = RandomStream.For(seed, "faulty-run");
        int epochs = draw.NextInt32(4) switch { 0 => 4, 1 => 12, _ => 9 };
        int trials = 3 + draw.NextInt32(12);
        SearcherSettings searcher = draw.NextInt32(4) switch
        {
            // They search by themselves.
            _ when scheduler is BohbSchedulerSettings or DehbSchedulerSettings => new RandomSearcherSettings(),
            0 => new SobolSearcherSettings(),
            1 => new EvolutionSearcherSettings(),
            _ => new RandomSearcherSettings(),
        };
        ExperimentSpec spec = new()
        {
            Name = "x",
            Space = Space,
            ObjectiveName = "simulated",
            Seed = seed,
            Searcher = searcher,
            Scheduler = scheduler,
            Budget = new Budget
            {
                Trials = trials,
                Epochs = epochs,
                TotalEpochs = draw.NextInt32(5) == 0 ? Math.Max(epochs, (trials * epochs * (1 + draw.NextInt32(8))) / 8) : null,
                WallTime = draw.NextInt32(12) == 0 ? TimeSpan.FromSeconds(30 + draw.NextInt32(60)) : null,
                Target = draw.NextInt32(12) == 0 ? 0.3 : null,
            },
            MaxAttempts = 1 + draw.NextInt32(4),
            TrialTimeout = TimeSpan.FromSeconds(25 + draw.NextInt32(30)),
            BestOf = draw.NextInt32(4) == 0 ? BestOf.All : BestOf.Completed,
            Direction = draw.NextInt32(3) == 0 ? Direction.Maximize : Direction.Minimize,
            Order = draw.NextInt32(6) == 0 && scheduler.GoesWithStrictOrder ? TrialOrder.Strict : TrialOrder.Arrival,
            MaxConcurrent = draw.NextInt32(6) == 0 ? 1 + draw.NextInt32(4) : null,
        };
        bool isDurable = draw.NextInt32(3) > 0;
        bool hasTies = draw.NextInt32(3) == 0;
        bool leavesState = draw.NextInt32(2) == 0;
        Func<SimulatedAttempt, SimulatedTrial> drawn = SimulatedTraining.Drawn(seed);
        SimulatedCluster cluster = new()
        {
            Nodes = draw.NextInt32(2) == 0
                ? [new SimulatedNode("one", 1 + draw.NextInt32(4))]
                : [new SimulatedNode("one", 1 + draw.NextInt32(2)), new SimulatedNode("two", 1 + draw.NextInt32(2), Speed: 2)],
            PackOf = draw.NextInt32(5) switch
            {
                0 => _ => "one",
                1 => configuration => configuration.GetDouble("lr", 0) < 0.5 ? "low" : "high",
                _ => null,
            },
            IsDurable = isDurable,
            Training = attempt =>
            {
                SimulatedTrial trial = drawn(attempt) with { LeavesState = leavesState };
                Func<int, double> value = trial.Value;
                return hasTies ? trial with { Value = epoch => Math.Round(value(epoch), 1) } : trial;
            },
            Config = "hpo.searcher-restart.in-a-row = 1000",
        };
        return new FaultyRun(spec, cluster, seed, FaultPlan.Drawn(seed, isDurable));
    }

    /// <summary>The same run otherwise.</summary>
    public FaultyRun With(ExperimentSpec? spec = null, SimulatedCluster? cluster = null, FaultPlan? faults = null) =>
        new(spec ?? Spec, cluster ?? Cluster, Seed, faults ?? Faults);

    /// <summary>Runs it, and all checks after it.</summary>
    /// <param name="prepare">Done before it begins.</param>
    /// <param name="meant">The experiment as it was meant, or null (default): as it is.</param>
    public SimulationResult Check(Action<SimulatedExperiment>? prepare = null, ExperimentSpec? meant = null)
    {
        using SimulatedExperiment experiment = new(Spec, Cluster, Seed, Faults);
        prepare?.Invoke(experiment);
        SimulationResult result = experiment.Run(Faults.QuietFrom + Patience);
        SimulationChecks.All(experiment, meant);
        return result;
    }
}
