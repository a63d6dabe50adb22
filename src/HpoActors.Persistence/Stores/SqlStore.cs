using System.Data.Common;
using System.Globalization;
using Akka.Configuration;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Stores;

namespace HpoActors.Persistence.Stores;

/// <summary>A store in a database. Connections come from the provider's pool, one for each call, so that all members can be used at the same time.</summary>
internal abstract class SqlStore(string name) : IExperimentStore
{
    public string Name { get; } = name;

    public abstract bool IsShared { get; }

    public abstract Config Settings { get; }

    /// <summary>The database's time in milliseconds since 1970, in its SQL.</summary>
    protected abstract string Now { get; }

    /// <summary>What locks a selected row for the transaction, where a transaction does not lock everything.</summary>
    protected abstract string RowLock { get; }

    public StoredExperiment? Find(string name) => Call(connection =>
    {
        using DbCommand command = Command(connection, $"SELECT {ExperimentRow.Columns}, {Now} FROM {StoreSchema.Experiments} WHERE name = @name", ("name", name));
        return ReadRow(command)?.Experiment;
    });

    public IReadOnlyList<StoredExperiment> List() => Call(connection =>
    {
        using DbCommand command = Command(connection, $"SELECT {ExperimentRow.Columns}, {Now} FROM {StoreSchema.Experiments} ORDER BY created_at, name");
        using DbDataReader reader = command.ExecuteReader();
        List<StoredExperiment> all = [];
        while (reader.Read())
        {
            all.Add(ExperimentRow.Read(reader).Experiment);
        }

        return all;
    });

