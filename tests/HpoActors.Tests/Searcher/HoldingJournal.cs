using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using HpoActors.Protocol;
using HpoActors.Searcher;

namespace HpoActors.Tests.Searcher;

/// <summary>A journal that writes when the test lets it, or fails, or refuses.</summary>
internal sealed class HoldingJournal : ReceiveActor
{
    /// <summary>The setting that puts it in the place of the journal that forgets.</summary>
    public const string Config = """hpo.journal.forgetting.class = "HpoActors.Tests.Searcher.HoldingJournal, HpoActors.Tests" """;

    private readonly Queue<WriteMessages> _held = new();
    private List<FactBatch> _written = [];
    private bool _open = true;

    public HoldingJournal(Config config)
    {
        _ = config;
        Receive<Attach>(attach => _written = attach.Written);
        Receive<Hold>(_ => _open = false);
        Receive<LetGo>(_ =>
        {
            if (_held.TryDequeue(out WriteMessages? write))
            {
                Write(write);
            }
        });
        Receive<Fail>(_ => Answer(
            _held.Dequeue(),
            new WriteMessagesFailed(new InvalidOperationException("the disk is full"), 1),
            (message, write) => new WriteMessageFailure(message, new InvalidOperationException("the disk is full"), write.ActorInstanceId)));
        Receive<Refuse>(_ => Answer(
            _held.Dequeue(),
            WriteMessagesSuccessful.Instance,
            (message, write) => new WriteMessageRejected(message, new InvalidOperationException("not this one"), write.ActorInstanceId)));
        Receive<WriteMessages>(write =>
        {
            if (_open)
            {
                Write(write);
            }
            else
            {
                _held.Enqueue(write);
            }
        });
        Receive<ReplayMessages>(replay => replay.PersistentActor.Tell(new RecoverySuccess(0), ActorRefs.NoSender));
    }

    private void Write(WriteMessages write) =>
        Answer(write, WriteMessagesSuccessful.Instance, (message, held) =>
        {
            _written.Add((FactBatch)message.Payload);
            return new WriteMessageSuccess(message, held.ActorInstanceId);
        });

    private static void Answer(WriteMessages write, object whole, Func<IPersistentRepresentation, WriteMessages, object> each)
    {
        write.PersistentActor.Tell(whole, ActorRefs.NoSender);
        foreach (AtomicWrite atomic in write.Messages.OfType<AtomicWrite>())
        {
            foreach (IPersistentRepresentation message in (IEnumerable<IPersistentRepresentation>)atomic.Payload)
            {
                write.PersistentActor.Tell(each(message, write), message.Sender);
            }
        }
    }

    /// <summary>Puts what is written into this list.</summary>
    public sealed record Attach(List<FactBatch> Written) : ILocalMessage;

    /// <summary>From now on writes wait.</summary>
    public sealed record Hold : ILocalMessage;

    /// <summary>The oldest waiting write is done.</summary>
    public sealed record LetGo : ILocalMessage;

    /// <summary>The oldest waiting write fails.</summary>
    public sealed record Fail : ILocalMessage;

    /// <summary>The oldest waiting write is refused.</summary>
    public sealed record Refuse : ILocalMessage;
}
