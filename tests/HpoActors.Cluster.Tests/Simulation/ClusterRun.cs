using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>A small cluster with one or several experiments that a seed draws whole.</summary>
internal static class ClusterRun
{
    // What a run may take after its last fault, when everything of it is left to do.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private static readonly SearchSpace Space = new(new FloatHyperparameter("lr", 0, 1), new IntHyperparameter("width", 1, 8));

    /// <summary>Runs a seed, and all checks after it.</summary>
    /// <param name="seed">Decides all.</param>
    /// <param name="faults">What goes wrong, or null for what the seed draws.</param>
    /// <param name="prepare">Done before it begins.</param>
    public static void Check(long seed, ClusterFaultPlan? faults = null, Action<ClusterSimulation>? prepare = null)
    {
        RandomStream draw = RandomStream.For(seed, "cluster-run");
        faults ??= ClusterFaultPlan.Drawn(seed);
        bool leavesState = draw.NextInt32(2) == 0;
        Func<SimulatedAttempt, SimulatedTrial> drawn = SimulatedTraining.Drawn(seed);
        SimulatedCluster machines = new()
        {
            Nodes = [.. Enumerable.Range(1, 4).Select(i => new SimulatedNode($"node-{i}", 1 + draw.NextInt32(2), Speed: 1 + draw.NextInt32(2)))],
            PackOf = draw.NextInt32(5) switch
            {
                0 => _ => "one",
                1 => configuration => configuration.GetDouble("lr", 0) < 0.5 ? "low" : "high",
                _ => null,
            },
            Training = attempt => drawn(attempt) with { LeavesState = leavesState },
        };
        using ClusterSimulation cluster = new(seed, faults, machines);
        prepare?.Invoke(cluster);
        cluster.Injector.Begin();
        for (int i = 0; i < cluster.Nodes.Count; i++)
        {
            // Some join late.
            SimulatedTrainerNode node = cluster.Nodes[i];
            TimeSpan late = i > 0 && draw.NextInt32(4) == 0 ? TimeSpan.FromSeconds(30 * draw.NextDouble()) : TimeSpan.Zero;
            cluster.Simulated.After(late, node.Start);
        }

        int experiments = draw.NextInt32(3) == 0 ? 2 : 1;
        for (int i = 0; i < experiments; i++)
        {
            cluster.Submit(Draw($"x{i}", seed + i, draw));
        }

        cluster.Run(faults.QuietFrom + Patience);
        ClusterChecks.All(cluster);
    }

    private static ExperimentSpec Draw(string name, long seed, RandomStream draw)
    {
        int epochs = draw.NextInt32(2) == 0 ? 4 : 9;
        int kind = draw.NextInt32(3);
        SchedulerSettings scheduler = kind == 0 ? new FifoSchedulerSettings() : new AshaSchedulerSettings();
        return new ExperimentSpec
        {
            Name = name,
            Space = Space,
            ObjectiveName = "simulated",
            Seed = seed,
            Scheduler = scheduler,
            Budget = new Budget { Trials = 4 + draw.NextInt32(17), Epochs = epochs },
            Order = kind == 2 ? TrialOrder.Strict : TrialOrder.Arrival,

            // What a lost trainer costs is an attempt; here all trials are to complete.
            MaxAttempts = 1000,
        };
    }
}
