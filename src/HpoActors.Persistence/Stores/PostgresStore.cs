using System.Data.Common;
using System.Net.Sockets;
using Akka.Configuration;
using HpoActors.Checkpoints;
using HpoActors.Persistence.Checkpoints;
using HpoActors.Stores;
using Npgsql;

namespace HpoActors.Persistence.Stores;

/// <summary>A store in a PostgreSQL database, for the processes of many machines. The server's clock says whose office is over.</summary>
internal sealed class PostgresStore : SqlStore
{
    // Experiments that write at the same time; more than a few do not make a disk faster.
    private const int Writers = 4;

    private readonly PostgresAddress _address;

    private PostgresStore(PostgresAddress address)
        : base(address.Name) =>
        _address = address;

    public override bool IsShared => true;

    // The dialect of any server from 15 on, and of older ones for what the journal needs.
    public override Config Settings => JournalSettings.Create("PostgreSQL.15", _address.ConnectionString, Writers);

    protected override string Now => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    protected override string RowLock => " FOR UPDATE";

    /// <exception cref="StoreException">It cannot be opened. One line.</exception>
    public static PostgresStore Open(PostgresAddress address, bool create)
    {
        PostgresStore store = new(address);
        store.Call(connection =>
        {
            store.Prepare(connection, create);
            return true;
        });
        return store;
    }

    public override void Dispose()
    {
        using NpgsqlConnection connection = new(_address.ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    /// <summary>Does something in the database for the checkpoints.</summary>
    /// <exception cref="StoreException">It failed. One line.</exception>
    public T Use<T>(Func<NpgsqlConnection, T> work) => Call(connection => work((NpgsqlConnection)connection));

    protected override CheckpointKeeper CheckpointsOf(string name) => new PostgresCheckpoints(this, name);

    // A server sees to its disk itself.
    protected override void CheckWhole(DbConnection connection)
    {
    }

    protected override DbConnection Connect()
    {
        NpgsqlConnection connection = new(_address.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    protected override string Explain(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } e => $"the server refuses the user ({e.MessageText}); check user and password in the URL",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } e => $"{e.MessageText}; make it by createdb",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } e => $"{e.MessageText}; grant the user the right to make and use tables",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } e => $"the server's disk is full ({e.MessageText}); make room and run again, what was written before is there",
        PostgresException e => e.MessageText,
        NpgsqlException { InnerException: SocketException e } => $"the server cannot be reached ({e.Message}); does it run, and are host and port right?",
        NpgsqlException { InnerException: TimeoutException } => "the server does not answer; does it run, and are host and port right?",
        NpgsqlException { InnerException: { } e } => $"{exception.Message} ({e.Message})",
        _ => exception.Message,
    };

    private void Prepare(DbConnection connection, bool create)
    {
        using (DbCommand command = Command(connection, $"SELECT to_regclass('{StoreSchema.Meta}') IS NOT NULL"))
        {
            if (command.ExecuteScalar() is true)
            {
                CheckVersion(connection);
                return;
            }
        }

        if (!create)
        {
            throw new StoreException($"there is no store in {Name}; hpo run makes one");
        }

        using DbTransaction transaction = connection.BeginTransaction();

        // Two that make the same tables at once would hinder each other.
        Execute(connection, "SELECT pg_advisory_xact_lock(4710)");
        MakeSchema(connection, StoreSchema.Postgres);
        transaction.Commit();
    }
}
