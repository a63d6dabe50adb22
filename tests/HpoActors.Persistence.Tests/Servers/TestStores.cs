using System.Data.Common;
using HpoActors.Stores;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HpoActors.Persistence.Tests.Servers;

public enum StoreKind
{
    Sqlite,
    Postgres,
}

/// <summary>Stores for tests, in a folder of their own and on one server for all.</summary>
public sealed class TestStores : IDisposable
{
    private readonly Lazy<PostgresServer> _server = new(() => PostgresServer.Start());
    private readonly string _folder = Directory.CreateTempSubdirectory("hpo-stores-").FullName;
    private int _stores;

    public PostgresServer Server => _server.Value;

    /// <summary>Where a store of a test's own will be.</summary>
    public string NewPlace(StoreKind kind) =>
        kind == StoreKind.Postgres ? Server.NewDatabase() : Path.Combine(_folder, $"{Interlocked.Increment(ref _stores)}.db");

    /// <summary>A connection beside the store's own, to look or to do harm.</summary>
    public static DbConnection Connect(string place)
    {
        DbConnection connection = place.Contains("://", StringComparison.Ordinal)
            ? new NpgsqlConnection(HpoActors.Persistence.Stores.PostgresAddress.Parse(place).ConnectionString + ";Pooling=false")
            : new SqliteConnection($"Data Source={place};Pooling=false");
        connection.Open();
        return connection;
    }

    /// <summary>Changes the database behind the store's back.</summary>
    public static int Execute(string place, string text)
    {
        using DbConnection connection = Connect(place);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            Server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class StoresCollection : ICollectionFixture<TestStores>
{
    public const string Name = "stores";
}
