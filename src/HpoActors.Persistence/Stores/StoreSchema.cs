namespace HpoActors.Persistence.Stores;

/// <summary>The tables of a store. Those of the journal have the form that Akka.Persistence.Sql reads and writes.</summary>
internal static class StoreSchema
{
    /// <summary>The version that this code makes and reads. Tables that change their meaning get the next one.</summary>
    public const int Version = 1;

    public const string Meta = "hpo_meta";
    public const string Experiments = "hpo_experiments";
    public const string Journal = "hpo_journal";
    public const string Snapshots = "hpo_snapshots";
    public const string Checkpoints = "hpo_checkpoints";

    // Times are milliseconds since 1970, by the clock of the machine that has the database.
    private const string Common = $"""
        CREATE TABLE IF NOT EXISTS {Experiments} (
            name text NOT NULL PRIMARY KEY,
            definition text NOT NULL,
            created_at bigint NOT NULL,
            phase text NOT NULL,
            office bigint NOT NULL,
            held integer NOT NULL,
            officer_host text NOT NULL,
            officer_process integer NOT NULL,
            officer_started text NOT NULL,
            officer_place text NOT NULL,
            officer_life text NOT NULL,
            seen_at bigint NOT NULL,
            term bigint NOT NULL
        );
        CREATE TABLE IF NOT EXISTS {Meta} (
            key text NOT NULL PRIMARY KEY,
            value text NOT NULL
        );
        """;

    public const string Sqlite = $"""
        {Common}
        CREATE TABLE IF NOT EXISTS {Journal} (
            ordering INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            created INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            persistence_id TEXT NOT NULL,
            sequence_number INTEGER NOT NULL,
            message BLOB NOT NULL,
            tags TEXT NULL,
            manifest TEXT NULL,
            identifier INTEGER NULL,
            UNIQUE (persistence_id, sequence_number)
        );
        CREATE TABLE IF NOT EXISTS {Snapshots} (
            persistence_id TEXT NOT NULL,
            sequence_number INTEGER NOT NULL,
            created INTEGER NOT NULL,
            snapshot BLOB NULL,
            manifest TEXT NULL,
            serializer_id INTEGER NULL,
            PRIMARY KEY (persistence_id, sequence_number)
        );
        """;

    public const string Postgres = $"""
        {Common}
        CREATE TABLE IF NOT EXISTS {Journal} (
            ordering bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            created bigint NOT NULL,
            deleted boolean NOT NULL,
            persistence_id text NOT NULL,
            sequence_number bigint NOT NULL,
            message bytea NOT NULL,
            tags text NULL,
            manifest text NULL,
            identifier integer NULL,
            UNIQUE (persistence_id, sequence_number)
        );
        CREATE TABLE IF NOT EXISTS {Snapshots} (
            persistence_id text NOT NULL,
            sequence_number bigint NOT NULL,
            created bigint NOT NULL,
            snapshot bytea NULL,
            manifest text NULL,
            serializer_id integer NULL,
            PRIMARY KEY (persistence_id, sequence_number)
        );
        CREATE TABLE IF NOT EXISTS {Checkpoints} (
            experiment text NOT NULL,
            trial integer NOT NULL,
            epoch integer NOT NULL,
            attempt integer NOT NULL,
            format text NOT NULL,
            content bytea NOT NULL,
            PRIMARY KEY (experiment, trial, epoch, attempt)
        );
        """;
}
