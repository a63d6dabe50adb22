// A cluster inside a program: a coordinator with its store, a trainer node with an objective of the program's own, and a client that sends an experiment and follows it.
// Each would be a process of its own on a machine of its own; here all three are in one.
using HpoActors;
using HpoActors.Cluster.Clients;
using HpoActors.Cluster.Nodes;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Persistence;

string folder = Directory.CreateTempSubdirectory("hpo-cluster-").FullName;
const string Coordinators = """coordinators = ["127.0.0.1:4720"]""";

// The objective is known by its name on every node that is to train it, and on the coordinator.
NodeHost host = new()
{
    Register = hpo => hpo.Objectives.Register("parabola", _ => new Parabola()),
    OpenStore = where => ExperimentStores.Open(where),

    // Akka would call it an error that a node leaves.
    Settings = Akka.Configuration.ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"),
    Notice = Console.WriteLine,
};
await using ClusterNode coordinator = ClusterNode.Start(
    NodeFile.Parse($$"""hpo.cluster { role = coordinator, listen = "127.0.0.1:4720", {{Coordinators}}, store = experiments.db }""", Path.Combine(folder, "coordinator.conf")), host);
await using ClusterNode trainers = ClusterNode.Start(
    NodeFile.Parse($$"""hpo.cluster { role = trainer, trainers = "cpu:1", {{Coordinators}} }""", Path.Combine(folder, "trainer.conf")), host);
await using ClusterClient client = ClusterClient.Start(
    NodeFile.Parse($$"""hpo.cluster { role = client, {{Coordinators}} }""", Path.Combine(folder, "client.conf")), host.Settings);

ExperimentSpec spec = new()
{
    Name = "parabola",
    Space = new SearchSpace(new FloatHyperparameter("x", -5, 5)),
    ObjectiveName = "parabola",
    Metric = "y",
    Budget = new Budget { Trials = 20 },
};
string name = await client.SubmitAsync(spec);
ExperimentResult result = await client.FollowAsync(spec with { Name = name }, fact =>
{
    if (fact is ExperimentEvents.TrialEnded ended)
    {
        Console.WriteLine($"trial {ended.Trial}: {ended.Value:0.000}");
    }
});
Console.WriteLine($"{result.Phase}: best x = {result.Best!.Configuration.GetDouble("x"):0.000} on {result.Best.Trainer}");

// In peace: the trainers hand back what they have, the coordinator its office.
await trainers.LeaveAsync();
await coordinator.LeaveAsync();
Directory.Delete(folder, recursive: true);

internal sealed class Parabola : IObjective
{
    public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
    {
        double x = trial.Configuration.GetDouble("x");
        trial.Report(1, x * x);
        return TrialOutcome.Completed;
    }
}
