using HpoActors.Core.Experiments;
using HpoActors.Persistence.Tests.Servers;
using Newtonsoft.Json.Linq;
using Npgsql;
using Xunit.Abstractions;

namespace HpoActors.Cluster.Tests.Processes.Network;

/// <summary>Real partitions: each node in a network namespace of its own, TLS between them, PostgreSQL beside the test.</summary>
[Collection(ProcessCollection.Name)]
public sealed class PartitionTests(NetworkFixture fixture, ITestOutputHelper output) : IClassFixture<NetworkFixture>
{
    private const int Trials = 40;
    private const string Name = "sweep";

    [NetworkFact]
    public Task Trainers_cut_from_the_coordinator_in_office_lose_their_leases_and_come_back() => SufferAsync(
        (office, from, to) => (from == office && IsTrainer(to)) || (IsTrainer(from) && to == office) ? Fate.Lost : Fate.Arrives,
        until: (cluster, _) => cluster.Facts(Name).OfType<ExperimentEvents.AttemptFailed>().Any());

    [NetworkFact]
    public Task A_coordinator_cut_from_the_others_makes_way_though_it_reaches_store_and_trainers() => SufferAsync(
        (office, from, to) => (from == office && IsCoordinator(to)) || (IsCoordinator(from) && to == office) ? Fate.Lost : Fate.Arrives,
        until: HasLaterOffice);

    [NetworkFact]
    public Task A_coordinator_cut_from_everything_makes_way_and_comes_back() => SufferAsync(
        (office, from, to) => from == office || to == office ? Fate.Lost : Fate.Arrives,
        until: HasLaterOffice);

    [NetworkFact]
    public Task A_coordinator_cut_from_the_store_alone_makes_way() => SufferAsync(
        (office, from, to) => (from == office && to == NamespaceNetwork.Here) || (from == NamespaceNetwork.Here && to == office) ? Fate.Lost : Fate.Arrives,
        until: HasLaterOffice);

    [NetworkFact]
    public Task Coordinators_that_are_all_cut_from_the_store_make_way_but_for_the_last_and_go_on_when_it_is_back() => SufferAsync(
        (_, from, to) => (IsCoordinator(from) && to == NamespaceNetwork.Here) || (from == NamespaceNetwork.Here && IsCoordinator(to)) ? Fate.Lost : Fate.Arrives,
        until: (cluster, _) => cluster.Coordinators.Count(name => cluster[name].Said.Any(line => line.Contains("another coordinator may reach it", StringComparison.Ordinal))) == 2);

    [NetworkFact]
    public Task A_coordinator_that_hears_the_others_and_is_not_heard_makes_way() => SufferAsync(
        (office, from, to) => from == office && to != NamespaceNetwork.Here ? Fate.Lost : Fate.Arrives,
        until: HasLaterOffice);

    [NetworkFact]
    public Task A_fifth_of_all_packets_may_be_lost() => SufferAsync((_, _, _) => new Fate(0.2, TimeSpan.Zero), until: HasEnded);

    [NetworkFact]
    public Task All_packets_may_take_200_ms() => SufferAsync((_, _, _) => new Fate(0, TimeSpan.FromMilliseconds(200)), until: HasEnded);

    private static bool IsCoordinator(string place) => place.StartsWith('c');

    private static bool IsTrainer(string place) => place.StartsWith('t');

    private static bool HasLaterOffice(ProcessCluster cluster, long office) => cluster.Stored(Name).Office > office;

    private static bool HasEnded(ProcessCluster cluster, long office) => !cluster.Stored(Name).CanGoOn;

    // Half way through, packets between the places have that fate, until something has come of it. What must hold at the end is the same for all.
    private async Task SufferAsync(Func<string, string, string, Fate> fate, Func<ProcessCluster, long, bool> until)
    {
        NamespaceNetwork network = fixture.Network;
        string database = fixture.Server.MakeDatabase();
        await using ProcessCluster cluster = new(output, fixture.Server.Url(database, network.AddressOf(NamespaceNetwork.Here)), network[NamespaceNetwork.Here], [network["c1"], network["c2"], network["c3"]], fixture.Certificates);
        network.Heal();
        cluster.StartCoordinators();
        cluster.StartTrainer("t1", network["t1"]);
        cluster.StartTrainer("t2", network["t2"]);
        await cluster.AllUpAsync();
        NodeProcess run = cluster.Run(Name, Trials, epochSeconds: 0.1);
        await cluster.EndedAsync(Name, 8);
        (string coordinator, long office) = await cluster.InOfficeAsync(Name);
        if (until != HasEnded)
        {
            cluster.SlowDown();
        }

        cluster.Note($"{coordinator} is in office {office}; the network suffers");
        network.Suffer((from, to) => fate(coordinator, from, to));
        await cluster.UntilAsync("the fault showed", () => until(cluster, office));
        network.Heal();
        cluster.Note("the network is whole");
        cluster.SpeedUp();

        JObject result = JObject.Parse(await run.EndAsync());
        IReadOnlyList<ExperimentEvent> facts = cluster.Facts(Name);
        Exactness.OfFacts(facts, Trials);
        Assert.Equal(Trials, result["trials"]!.Count(trial => (string?)trial["state"] == "completed"));

        // One host for each office, and no earlier one in the journal after a later one: no two of them decided at a time.
        using NpgsqlConnection connection = fixture.Server.Connect(database);
        ILookup<long, string> hosts = cluster.Offices(Name);
        Assert.All(Exactness.OfJournal(connection, Name), number => Assert.Single(hosts[number]));
    }
}
