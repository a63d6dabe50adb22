using Akka.Actor;
using Akka.Persistence;
using HpoActors.Core.Experiments;
using HpoActors.Persistence.Tests.Servers;
using HpoActors.Searcher;
using HpoActors.Stores;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Persistence.Tests.Stores;

/// <summary>Several processes that write to one experiment, each with a system of its own.</summary>
[Collection(StoresCollection.Name)]
public sealed class WritersTests(TestStores stores)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public async Task Of_two_writers_the_one_that_is_behind_stops(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        using ActorSystem one = Runs.System(store);
        using ActorSystem two = Runs.System(store);
        Writer stale = new(one);
        await stale.WriteAsync(1);
        Writer fresh = new(two);
        await fresh.WriteAsync(2);
        await Assert.ThrowsAnyAsync<Exception>(() => stale.WriteAsync(3));
        await fresh.WriteAsync(4);
        Assert.Equal([1, 2, 4], Seeds(store));
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
        Writer writer = new(one);
        await writer.WriteAsync(1);
        await writer.StopAsync();
        writer = new Writer(two);
        await writer.WriteAsync(2);
        await writer.StopAsync();
        writer = new Writer(one);
        await writer.WriteAsync(3);
        await writer.StopAsync();
        writer = new Writer(two);
        await writer.WriteAsync(4);
        Assert.Equal([1, 2, 3, 4], Seeds(store));
        await one.Terminate();
        await two.Terminate();
    }

    private static IEnumerable<long> Seeds(IExperimentStore store) => store.ReadFacts("shared").Cast<Started>().Select(fact => fact.Seed);

    private sealed class Writer(ActorSystem system)
    {
        private readonly IActorRef _actor = system.ActorOf(Props.Create(() => new WritingActor()));

        public async Task WriteAsync(long number)
        {
            if (await _actor.Ask(number, Patience) is Status.Failure failure)
            {
                throw failure.Cause;
            }
        }

        public Task StopAsync() => _actor.GracefulStop(Patience);
    }

    private sealed class WritingActor : UntypedPersistentActor
    {
        private IActorRef _asked = ActorRefs.Nobody;

        public WritingActor()
        {
            JournalPluginId = HpoSettings.Create(Context.System).JournalPlugin;
            SnapshotPluginId = HpoSettings.Create(Context.System).SnapshotStorePlugin;
        }

        public override string PersistenceId => "hpo-experiment-shared";

        protected override void OnRecover(object message)
        {
        }

        protected override void OnCommand(object message)
        {
            _asked = Sender;
            Persist(new FactBatch([new Started(DateTimeOffset.UnixEpoch, "shared", (long)message)]), _ => _asked.Tell(new Status.Success(null)));
        }

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
        {
            _asked.Tell(new Status.Failure(cause));
            base.OnPersistFailure(cause, @event, sequenceNr);
        }

        protected override void OnRecoveryFailure(Exception reason, object? message = null)
        {
            _asked.Tell(new Status.Failure(reason));
            base.OnRecoveryFailure(reason, message);
        }
    }
}
