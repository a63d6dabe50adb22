using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Serialization;

namespace HpoActors.TestKit.Simulation;

/// <summary>The snapshot store beside <see cref="SimulatedJournal"/>.</summary>
internal sealed class SimulatedSnapshotStore : ReceiveActor
{
    private readonly VirtualTimeScheduler _scheduler = (VirtualTimeScheduler)Context.System.Scheduler;
    private readonly Serialization _serialization = Context.System.Serialization;

    /// <summary>Made by Akka.Persistence from <c>hpo.snapshot-store.simulated</c>.</summary>
    public SimulatedSnapshotStore(Config config)
    {
        _ = config;
        Receive<LoadSnapshot>(load =>
        {
            StoredSnapshot? found = Matching(load.PersistenceId, load.Criteria).LastOrDefault(s => s.Sequence <= load.ToSequenceNr);
            Sender.Tell(new LoadSnapshotResult(found is null ? null : Selected(load.PersistenceId, found), load.ToSequenceNr));
        });
        Receive<SaveSnapshot>(save =>
        {
            Serializer serializer = _serialization.FindSerializerFor(save.Snapshot);
            DateTime now = ((ITimeProvider)_scheduler).Now.UtcDateTime;
            _scheduler.Store.SnapshotsOf(save.Metadata.PersistenceId)[save.Metadata.SequenceNr] = new StoredSnapshot(
                save.Metadata.SequenceNr, now, serializer.Identifier, Serialization.ManifestFor(serializer, save.Snapshot), serializer.ToBinary(save.Snapshot));
            Sender.Tell(new SaveSnapshotSuccess(new SnapshotMetadata(save.Metadata.PersistenceId, save.Metadata.SequenceNr, now)));
        });
        Receive<DeleteSnapshot>(delete =>
        {
            _scheduler.Store.SnapshotsOf(delete.Metadata.PersistenceId).Remove(delete.Metadata.SequenceNr);
            Sender.Tell(new DeleteSnapshotSuccess(delete.Metadata));
        });
        Receive<DeleteSnapshots>(delete =>
        {
            foreach (StoredSnapshot snapshot in Matching(delete.PersistenceId, delete.Criteria).ToArray())
            {
                _scheduler.Store.SnapshotsOf(delete.PersistenceId).Remove(snapshot.Sequence);
            }

            Sender.Tell(new DeleteSnapshotsSuccess(delete.Criteria));
        });
    }

    private IEnumerable<StoredSnapshot> Matching(string persistenceId, SnapshotSelectionCriteria criteria) =>
        _scheduler.Store.SnapshotsOf(persistenceId).Values.Where(s =>
            s.Sequence >= criteria.MinSequenceNr && s.Sequence <= criteria.MaxSequenceNr
            && s.Timestamp <= criteria.MaxTimeStamp && !(s.Timestamp < criteria.MinTimestamp));

    private SelectedSnapshot Selected(string persistenceId, StoredSnapshot snapshot) => new(
        new SnapshotMetadata(persistenceId, snapshot.Sequence, snapshot.Timestamp),
        _serialization.Deserialize(snapshot.Content.ToArray(), snapshot.Serializer, snapshot.Manifest));
}
