using Akka.Actor;
using Akka.Persistence;
using HpoActors.Searcher;
using HpoActors.Stores;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Persistence.Tests.Stores;

/// <summary>Writes records of one experiment through the journal, as a searcher does.</summary>
internal sealed class JournalWriter(ActorSystem system, string experiment = JournalWriter.Shared)
{
    private const string Shared = "shared";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IActorRef _actor = system.ActorOf(Props.Create(() => new WritingActor(experiment)));

    /// <summary>The numbers in the journal of the experiment that is written where no other is named.</summary>
    public static IEnumerable<long> Written(IExperimentStore store) => store.ReadFacts(Shared).Cast<Started>().Select(fact => fact.Seed);

    /// <summary>Writes a numbered fact; returns when it is acknowledged, throws when it is not.</summary>
    public Task WriteAsync(long number) => WriteAsync(new FactBatch([new Started(DateTimeOffset.UnixEpoch, experiment, number)]));

    /// <summary>The same for a record.</summary>
    public async Task WriteAsync(FactBatch record)
    {
        if (await _actor.Ask(record, Patience) is Status.Failure failure)
        {
            throw failure.Cause;
        }
    }

    public Task StopAsync() => _actor.GracefulStop(Patience);

    private sealed class WritingActor : UntypedPersistentActor
    {
        private IActorRef _asked = ActorRefs.Nobody;

        public WritingActor(string experiment)
        {
            PersistenceId = $"hpo-experiment-{experiment}";
            JournalPluginId = HpoSettings.Create(Context.System).JournalPlugin;
            SnapshotPluginId = HpoSettings.Create(Context.System).SnapshotStorePlugin;
        }

        public override string PersistenceId { get; }

        protected override void OnRecover(object message)
        {
        }

        protected override void OnCommand(object message)
        {
            _asked = Sender;
            Persist((FactBatch)message, _ => _asked.Tell(new Status.Success(null)));
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
