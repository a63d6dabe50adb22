using System.Data.Common;
using Akka.Actor;
using HpoActors.Persistence.Tests.Servers;
using HpoActors.Stores;
using Microsoft.Data.Sqlite;

namespace HpoActors.Persistence.Tests.Stores;

/// <summary>What can be wrong with a file is one line that says what, where, and what to do.</summary>
[Collection(StoresCollection.Name)]
public sealed class BadSqliteTests(TestStores stores)
{
    private readonly string _path = stores.NewPlace(StoreKind.Sqlite);

    [Fact]
    public void A_directory_is_no_store() =>
        Refused(Path.GetDirectoryName(_path)!, $" is a directory; write the path of a file, such as {Path.Combine(Path.GetDirectoryName(_path)!, "hpo.db")}");

    [Fact]
    public void A_directory_that_does_not_exist_is_said()
    {
        string path = Path.Combine(_path, "hpo.db");
        Refused(path, $": its directory {_path} does not exist; make it first");
    }

    [Fact]
    public void A_store_that_does_not_exist_is_not_made_for_a_reader()
    {
        StoreException error = Assert.Throws<StoreException>(() => ExperimentStores.Open(_path, create: false));
        Assert.Equal($"there is no store {_path}; hpo run makes one", error.Message);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void An_empty_file_is_no_store_for_a_reader_and_becomes_one_for_a_run()
    {
        File.WriteAllBytes(_path, []);
        StoreException error = Assert.Throws<StoreException>(() => ExperimentStores.Open(_path, create: false));
        Assert.Equal($"there is no store {_path}: the file is empty; hpo run makes one", error.Message);
        using IExperimentStore store = ExperimentStores.Open(_path);
        Assert.Empty(store.List());
    }

    [Fact]
    public void Another_scheme_is_no_store()
    {
        StoreException error = Assert.Throws<StoreException>(() => ExperimentStores.Open("mysql://me:secret@host/db"));
        Assert.Equal("mysql://me@host/db is no store; write a file's path, or postgresql://user:password@host:port/database", error.Message);
    }

    [Fact]
    public void A_file_of_something_else_is_no_store()
    {
        File.WriteAllText(_path, string.Concat(Enumerable.Repeat("trial,value\n", 100)));
        Refused(_path, ": is no SQLite file; write another path, or move that file away");
    }

    [Fact]
    public void A_database_of_something_else_is_no_store()
    {
        TestStores.Execute(_path, "CREATE TABLE studies (id integer)");
        Refused(_path, " is a SQLite database of something else; write another path");
    }

    [Fact]
    public void A_newer_schema_is_refused()
    {
        ExperimentStores.Open(_path).Dispose();
        TestStores.Execute(_path, "UPDATE hpo_meta SET value = '2'");
        Refused(_path, " was made by a newer version: its schema is 2, and 1 is the last one known here; use the newer version");
        TestStores.Execute(_path, "UPDATE hpo_meta SET value = 'two'");
        Refused(_path, " is damaged: its table hpo_meta does not say which schema it has; restore a copy");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(4096 + 1000)]
    [InlineData(3 * 4096)]
    public async Task A_file_that_was_cut_off_is_refused(int bytes)
    {
        using (IExperimentStore store = ExperimentStores.Open(_path))
        {
            using ActorSystem system = Runs.System(store);
            await Runs.RunAsync(system, "one", 20);
            await system.Terminate();
        }

        using FileStream file = new(_path, FileMode.Open);
        long length = file.Length;
        file.SetLength(length - bytes);
        file.Close();
        Refused(_path, $": is damaged (it has {length - bytes} bytes of {length}); restore a copy, or save what can be read by: sqlite3 {_path} .recover");
    }

    [Fact]
    public async Task A_page_of_rubbish_is_found_when_it_is_read()
    {
        using IExperimentStore store = ExperimentStores.Open(_path);
        using (ActorSystem system = Runs.System(store))
        {
            await Runs.RunAsync(system, "one", 20);
            await system.Terminate();
        }

        store.Dispose();
        using (FileStream file = new(_path, FileMode.Open))
        {
            // All but the first page, which has the schema.
            file.Position = 4096;
            file.Write(Enumerable.Repeat((byte)0xAB, (int)file.Length - 4096).ToArray());
        }

        StoreException error = Assert.Throws<StoreException>(() => store.ReadFacts("one"));
        Assert.Equal($"{_path}: is damaged (database disk image is malformed); restore a copy, or save what can be read by: sqlite3 {_path} .recover", error.Message);
    }

    [Fact]
    public async Task A_page_of_rubbish_is_found_before_an_experiment_goes_on()
    {
        using IExperimentStore store = ExperimentStores.Open(_path);
        using (ActorSystem system = Runs.System(store))
        {
            await Runs.RunAsync(system, "one", 20);
            await system.Terminate();
        }

        store.TakeOffice("one", "", Officer.Current, TimeSpan.FromMinutes(1)).Dispose();
        long page;
        using (DbConnection look = TestStores.Connect(_path))
        {
            using DbCommand command = look.CreateCommand();
            command.CommandText = "SELECT rootpage FROM sqlite_master WHERE name = 'hpo_journal'";
            page = (long)command.ExecuteScalar()!;
        }

        store.Dispose();
        using (FileStream file = new(_path, FileMode.Open))
        {
            // Behind the page's header: its cells.
            file.Position = ((page - 1) * 4096) + 12;
            file.Write(Enumerable.Repeat((byte)0xAB, 400).ToArray());
        }

        StoreException error = Assert.Throws<StoreException>(() => store.TakeOffice("one", "", Officer.Current, TimeSpan.FromMinutes(1)));
        Assert.StartsWith($"{_path}: is damaged (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"); restore a copy, or save what can be read by: sqlite3 {_path} .recover", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(1, store.Find("one")!.Office);
    }

    [Fact]
    public void A_locked_store_is_said_to_be_locked()
    {
        using IExperimentStore store = ExperimentStores.Open(_path);
        using SqliteConnection other = (SqliteConnection)TestStores.Connect(_path);
        using DbTransaction transaction = other.BeginTransaction();
        StoreException error = Assert.Throws<StoreException>(() => store.TakeOffice("sweep", "", Officer.Current, TimeSpan.FromMinutes(1)));
        Assert.Equal($"{_path}: another program has locked it for more than 5 s; end that program (a database browser?) and try again", error.Message);

        // Whoever only reads does not wait for the writer.
        Assert.Empty(store.List());
    }

    [Fact]
    public void A_store_that_is_locked_altogether_cannot_be_opened()
    {
        ExperimentStores.Open(_path).Dispose();
        using SqliteConnection other = new($"Data Source={_path};Pooling=false");
        other.Open();
        using SqliteCommand command = new("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE hpo_meta SET value = value", other);
        command.ExecuteNonQuery();
        Refused(_path, ": another program has locked it for more than 5 s; end that program (a database browser?) and try again");
    }

    [SmallDiskFact]
    public void A_read_only_directory_is_said()
    {
        using SmallDisk disk = new(1024);
        ExperimentStores.Open(disk.PathOf("hpo.db")).Dispose();
        disk.MakeReadOnly();
        StoreException error = Assert.Throws<StoreException>(() => ExperimentStores.Open(disk.PathOf("hpo.db")));
        Assert.Equal($"{disk.PathOf("hpo.db")}: cannot be opened: the file and its directory must be readable and writable for this user, and the disk must not be full", error.Message);
        Assert.ThrowsAny<StoreException>(() => ExperimentStores.Open(disk.PathOf("new.db")));
    }

    [SmallDiskFact]
    public void A_full_disk_is_said_when_a_store_is_made()
    {
        using SmallDisk disk = new(64);
        disk.Fill();
        StoreException error = Assert.Throws<StoreException>(() => ExperimentStores.Open(disk.PathOf("hpo.db")));
        Assert.StartsWith($"{disk.PathOf("hpo.db")}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [SmallDiskFact]
    public async Task On_a_full_disk_nothing_is_lost_that_was_acknowledged_and_with_room_it_goes_on()
    {
        using SmallDisk disk = new(1024);
        using IExperimentStore store = ExperimentStores.Open(disk.PathOf("hpo.db"));
        using ActorSystem system = Runs.System(store);
        JournalWriter writer = new(system);
        await writer.WriteAsync(1);
        disk.Fill();
        long acknowledged = 1;
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            // The log has room left in its last pages.
            for (long number = 2; number < 1000; number++)
            {
                await writer.WriteAsync(number);
                acknowledged = number;
            }
        });
        StoreException error = Assert.Throws<StoreException>(() => store.TakeOffice("sweep", new string('x', 100_000), Officer.Current, TimeSpan.FromMinutes(1)));
        Assert.Equal($"{store.Name}: the disk is full; make room and run again, what was written before is there", error.Message);
        disk.Empty();
        writer = new JournalWriter(system);
        await writer.WriteAsync(1000);
        Assert.Equal([.. Enumerable.Range(1, (int)acknowledged), 1000], JournalWriter.Written(store));
        await system.Terminate();
    }

    private static void Refused(string path, string why)
    {
        StoreException error = Assert.Throws<StoreException>(() => ExperimentStores.Open(path));
        Assert.Equal(path + why, error.Message);
    }
}
