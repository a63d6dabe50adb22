namespace HpoActors.TestKit.Simulation;

/// <summary>
/// What a simulated system's journal and snapshot store keep: bytes, outside of all actors, so that a searcher that starts again finds what was written. Put in place
/// by <c>hpo.journal.plugin = hpo.journal.simulated</c> and <c>hpo.snapshot-store.plugin = hpo.snapshot-store.simulated</c>.
/// </summary>
public sealed class SimulatedStore
{
    /// <summary>The path of the journal's configuration.</summary>
    public const string JournalPlugin = "hpo.journal.simulated";

    /// <summary>The path of the snapshot store's configuration.</summary>
    public const string SnapshotStorePlugin = "hpo.snapshot-store.simulated";

    private readonly Dictionary<string, SortedList<long, StoredRecord>> _records = [];
    private readonly Dictionary<string, SortedList<long, StoredSnapshot>> _snapshots = [];

    /// <summary>The settings that have experiments use it.</summary>
    public static string Config =>
        $"""
        hpo.journal.plugin = {JournalPlugin}
        hpo.snapshot-store.plugin = {SnapshotStorePlugin}
        """;

    /// <summary>Decides how each write goes; asked once for each batch, in order. Default null: all are written at once.</summary>
    public Func<SimulatedWrite, WriteOutcome>? Writing { get; set; }

    /// <summary>The records of an actor, from the first to the last.</summary>
    /// <param name="persistenceId">The actor's persistence id, such as <c>hpo-experiment-x</c>.</param>
    public IReadOnlyList<StoredRecord> Records(string persistenceId) => [.. Of(_records, persistenceId).Values];

    internal SortedList<long, StoredRecord> RecordsOf(string persistenceId) => Of(_records, persistenceId);

    internal SortedList<long, StoredSnapshot> SnapshotsOf(string persistenceId) => Of(_snapshots, persistenceId);

    private static SortedList<long, T> Of<T>(Dictionary<string, SortedList<long, T>> all, string persistenceId)
    {
        if (!all.TryGetValue(persistenceId, out SortedList<long, T>? found))
        {
            all.Add(persistenceId, found = []);
        }

        return found;
    }
}

/// <summary>A journal's record as its bytes.</summary>
/// <param name="Sequence">1, 2, … for each actor.</param>
/// <param name="Serializer">The serializer's number.</param>
/// <param name="Manifest">The serializer's name for what it is.</param>
/// <param name="Content">The bytes.</param>
public sealed record StoredRecord(long Sequence, int Serializer, string Manifest, ReadOnlyMemory<byte> Content);

/// <summary>A write that is asked of a journal.</summary>
/// <param name="PersistenceId">Whose.</param>
/// <param name="FirstSequence">The first record's number.</param>
/// <param name="Count">How many records are to be written as one.</param>
public readonly record struct SimulatedWrite(string PersistenceId, long FirstSequence, int Count);

/// <summary>How a write goes.</summary>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Delay">The virtual time that it takes. Writes of one actor end in their order.</param>
public readonly record struct WriteOutcome(WriteKind Kind, TimeSpan Delay = default)
{
    /// <summary>Written at once.</summary>
    public static WriteOutcome AtOnce { get; } = new(WriteKind.Written);

    /// <summary>Written after a time.</summary>
    public static WriteOutcome After(TimeSpan delay) => new(WriteKind.Written, delay);
}

/// <summary>What becomes of a write.</summary>
public enum WriteKind
{
    /// <summary>It is written and the writer told so.</summary>
    Written,

    /// <summary>It is not written and the writer told so; Akka stops the writer.</summary>
    Failed,

    /// <summary>It is written, but the writer is told that it failed.</summary>
    WrittenButFailed,

    /// <summary>The journal refuses it and goes on.</summary>
    Refused,
}

/// <summary>A snapshot as its bytes.</summary>
/// <param name="Sequence">The last record that it contains.</param>
/// <param name="Timestamp">When it was saved.</param>
/// <param name="Serializer">The serializer's number.</param>
/// <param name="Manifest">The serializer's name for what it is.</param>
/// <param name="Content">The bytes.</param>
internal sealed record StoredSnapshot(long Sequence, DateTime Timestamp, int Serializer, string Manifest, ReadOnlyMemory<byte> Content);
