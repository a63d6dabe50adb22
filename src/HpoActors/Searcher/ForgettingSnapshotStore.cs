using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;

namespace HpoActors.Searcher;

/// <summary>The snapshot store beside <see cref="ForgettingJournal"/>: there never is a snapshot.</summary>
internal sealed class ForgettingSnapshotStore : ReceiveActor
{
    /// <summary>Made by Akka.Persistence from <c>hpo.snapshot-store.forgetting</c>.</summary>
    public ForgettingSnapshotStore(Config config)
    {
        _ = config;
        Receive<LoadSnapshot>(load => Sender.Tell(new LoadSnapshotResult(null, load.ToSequenceNr)));
        Receive<SaveSnapshot>(save => Sender.Tell(new SaveSnapshotSuccess(save.Metadata)));
        Receive<DeleteSnapshot>(delete => Sender.Tell(new DeleteSnapshotSuccess(delete.Metadata)));
        Receive<DeleteSnapshots>(delete => Sender.Tell(new DeleteSnapshotsSuccess(delete.Criteria)));
    }
}
