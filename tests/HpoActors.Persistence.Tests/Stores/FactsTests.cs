using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Persistence.Tests.Servers;
using HpoActors.Stores;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Persistence.Tests.Stores;

[Collection(StoresCollection.Name)]
public sealed class FactsTests(TestStores stores)
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public async Task Facts_that_were_told_are_written_down_in_their_order(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using IExperimentStore store = ExperimentStores.Open(place);
        IReadOnlyList<ExperimentEvent> one;
        IReadOnlyList<ExperimentEvent> two;
        using (ActorSystem system = Runs.System(store))
        {
            one = await Runs.RunAsync(system, "one", 40);
            two = await Runs.RunAsync(system, "two", 3);
            await system.Terminate();
        }

        using IExperimentStore again = ExperimentStores.Open(place, create: false);
        Assert.Equal(one.Select(Text), again.ReadFacts("one").Select(Text));
        Assert.Equal(two.Select(Text), again.ReadFacts("two").Select(Text));
        Assert.Equal(40, again.ReadFacts("one").OfType<TrialEnded>().Count(ended => ended is { State: TrialState.Completed, Value: 0.5 }));
        Assert.Empty(again.ReadFacts("three"));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public async Task A_finished_experiment_opened_again_has_nothing_to_do(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        using ActorSystem first = Runs.System(store);
        await Runs.RunAsync(first, "one", 5);
        await first.Terminate();
        int facts = store.ReadFacts("one").Count;
        using ActorSystem second = Runs.System(store);
        IReadOnlyList<ExperimentEvent> told = await Runs.RunAsync(second, "one", 5, _ => throw new InvalidOperationException("trained again"));
        await second.Terminate();
        Assert.Equal(facts, told.Count);
        Assert.Equal(facts, store.ReadFacts("one").Count);
    }

    [Fact]
    public async Task A_record_of_an_unknown_kind_is_refused_in_one_line()
    {
        (string place, IExperimentStore store) = await WithFacts();
        using IDisposable _ = store;
        TestStores.Execute(place, "UPDATE hpo_journal SET manifest = 'j.facts/99' WHERE sequence_number = 2");
        StoreException error = Assert.Throws<StoreException>(() => store.ReadFacts("one"));
        Assert.Equal($"{place}: record 2 of experiment 'one' has the manifest 'j.facts/99' of serializer 4710, which is unknown here; was it written by a newer version?", error.Message);
    }

    [Theory]
    [InlineData("x'7b'")]
    [InlineData("CAST('null' AS BLOB)")]
    [InlineData("CAST('{\"events\":[[\"nothing/1\",{}]]}' AS BLOB)")]
    public async Task A_damaged_record_is_refused_in_one_line(string payload)
    {
        (string place, IExperimentStore store) = await WithFacts();
        using IDisposable _ = store;
        TestStores.Execute(place, $"UPDATE hpo_journal SET message = {payload} WHERE sequence_number = 2");
        StoreException error = Assert.Throws<StoreException>(() => store.ReadFacts("one"));
        Assert.StartsWith($"{place}: record 2 of experiment 'one' is damaged; restore a copy of the store (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_missing_record_is_noticed()
    {
        (string place, IExperimentStore store) = await WithFacts();
        using IDisposable _ = store;
        TestStores.Execute(place, "DELETE FROM hpo_journal WHERE sequence_number = 2");
        StoreException error = Assert.Throws<StoreException>(() => store.ReadFacts("one"));
        Assert.Equal($"{place}: record 2 of experiment 'one' is missing; restore a copy of the store", error.Message);
    }

    private async Task<(string Place, IExperimentStore Store)> WithFacts()
    {
        string place = stores.NewPlace(StoreKind.Sqlite);
        IExperimentStore store = ExperimentStores.Open(place);
        using ActorSystem system = Runs.System(store);
        await Runs.RunAsync(system, "one", 5);
        await system.Terminate();
        return (place, store);
    }

    // Configurations and metrics are equal by their values in the journal's form only.
    private static string Text(ExperimentEvent fact) => HpoActors.Results.HistoryDocument.Write([fact]).ToString(Newtonsoft.Json.Formatting.None);
}
