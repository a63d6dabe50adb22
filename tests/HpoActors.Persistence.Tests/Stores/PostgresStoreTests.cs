using Akka.Actor;
using HpoActors.Persistence.Stores;
using HpoActors.Persistence.Tests.Servers;
using HpoActors.Stores;
using Npgsql;

namespace HpoActors.Persistence.Tests.Stores;

[Collection(StoresCollection.Name)]
public sealed class PostgresStoreTests(TestStores stores)
{
    [PostgresFact]
    public void Many_machines_may_use_it_and_its_name_has_no_password()
    {
        string place = stores.Server.NewDatabase();
        using IExperimentStore store = ExperimentStores.Open(place);
        Assert.True(store.IsShared);
        Assert.Equal(place.Replace($":{Uri.EscapeDataString(PostgresServer.Password)}", "", StringComparison.Ordinal), store.Name);
    }

    [PostgresFact]
    public void A_socket_is_as_good_as_an_address()
    {
        string place = stores.Server.NewDatabase();
        string database = place[(place.LastIndexOf('/') + 1)..];
        using IExperimentStore store = ExperimentStores.Open(stores.Server.SocketUrl(database));
        store.TakeOffice("sweep", "", Officer.Current, TimeSpan.FromMinutes(1)).Dispose();
        using IExperimentStore same = ExperimentStores.Open(place.Replace("postgresql://", "postgres://", StringComparison.Ordinal), create: false);
        Assert.NotNull(same.Find("sweep"));
        Assert.DoesNotContain("p%40ss", store.Name, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void It_is_made_beside_what_the_database_has()
    {
        string place = stores.Server.NewDatabase();
        TestStores.Execute(place, "CREATE TABLE studies (id integer)");
        StoreException error = Assert.Throws<StoreException>(() => ExperimentStores.Open(place, create: false));
        Assert.StartsWith("there is no store in postgresql://", error.Message, StringComparison.Ordinal);
        ExperimentStores.Open(place).Dispose();
        using IExperimentStore store = ExperimentStores.Open(place, create: false);
        Assert.Empty(store.List());
    }

    [PostgresFact]
    public void Several_may_make_it_at_once()
    {
        string place = stores.Server.NewDatabase();
        Parallel.For(0, 6, _ => ExperimentStores.Open(place).Dispose());
        using IExperimentStore store = ExperimentStores.Open(place, create: false);
        Assert.Empty(store.List());
    }

    [PostgresFact]
    public void A_newer_schema_is_refused()
    {
        string place = stores.Server.NewDatabase();
        using IExperimentStore store = ExperimentStores.Open(place);
        TestStores.Execute(place, "UPDATE hpo_meta SET value = '2'");
        Refused(place, $"{store.Name} was made by a newer version: its schema is 2, and 1 is the last one known here; use the newer version");
    }

    [PostgresFact]
    public void A_wrong_password_is_said_without_it()
    {
        string place = stores.Server.NewDatabase().Replace("p%40ss", "guess", StringComparison.Ordinal);
        Refused(place, $"{PostgresAddress.WithoutPassword(place)}: the server refuses the user (password authentication failed for user \"tester\"); check user and password in the URL");
    }

    [PostgresFact]
    public void A_database_that_does_not_exist_is_said()
    {
        string place = stores.Server.Url("nowhere");
        Refused(place, $"{PostgresAddress.WithoutPassword(place)}: database \"nowhere\" does not exist; make it by createdb");
    }

    [PostgresFact]
    public void A_user_who_may_not_make_tables_is_said()
    {
        string place = stores.Server.NewDatabase();
        TestStores.Execute(place, $"CREATE ROLE reader{Environment.ProcessId} LOGIN PASSWORD 'x'");
        string readers = place.Replace($"tester:{Uri.EscapeDataString(PostgresServer.Password)}", $"reader{Environment.ProcessId}:x", StringComparison.Ordinal);
        StoreException error = Assert.Throws<StoreException>(() => ExperimentStores.Open(readers));
        Assert.Contains(": permission denied for schema public; grant the user the right to make and use tables", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_does_not_run_is_said()
    {
        // Nobody listens on port 1.
        StoreException error = Assert.Throws<StoreException>(() => ExperimentStores.Open("postgresql://me:secret@127.0.0.1:1/db"));
        Assert.Equal("postgresql://me@127.0.0.1:1/db: the server cannot be reached (Connection refused); does it run, and are host and port right?", error.Message);
    }

    [Theory]
    [InlineData("postgresql://me:secret@host:port/db", "postgresql://me@host:port/db is no URL; write postgresql://user:password@host:port/database")]
    [InlineData("postgresql://me:secret@host", "postgresql://me@host names no database; write postgresql://user:password@host:port/database")]
    [InlineData("postgresql://me:secret@host/", "postgresql://me@host/ names no database; write postgresql://user:password@host:port/database")]
    [InlineData("postgresql://me:secret@host/db?port=x", "postgresql://me@host/db?port=x: 'x' is no port")]
    [InlineData("postgresql://me:secret@host/db?sslmode=some", "postgresql://me@host/db?sslmode=some: 'some' is no sslmode")]
    [InlineData("postgresql://host/db?pool=3&password=secret", "postgresql://host/db?pool=3&password=…: the parameter 'pool' is unknown; there are host, port, user, password, sslmode and sslrootcert")]
    public void A_url_without_a_meaning_is_said_without_its_password(string url, string message) => Refused(url, message);

    [Theory]
    [InlineData("postgresql://me:p%40ss@host:5433/db?sslmode=verify-full", "host", 5433, "me", "p@ss", "db", SslMode.VerifyFull)]
    [InlineData("postgres://host/db", "host", 5432, null, null, "db", SslMode.Prefer)]
    [InlineData("postgresql:///my%20db?host=/var/run/postgresql&user=me", "/var/run/postgresql", 5432, "me", null, "my db", SslMode.Prefer)]
    public void A_url_says_where_and_who(string url, string host, int port, string? user, string? password, string database, SslMode mode)
    {
        NpgsqlConnectionStringBuilder connection = new(PostgresAddress.Parse(url).ConnectionString);
        Assert.Equal((host, port, user, password, database, mode), (connection.Host, connection.Port, connection.Username, connection.Password, connection.Database, connection.SslMode));
    }

    [PostgresFact]
    public async Task A_server_that_restarts_during_writes_loses_nothing_that_was_acknowledged()
    {
        using PostgresServer server = PostgresServer.Start();
        using IExperimentStore store = ExperimentStores.Open(server.NewDatabase());
        using ActorSystem system = Runs.System(store);
        List<long> acknowledged = [];
        JournalWriter writer = new(system);
        await writer.WriteAsync(1);
        acknowledged.Add(1);
        Task restart = Task.CompletedTask;
        int failures = 0;
        for (long number = 2; acknowledged.Count < 500; number++)
        {
            if (number == 100)
            {
                restart = Task.Run(() =>
                {
                    server.Stop();
                    server.StartAgain();
                });
            }

            try
            {
                await writer.WriteAsync(number);
                acknowledged.Add(number);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                // As a searcher, which is started again: a failed write may be in the journal all the same.
                failures++;
                await writer.StopAsync();
                await restart;
                writer = new JournalWriter(system);
            }
        }

        await restart;
        Assert.InRange(failures, 1, 100);
        Assert.Empty(acknowledged.Except(JournalWriter.Written(store)));
        Assert.Equal(JournalWriter.Written(store).Order(), JournalWriter.Written(store));
        await system.Terminate();
    }

    private static void Refused(string place, string message)
    {
        StoreException error = Assert.Throws<StoreException>(() => ExperimentStores.Open(place));
        Assert.Equal(message, error.Message);
    }
}