    public IOffice TakeOffice(string name, string definition, Officer officer, TimeSpan term)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(officer);
        ArgumentOutOfRangeException.ThrowIfLessThan(term, Office.ShortestTerm);
        long number = Call(connection =>
        {
            bool hasBegun = HasFacts(connection, name);
            if (hasBegun)
            {
                CheckWhole(connection);
            }

            using DbTransaction transaction = connection.BeginTransaction();
            long taken = Take(connection, name, definition, officer, term);
            if (!hasBegun)
            {
                Execute(connection, $"UPDATE {StoreSchema.Experiments} SET definition = @definition WHERE name = @name", ("definition", definition), ("name", name));
            }

            transaction.Commit();
            return taken;
        });
        return new Office(this, name, number, term);
    }

    public IReadOnlyList<ExperimentEvent> ReadFacts(string name) => Call(connection =>
    {
        using DbCommand command = Command(
            connection,
            $"SELECT sequence_number, identifier, manifest, message FROM {StoreSchema.Journal} WHERE persistence_id = @id ORDER BY sequence_number",
            ("id", FactReader.PersistenceId(name)));
        using DbDataReader reader = command.ExecuteReader();
        FactReader facts = new(Name, name);
        while (reader.Read())
        {
            facts.Add(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt32(1), reader.IsDBNull(2) ? "" : reader.GetString(2), reader.GetFieldValue<byte[]>(3));
        }

        return facts.Facts;
    });

    public bool HasFacts(string name) => Call(connection => HasFacts(connection, name));

    CheckpointKeeper? IExperimentStore.CheckpointsOf(string name) => CheckpointsOf(name);

    public abstract void Dispose();

    /// <summary>Gives a sign of life.</summary>
    /// <returns>False where another one has the office.</returns>
    public bool Renew(string name, long number) =>
        Change($"UPDATE {StoreSchema.Experiments} SET seen_at = {Now} WHERE name = @name AND office = @office", ("name", name), ("office", number));

    /// <summary>Gives the office back, where nobody took it.</summary>
    public void Free(string name, long number) =>
        Change($"UPDATE {StoreSchema.Experiments} SET held = 0, seen_at = {Now} WHERE name = @name AND office = @office", ("name", name), ("office", number));

    /// <summary>Forgets an experiment without facts, where nobody took the office.</summary>
    public void Withdraw(string name, long number) => Change(
        $"DELETE FROM {StoreSchema.Experiments} WHERE name = @name AND office = @office AND NOT EXISTS (SELECT 1 FROM {StoreSchema.Journal} WHERE persistence_id = @id)",
        ("name", name),
        ("office", number),
        ("id", FactReader.PersistenceId(name)));

    /// <summary>Writes down how the experiment ended.</summary>
    /// <exception cref="StoreException">Another one has the office.</exception>
    public void End(string name, long number, ExperimentPhase phase)
    {
        if (!Change(
            $"UPDATE {StoreSchema.Experiments} SET phase = @phase, seen_at = {Now} WHERE name = @name AND office = @office",
            ("phase", ExperimentRow.Write(phase)),
            ("name", name),
            ("office", number)))
        {
            throw new StoreException($"experiment '{name}' in {Name} is run by {Find(name)?.Officer.ToString() ?? "nobody"} by now: this process may not say how it ended");
        }
    }

    protected abstract CheckpointKeeper? CheckpointsOf(string name);

    /// <summary>An open connection.</summary>
    protected abstract DbConnection Connect();

    /// <summary>Whether what an experiment is to go on from can be read: better now than in the middle of it.</summary>
    /// <exception cref="StoreException">It cannot.</exception>
    protected abstract void CheckWhole(DbConnection connection);

    /// <summary>One line: what went wrong in the database, and what to do.</summary>
    protected abstract string Explain(Exception exception);

    /// <summary>Does something in the database.</summary>
    /// <exception cref="StoreException">It failed. One line.</exception>
    protected T Call<T>(Func<DbConnection, T> work)
    {
        try
        {
            using DbConnection connection = Connect();
            return work(connection);
        }
        catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException or TimeoutException or FormatException or InvalidCastException)
        {
            throw new StoreException($"{Name}: {Explain(exception).ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>Makes the tables where there are none, and sees whether they are of a version that is known here. Inside the caller's transaction.</summary>
    /// <exception cref="StoreException">They are not.</exception>
    protected void MakeSchema(DbConnection connection, string tables)
    {
        Execute(connection, tables);
        Execute(connection, $"INSERT INTO {StoreSchema.Meta} (key, value) VALUES ('schema', '{StoreSchema.Version}') ON CONFLICT DO NOTHING");
        CheckVersion(connection);
    }

    /// <exception cref="StoreException">The schema is of another version, or has none.</exception>
    protected void CheckVersion(DbConnection connection)
    {
        using DbCommand command = Command(connection, $"SELECT value FROM {StoreSchema.Meta} WHERE key = 'schema'");
        string? text = command.ExecuteScalar() as string;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) || version < 1)
        {
            throw new StoreException($"{Name} is damaged: its table {StoreSchema.Meta} does not say which schema it has; restore a copy");
        }

        if (version > StoreSchema.Version)
        {
            throw new StoreException($"{Name} was made by a newer version: its schema is {version}, and {StoreSchema.Version} is the last one known here; use the newer version");
        }
    }

    protected static DbCommand Command(DbConnection connection, string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = text;
        foreach ((string name, object value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    protected static int Execute(DbConnection connection, string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using DbCommand command = Command(connection, text, parameters);
        return command.ExecuteNonQuery();
    }

    private static bool HasFacts(DbConnection connection, string name)
    {
        using DbCommand command = Command(connection, $"SELECT 1 FROM {StoreSchema.Journal} WHERE persistence_id = @id LIMIT 1", ("id", FactReader.PersistenceId(name)));
        return command.ExecuteScalar() is not null;
    }

    private bool Change(string text, params (string Name, object Value)[] parameters) => Call(connection => Execute(connection, text, parameters)) == 1;

    private static ExperimentRow? ReadRow(DbCommand command)
    {
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read() ? ExperimentRow.Read(reader) : null;
    }

    private long Take(DbConnection connection, string name, string definition, Officer officer, TimeSpan term)
    {
        Execute(
            connection,
            $"""
            INSERT INTO {StoreSchema.Experiments} ({ExperimentRow.Columns})
            VALUES (@name, @definition, {Now}, 'running', 0, 0, '', 0, @started, '', '', 0, 0) ON CONFLICT DO NOTHING
            """,
            ("name", name),
            ("definition", definition),
            ("started", Write(officer.StartedAt)));
        using DbCommand select = Command(
            connection, $"SELECT {ExperimentRow.Columns}, {Now} FROM {StoreSchema.Experiments} WHERE name = @name{RowLock}", ("name", name));
        ExperimentRow row = ReadRow(select) ?? throw new StoreException($"{Name}: experiment '{name}' was deleted just now");
        if (!row.Experiment.CanGoOn)
        {
            throw new StoreException($"experiment '{name}' in {Name} is over ({ExperimentRow.Write(row.Experiment.Phase)}) and does not go on; run it under another name");
        }

        if (row.IsHeld)
        {
            throw new OfficeTakenException(Taken(row));
        }

        string life = officer.Host == Environment.MachineName ? ProcessLife.Of(officer.Process) ?? "" : "";
        Execute(
            connection,
            $"""
            UPDATE {StoreSchema.Experiments}
            SET office = @office, held = 1, officer_host = @host, officer_process = @process, officer_started = @started,
                officer_place = @place, officer_life = @life, seen_at = {Now}, term = @term
            WHERE name = @name
            """,
            ("office", row.Experiment.Office + 1),
            ("host", officer.Host),
            ("process", officer.Process),
            ("started", Write(officer.StartedAt)),
            ("place", life.Length > 0 ? ProcessLife.Place : ""),
            ("life", life),
            ("term", (long)term.TotalMilliseconds),
            ("name", name));
        return row.Experiment.Office + 1;
    }

    private string Taken(ExperimentRow row)
    {
        Officer officer = row.Experiment.Officer;
        string who = officer == Officer.Current ? "this process itself" : $"{officer}, started {officer.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"experiment '{row.Experiment.Name}' in {Name} is run by {who}, whose last sign of life is {row.Silence.TotalSeconds:0} s old; wait for its end, stop it, or run under another name (if it is dead, its office is free in {Math.Max(1, Math.Ceiling(row.Left.TotalSeconds)):0} s)");
    }

    private static string Write(DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
}
