using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Serialization;

namespace HpoActors.TestKit.Simulation;

/// <summary>
/// A journal that keeps its records in the <see cref="SimulatedStore"/> and takes as long, fails and refuses as that says. A plain actor that answers inside its own
/// receive, as the tasks and time-outs of Akka's own journals do not hold in virtual time. A number that is taken it does not write again, as a table's key sees to it.
/// </summary>
internal sealed class SimulatedJournal : ReceiveActor, IWithTimers
{
    private readonly VirtualTimeScheduler _scheduler = (VirtualTimeScheduler)Context.System.Scheduler;
    private readonly Serialization _serialization = Context.System.Serialization;
    private readonly Dictionary<string, TimeSpan> _busyUntil = [];

    /// <summary>Made by Akka.Persistence from <c>hpo.journal.simulated</c>.</summary>
    public SimulatedJournal(Config config)
    {
        _ = config;
        Receive<WriteMessages>(OnWrite);
        Receive<DueWrite>(due => Write(due.Write, due.Kind));
        Receive<ReplayMessages>(OnReplay);
        Receive<DueReplay>(due => OnReplay(due.Replay));
        Receive<DeleteMessagesTo>(delete =>
        {
            SortedList<long, StoredRecord> records = Store.RecordsOf(delete.PersistenceId);
            while (records.Count > 0 && records.GetKeyAtIndex(0) <= delete.ToSequenceNr)
            {
                records.RemoveAt(0);
            }

            delete.PersistentActor.Tell(new DeleteMessagesSuccess(delete.ToSequenceNr), ActorRefs.NoSender);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private SimulatedStore Store => _scheduler.Store;

    private static IEnumerable<IPersistentRepresentation> RecordsOf(IPersistentEnvelope envelope) =>
        envelope is AtomicWrite atomic ? (IEnumerable<IPersistentRepresentation>)atomic.Payload : [];

    private void OnWrite(WriteMessages write)
    {
        IPersistentRepresentation[] records = [.. write.Messages.SelectMany(RecordsOf)];
        if (records.Length == 0)
        {
            Write(write, WriteKind.Written);
            return;
        }

        string id = records[0].PersistenceId;
        WriteOutcome outcome = Store.Writing?.Invoke(new SimulatedWrite(id, records[0].SequenceNr, records.Length)) ?? WriteOutcome.AtOnce;

        // A write waits for the one before it.
        TimeSpan now = _scheduler.Elapsed;
        TimeSpan due = now + outcome.Delay;
        if (_busyUntil.TryGetValue(id, out TimeSpan busyUntil) && busyUntil >= now)
        {
            due = due > busyUntil ? due : busyUntil;
        }
        else if (due == now)
        {
            Write(write, outcome.Kind);
            return;
        }

        _busyUntil[id] = due;
        Timers.StartSingleTimer(write, new DueWrite(write, outcome.Kind), due - now);
    }

    private void Write(WriteMessages write, WriteKind kind)
    {
        // Two writers of one name count on by themselves; the later one of a number finds it taken.
        bool isTaken = write.Messages.SelectMany(RecordsOf).Any(record => Store.RecordsOf(record.PersistenceId).ContainsKey(record.SequenceNr));
        kind = isTaken ? WriteKind.Failed : kind;
        InvalidOperationException cause = new(isTaken ? "a record of this number is there already" : "the simulated journal was told not to write");
        bool fails = kind is WriteKind.Failed or WriteKind.WrittenButFailed;
        write.PersistentActor.Tell(fails ? new WriteMessagesFailed(cause, write.Messages.Count()) : WriteMessagesSuccessful.Instance, ActorRefs.NoSender);
        foreach (IPersistentEnvelope envelope in write.Messages)
        {
            if (envelope is not AtomicWrite)
            {
                write.PersistentActor.Tell(new LoopMessageSuccess(envelope.Payload, write.ActorInstanceId), envelope.Sender);
            }

            foreach (IPersistentRepresentation record in RecordsOf(envelope))
            {
                if (kind is WriteKind.Written or WriteKind.WrittenButFailed)
                {
                    Serializer serializer = _serialization.FindSerializerFor(record.Payload);
                    Store.RecordsOf(record.PersistenceId)[record.SequenceNr] = new StoredRecord(
                        record.SequenceNr, serializer.Identifier, Serialization.ManifestFor(serializer, record.Payload), serializer.ToBinary(record.Payload));
                }

                object answer = fails ? new WriteMessageFailure(record, cause, write.ActorInstanceId)
                    : kind == WriteKind.Refused ? new WriteMessageRejected(record, cause, write.ActorInstanceId)
                    : new WriteMessageSuccess(record, write.ActorInstanceId);
                write.PersistentActor.Tell(answer, record.Sender);
            }
        }
    }

    // A replay waits for the writes before it.
    private void OnReplay(ReplayMessages replay)
    {
        if (_busyUntil.TryGetValue(replay.PersistenceId, out TimeSpan busyUntil) && busyUntil > _scheduler.Elapsed)
        {
            Timers.StartSingleTimer(replay, new DueReplay(replay), busyUntil - _scheduler.Elapsed);
        }
        else
        {
            Replay(replay);
        }
    }

    private void Replay(ReplayMessages replay)
    {
        SortedList<long, StoredRecord> records = Store.RecordsOf(replay.PersistenceId);
        long left = replay.Max;
        foreach (StoredRecord record in records.Values)
        {
            if (record.Sequence >= replay.FromSequenceNr && record.Sequence <= replay.ToSequenceNr && left-- > 0)
            {
                object payload = _serialization.Deserialize(record.Content.ToArray(), record.Serializer, record.Manifest);
                replay.PersistentActor.Tell(
                    new ReplayedMessage(new Persistent(payload, record.Sequence, replay.PersistenceId, record.Manifest)), ActorRefs.NoSender);
            }
        }

        replay.PersistentActor.Tell(new RecoverySuccess(records.Count > 0 ? records.GetKeyAtIndex(records.Count - 1) : 0), ActorRefs.NoSender);
    }

    private sealed record DueReplay(ReplayMessages Replay) : INoSerializationVerificationNeeded;

    private sealed record DueWrite(WriteMessages Write, WriteKind Kind) : INoSerializationVerificationNeeded;
}
