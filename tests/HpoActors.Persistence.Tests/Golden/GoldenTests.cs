using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Persistence.Tests.Servers;
using HpoActors.Persistence.Tests.Stores;
using HpoActors.Results;
using HpoActors.Stores;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.Persistence.Tests.Golden;

/// <summary>What earlier versions wrote stays readable; the golden files are added to, never made anew.</summary>
[Collection(StoresCollection.Name)]
public sealed class GoldenTests(TestStores stores)
{
    // Those that there were when store-1.db was made.
    private const int FactsOfStore = 27;

    [Fact]
    public void Every_kind_of_fact_is_in_the_golden_files() =>
        Assert.Equal(
            typeof(ExperimentEvents).GetNestedTypes().Select(type => type.Name).Order(StringComparer.Ordinal),
            GoldenFacts.All.Select(fact => fact.GetType().Name).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Facts_are_written_as_they_always_were() => Assert.Equal(Lines(), GoldenFacts.All.Select(Text));

    [Fact]
    public void Facts_of_version_1_are_read()
    {
        IReadOnlyList<ExperimentEvent> read = HistoryDocument.Read($"{{\"history\": [{string.Join(',', Lines())}]}}");
        Assert.Equal(Lines(), read.Select(Text));
    }

    [Fact]
    public void A_store_of_version_1_is_read()
    {
        using IExperimentStore store = ExperimentStores.Open(Copy(), create: false);
        CheckGolden(store, Lines()[..FactsOfStore]);
    }

    [Fact]
    public async Task A_store_that_is_made_now_is_read_the_same()
    {
        string path = stores.NewPlace(StoreKind.Sqlite);
        await GoldenStore.MakeAsync(path);
        using IExperimentStore store = ExperimentStores.Open(path, create: false);
        CheckGolden(store, Lines());
    }

    [Fact]
    public async Task An_experiment_of_version_1_is_known_to_a_searcher()
    {
        using IExperimentStore store = ExperimentStores.Open(Copy(), create: false);
        using ActorSystem system = Runs.System(store);
        IReadOnlyList<ExperimentEvent> told = await Runs.RunAsync(system, "real", 3, _ => throw new InvalidOperationException("trained again"));
        await system.Terminate();
        Assert.Equal(store.ReadFacts("real").Select(Text), told.Select(Text));
        Assert.Equal(3, told.OfType<ExperimentEvents.TrialEnded>().Count(ended => ended is { State: TrialState.Completed, Value: 0.5 }));
    }

    private static void CheckGolden(IExperimentStore store, string[] facts)
    {
        Assert.Equal(facts, store.ReadFacts("golden").Select(Text));
        DateTimeOffset at = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        Officer officer = new("box", 12, DateTimeOffset.UnixEpoch);
        Assert.Equal(
            [
                new StoredExperiment("real", "what defines it", at.AddMilliseconds(4), ExperimentPhase.Finished, officer, 1, at, CanGoOn: false),
                new StoredExperiment("golden", "what defines it", at.AddMilliseconds(6), ExperimentPhase.Interrupted, officer, 1, at, CanGoOn: true),
            ],
            store.List());
    }

    // Opened, a file gets a log beside it.
    private string Copy()
    {
        string path = stores.NewPlace(StoreKind.Sqlite);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "store-1.db"), path);
        return path;
    }

    private static string[] Lines() => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "facts-1.jsonl"));

    private static string Text(ExperimentEvent fact) => ((JArray)HistoryDocument.Write([fact]))[0].ToString(Formatting.None);
}
