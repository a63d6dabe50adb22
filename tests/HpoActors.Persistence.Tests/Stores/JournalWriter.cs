using Akka.Actor;
using Akka.Persistence;
using HpoActors.Searcher;
using HpoActors.Stores;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Persistence.Tests.Stores;

/// <summary>Writes numbered facts of one experiment through the journal, as a searcher does.</summary>
internal sealed class JournalWriter(ActorSystem system)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IActorRef _actor = system.ActorOf(Props.Create(() => new WritingActor()));

    /// <summary>The numbers in the journal.</summary>
    public static IEnumerable<long> Written(IExperimentStore store) => store.ReadFacts("shared").Cast<Started>().Select(fact => fact.Seed);

    /// <summary>Writes one more; returns when it is acknowledged, throws when it is not.</summary>
    public async Task WriteAsync(long number)
    {
        if (await _actor.Ask(number, Patience) is Status.Failure failure)
        {
            throw failure.Cause;
        }
    }

    public Task StopAsync() => _actor.GracefulStop(Patience);

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
