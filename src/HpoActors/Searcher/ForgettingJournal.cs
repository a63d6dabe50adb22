using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;

namespace HpoActors.Searcher;

/// <summary>
/// The journal of an experiment without a store: it says yes to every write and keeps nothing. A plain actor that answers inside its own receive,
/// so that it holds in virtual time, where the tasks and time-outs of the stock journals do not.
/// </summary>
internal sealed class ForgettingJournal : ReceiveActor
{
    /// <summary>Made by Akka.Persistence from <c>hpo.journal.forgetting</c>.</summary>
    public ForgettingJournal(Config config)
    {
        _ = config;
        Receive<WriteMessages>(write =>
        {
            write.PersistentActor.Tell(WriteMessagesSuccessful.Instance, ActorRefs.NoSender);
            foreach (IPersistentEnvelope envelope in write.Messages)
            {
                if (envelope is AtomicWrite atomic)
                {
                    foreach (IPersistentRepresentation message in (IEnumerable<IPersistentRepresentation>)atomic.Payload)
                    {
                        write.PersistentActor.Tell(new WriteMessageSuccess(message, write.ActorInstanceId), message.Sender);
                    }
                }
                else
                {
                    write.PersistentActor.Tell(new LoopMessageSuccess(envelope.Payload, write.ActorInstanceId), envelope.Sender);
                }
            }
        });
        Receive<ReplayMessages>(replay => replay.PersistentActor.Tell(new RecoverySuccess(0), ActorRefs.NoSender));
        Receive<DeleteMessagesTo>(delete => delete.PersistentActor.Tell(new DeleteMessagesSuccess(delete.ToSequenceNr), ActorRefs.NoSender));
    }
}
