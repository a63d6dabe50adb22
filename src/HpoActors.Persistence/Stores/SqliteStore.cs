using System.Buffers.Binary;
using System.Data.Common;
using Akka.Configuration;
using HpoActors.Checkpoints;
using HpoActors.Stores;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HpoActors.Persistence.Stores;

/// <summary>
/// A store in a SQLite file, for the processes of one machine. With a write-ahead log, so that readers do not wait for the writer; every commit is on the disk
/// before it is acknowledged (<c>synchronous = FULL</c>, SQLite's own default, costs a sync for each record, and a record holds all that was decided meanwhile).
/// </summary>
internal sealed class SqliteStore : SqlStore
{
    // How long a lock of another process is waited for.
    private const int BusySeconds = 5;

    private readonly string _path;
    private readonly string _connectionString;

    private SqliteStore(string name, string path)
        : base(name)
    {
        _path = path;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = BusySeconds }.ConnectionString;
    }

    public override bool IsShared => false;

    // One writer: SQLite has one lock for all of them.
    public override Config Settings => JournalSettings.Create("SQLite.MS", _connectionString, writers: 1);

    protected override string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    protected override string RowLock => "";

    /// <exception cref="StoreException">It cannot be opened. One line.</exception>
    public static SqliteStore Open(string name, bool create)
    {
        string path = Path.GetFullPath(name);
        if (Directory.Exists(path))
        {
            throw new StoreException($"{name} is a directory; write the path of a file, such as {Path.Combine(name, "hpo.db")}");
        }

        if (!File.Exists(path))
        {
            if (!create)
            {
                throw new StoreException($"there is no store {name}; hpo run makes one");
            }

            if (!Directory.Exists(Path.GetDirectoryName(path)))
            {
                throw new StoreException($"{name}: its directory {Path.GetDirectoryName(path)} does not exist; make it first");
            }
        }

        SqliteStore store = new(name, path);
        store.Call(connection =>
        {
            store.CheckLength();
            store.Prepare((SqliteConnection)connection, create);
            return true;
        });
        return store;
    }

    public override void Dispose()
    {
        using SqliteConnection connection = new(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    // Beside the file: it is for one machine, and would grow large with them.
    protected override CheckpointKeeper CheckpointsOf(string name) => LastingFolder.Of($"{_path}.checkpoints", name);

    // Reads every page: about 2 ms for a megabyte, less than the searcher will need for it.
    protected override void CheckWhole(DbConnection connection)
    {
        using DbCommand command = Command(connection, "PRAGMA quick_check(1)");
        if (command.ExecuteScalar() as string is not "ok" and var problem)
        {
            throw new StoreException($"{Name}: {Damaged(problem ?? "it does not say how")}");
        }
    }

    protected override DbConnection Connect()
    {
        SqliteConnection connection = new(_connectionString);
        try
        {
            connection.Open();

            // SQLite's own wait looks again after a millisecond; the provider's only after 150.
            raw.sqlite3_busy_timeout(connection.Handle, BusySeconds * 1000);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override string Explain(Exception exception) => exception is not SqliteException sqlite
        ? exception.Message
        : sqlite.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"another program has locked it for more than {BusySeconds} s; end that program (a database browser?) and try again",
            raw.SQLITE_NOTADB => "is no SQLite file; write another path, or move that file away",
            raw.SQLITE_CORRUPT => Damaged(Reason(sqlite)),
            raw.SQLITE_READONLY => "cannot be written: the file or its directory is read-only; make both writable, or copy the store elsewhere",
            raw.SQLITE_CANTOPEN => "cannot be opened: the file and its directory must be readable and writable for this user, and the disk must not be full",
            raw.SQLITE_FULL => "the disk is full; make room and run again, what was written before is there",
            raw.SQLITE_IOERR => $"the disk could not be read or written ({Reason(sqlite)}); is it full, or failing?",
            _ => Reason(sqlite),
        };

    private string Damaged(string how) => $"is damaged ({how.ReplaceLineEndings(" ")}); restore a copy, or save what can be read by: sqlite3 {_path} .recover";

    // "SQLite Error 11: 'database disk image is malformed'."
    private static string Reason(SqliteException exception)
    {
        string[] parts = exception.Message.Split('\'');
        return parts.Length > 2 ? string.Join('\'', parts[1..^1]) : exception.Message;
    }

    // SQLite passes over a last page that is not whole, and finds it out when it is read.
    private void CheckLength()
    {
        using FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[32];
        FileInfo log = new($"{_path}-wal");
        if ((log.Exists && log.Length > 0) || file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.StartsWith("SQLite format 3\0"u8))
        {
            return;
        }

        int size = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        long expected = BinaryPrimitives.ReadUInt32BigEndian(header[28..]) * (size == 1 ? 65536L : size);
        if (file.Length < expected)
        {
            throw new StoreException($"{Name}: {Damaged($"it has {file.Length} bytes of {expected}")}");
        }
    }

    private void Prepare(SqliteConnection connection, bool create)
    {
        long tables = Count(connection, "SELECT COUNT(*) FROM sqlite_master");
        if (tables > 0 && Count(connection, $"SELECT COUNT(*) FROM sqlite_master WHERE name = '{StoreSchema.Meta}'") == 0)
        {
            throw new StoreException($"{Name} is a SQLite database of something else; write another path");
        }

        if (tables == 0 && !create)
        {
            throw new StoreException($"there is no store {Name}: the file is empty; hpo run makes one");
        }

        using (DbCommand command = Command(connection, "PRAGMA journal_mode = WAL"))
        {
            // Sticks to the file.
            if (command.ExecuteScalar() is not "wal")
            {
                throw new StoreException($"{Name}: SQLite cannot keep a write-ahead log there (a network folder?); write a path on a local disk");
            }
        }

        if (tables == 0)
        {
            using DbTransaction transaction = connection.BeginTransaction();
            MakeSchema(connection, StoreSchema.Sqlite);
            transaction.Commit();
        }
        else
        {
            CheckVersion(connection);
        }
    }

    private static long Count(SqliteConnection connection, string text)
    {
        using DbCommand command = Command(connection, text);
        return (long)command.ExecuteScalar()!;
    }
}
