using Akka.Actor;
using HpoActors.Persistence.Tests.Servers;
using HpoActors.Stores;

namespace HpoActors.Persistence.Tests.Stores;

/// <summary>Several processes that write to one experiment, each with a system of its own.</summary>
[Collection(StoresCollection.Name)]
public sealed class WritersTests(TestStores stores)
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public async Task Of_two_writers_the_one_that_is_behind_stops(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        using ActorSystem one = Runs.System(store);
        using ActorSystem two = Runs.System(store);
        JournalWriter stale = new(one);
        await stale.WriteAsync(1);
        JournalWriter fresh = new(two);
        await fresh.WriteAsync(2);
        await Assert.ThrowsAnyAsync<Exception>(() => stale.WriteAsync(3));
        await fresh.WriteAsync(4);
        Assert.Equal([1, 2, 4], JournalWriter.Written(store));
        await one.Terminate();
        await two.Terminate();
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public async Task An_experiment_comes_back_to_a_process_that_had_it_before(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        using ActorSystem one = Runs.System(store);
        using ActorSystem two = Runs.System(store);
        JournalWriter writer = new(one);
        await writer.WriteAsync(1);
        await writer.StopAsync();
        writer = new JournalWriter(two);
        await writer.WriteAsync(2);
        await writer.StopAsync();
        writer = new JournalWriter(one);
        await writer.WriteAsync(3);
        await writer.StopAsync();
        writer = new JournalWriter(two);
        await writer.WriteAsync(4);
        Assert.Equal([1, 2, 3, 4], JournalWriter.Written(store));
        await one.Terminate();
        await two.Terminate();
    }
}
