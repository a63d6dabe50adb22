using Akka.Actor;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Persistence.Tests.Servers;
using HpoActors.Stores;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Persistence.Tests.Stores;

/// <summary>What a store says of an experiment once <see cref="Hpo.RunAsync"/> returned.</summary>
[Collection(StoresCollection.Name)]
public sealed class KeptRunTests(TestStores stores)
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public async Task What_could_not_begin_is_forgotten(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        using ActorSystem system = Runs.System(store);
        await Assert.ThrowsAnyAsync<Exception>(() => Runs.RunInStoreAsync(system, store, "one", 5, trainers: "cpu:100000"));
        Assert.Empty(store.List());

        await Runs.RunInStoreAsync(system, store, "one", 5);
        Assert.Equal((ExperimentPhase.Finished, false), (store.Find("one")!.Phase, store.Find("one")!.CanGoOn));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public async Task What_was_interrupted_goes_on(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        using ActorSystem system = Runs.System(store);
        using CancellationTokenSource cancel = new();
        ExperimentResult interrupted = await Runs.RunInStoreAsync(system, store, "one", 40, _ => cancel.Cancel(), cancel: cancel.Token);
        Assert.Equal(ExperimentPhase.Interrupted, interrupted.Phase);
        Assert.Equal((ExperimentPhase.Interrupted, true), (store.Find("one")!.Phase, store.Find("one")!.CanGoOn));

        ExperimentResult result = await Runs.RunInStoreAsync(system, store, "one", 40);
        Assert.Equal((ExperimentPhase.Finished, 40), (result.Phase, result.Trials.Count));
        Assert.False(store.Find("one")!.CanGoOn);
    }

    [Fact]
    public async Task An_end_that_the_journal_has_is_said_by_who_comes_next()
    {
        string place = stores.NewPlace(StoreKind.Sqlite);
        using IExperimentStore store = ExperimentStores.Open(place);
        using ActorSystem system = Runs.System(store);

        // As a coordinator leaves it that dies after hpo cancel was written down, and before it could say so to the store.
        using (CancellationTokenSource cancel = new())
        {
            await Runs.RunAsync(system, "one", 40, _ => cancel.Cancel(), cancel.Token);
        }

        Assert.Equal(ExperimentPhase.Interrupted, Assert.Single(store.ReadFacts("one").OfType<Ended>()).Phase);
        ExperimentResult result = await Runs.RunInStoreAsync(system, store, "one", 40, _ => throw new InvalidOperationException("trained again"));
        Assert.Equal(ExperimentPhase.Interrupted, result.Phase);
        Assert.Equal((ExperimentPhase.Interrupted, false), (store.Find("one")!.Phase, store.Find("one")!.CanGoOn));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public async Task Who_loses_the_office_stops_and_says_so(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using IExperimentStore store = ExperimentStores.Open(place);
        using ActorSystem system = Runs.System(store);
        int begun = 0;
        ExperimentFailedException error = await Assert.ThrowsAsync<ExperimentFailedException>(() => Runs.RunInStoreAsync(system, store, "one", 1_000_000, _ =>
        {
            if (Interlocked.Increment(ref begun) == 3)
            {
                TestStores.Execute(place, "UPDATE hpo_experiments SET office = office + 1");
            }
        }));
        Assert.Equal("another process took over the experiment one; this one has stopped", error.Message);
        Assert.Equal((ExperimentPhase.Running, true), (store.Find("one")!.Phase, store.Find("one")!.CanGoOn));
    }
}
