using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>Experiments on the same nodes get the same device time, or as their weights say, from when they are there. All epochs take as long, so that their number is the device time.</summary>
public sealed class ClusterFairnessTests
{
    private static readonly TimeSpan Epoch = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    // Small shares come in few pieces, as large as a pack of lanes.
    private static readonly TimeSpan LongWindow = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Equal_experiments_differ_by_less_than_a_tenth_in_device_time_after_10_s_and_one_that_joins_late_shares_from_then_on(bool trainsLanes)
    {
        using ClusterSimulation cluster = Start(trainsLanes);
        AssertFair(cluster, Window, ("a", 1), ("b", 1));
        AssertFair(cluster, Window, ("a", 1), ("b", 1), ("c", 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_say_who_gets_more(bool trainsLanes)
    {
        using ClusterSimulation cluster = Start(trainsLanes);
        AssertFair(cluster, LongWindow, ("a", 2), ("b", 1));
        AssertFair(cluster, LongWindow, ("a", 2), ("b", 1), ("c", 0.5));
    }

    private static ClusterSimulation Start(bool trainsLanes)
    {
        ClusterSimulation cluster = new(1, new ClusterFaultPlan(1), new SimulatedCluster
        {
            Nodes = [.. Enumerable.Range(1, 3).Select(i => new SimulatedNode($"node-{i}", 2))],
            PackOf = trainsLanes ? _ => "one" : null,
            Training = _ => new SimulatedTrial { EpochTime = Epoch },
        });
        cluster.Injector.Begin();
        foreach (SimulatedTrainerNode node in cluster.Nodes)
        {
            node.Start();
        }

        return cluster;
    }

    // Sends those that are not there yet, and compares what all got by their weights from when all are there.
    private static void AssertFair(ClusterSimulation cluster, TimeSpan window, params (string Name, double Weight)[] shares)
    {
        string[] experiments = [.. shares.Select(share => share.Name)];
        foreach ((string name, double weight) in shares.Where(share => !cluster.Sent.Exists(spec => spec.Name == share.Name)))
        {
            cluster.Submit(SpecOf(name) with { Weight = weight });
        }

        TimeSpan limit = cluster.Simulated.Now + TimeSpan.FromSeconds(30);
        while (!experiments.All(name => cluster.FactsOf(name).OfType<Reported>().Any()))
        {
            Assert.True(cluster.Simulated.Now < limit, "not all began");
            cluster.Simulated.Run(1);
        }

        DateTimeOffset from = VirtualTimeScheduler.Start + cluster.Simulated.Now;
        cluster.Simulated.Run(window);
        int[] epochs = [.. experiments.Select(name => cluster.FactsOf(name).OfType<Reported>().Count(report => report.At > from))];
        double[] parts = [.. epochs.Zip(shares, (count, share) => count / share.Weight)];
        Assert.True(parts.Max() < 1.1 * parts.Min(), $"{string.Join(", ", experiments)} had {string.Join(", ", epochs)} epochs of {Epoch.TotalSeconds} s");
    }

    private static ExperimentSpec SpecOf(string name) => new()
    {
        Name = name,
        Space = new SearchSpace(new FloatHyperparameter("lr", 0, 1)),
        ObjectiveName = "simulated",
        Seed = 1,
        Budget = new Budget { Trials = 100_000, Epochs = 3 },
    };
}
