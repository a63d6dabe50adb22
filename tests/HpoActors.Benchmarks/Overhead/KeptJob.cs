using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using HpoActors.Benchmarks.Reports;
using HpoActors.Cluster.Clients;
using HpoActors.Cluster.Nodes;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Persistence;
using HpoActors.Stores;

namespace HpoActors.Benchmarks.Overhead;

/// <summary>The share of trainers' time that a store and a cluster take where trials train a model: the softmax sweep on two cores, kept nowhere, in SQLite, and by a coordinator and a trainer node on loopback.</summary>
internal sealed record KeptJob(Measurement Store, Measurement Cluster, IReadOnlyList<Measurement> Others)
{
    public const int Trials = 128;
    public const int Epochs = 8;

    private const string Trainers = "cpu:2";

    private static ExperimentSpec Spec => SoftmaxJob.Spec with
    {
        Space = new SearchSpace(new FloatHyperparameter("learning_rate", 0.0001, 1, Scale.Log)),
        Budget = new Budget { Trials = Trials, Epochs = Epochs },
    };

    public static async Task<KeptJob> MeasureAsync(Arguments arguments)
    {
        (string Name, Func<string, Task> Run)[] ways = [("kept nowhere", _ => RunAsync(null)), ("in SQLite", StoredAsync), ("by a cluster on loopback", ClusteredAsync)];
        List<double>[] costs = [.. ways.Select(_ => new List<double>())];
        List<double>[] walls = [.. ways.Select(_ => new List<double>())];
        for (int round = 0; round <= (arguments.Rounds ?? 5); round++)
        {
            for (int i = 0; i < ways.Length; i++)
            {
                string folder = Directory.CreateTempSubdirectory("hpo-bench-").FullName;
                using TrainerTimes times = new();
                long start = Stopwatch.GetTimestamp();
                await ways[i].Run(folder);
                walls[i].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                costs[i].Add(1 - (times.Busy / (times.Busy + times.Idle)));
                Directory.Delete(folder, recursive: true);
            }
        }

        // The first round is the warm-up.
        Measurement[] shares = [.. ways.Select((way, i) => new Measurement($"outside objectives, softmax on {Trainers} {way.Name}", "share", costs[i][1..]))];
        return new KeptJob(shares[1], shares[2], [shares[0], .. ways.Select((way, i) => new Measurement($"wall time, start and end included, {way.Name}", "s", walls[i][1..]))]);
    }

    private static async Task StoredAsync(string folder)
    {
        using IExperimentStore store = ExperimentStores.Open(Path.Combine(folder, "hpo.db"));
        await RunAsync(store);
    }

    private static async Task RunAsync(IExperimentStore? store)
    {
        using ActorSystem system = ActorSystems.Create(store?.Settings);
        ExperimentResult result = await Hpo.Get(system).RunAsync(
            Spec, new RunOptions { Trainers = TrainersSpec.Parse(Trainers), Objective = SoftmaxJob.Create, Store = store });
        Expect.Completed(result, Trials);
        await system.Terminate();
    }

    private static async Task ClusteredAsync(string folder)
    {
        NodeHost host = new()
        {
            Register = hpo => hpo.Objectives.Register("softmax", SoftmaxJob.Create),
            OpenStore = where => ExperimentStores.Open(where),
            Settings = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"),
        };
        await using ClusterNode coordinator = ClusterNode.Start(File("role = coordinator, listen = \"127.0.0.1:4730\", store = hpo.db"), host);
        await using ClusterNode trainers = ClusterNode.Start(File($"role = trainer, trainers = \"{Trainers}\""), host);
        await using ClusterClient client = ClusterClient.Start(File("role = client"), host.Settings);
        string name = await client.SubmitAsync(Spec);
        Expect.Completed(await client.FollowAsync(Spec with { Name = name }), Trials);
        await trainers.LeaveAsync();
        await coordinator.LeaveAsync();

        NodeFile File(string cluster) => NodeFile.Parse(
            $$"""hpo { cluster { {{cluster}}, coordinators = ["127.0.0.1:4730"] }, checkpoints { keep = files, directory = "{{folder}}/checkpoints" } }""", Path.Combine(folder, "node.conf"));
    }
}
