using System.Text.Json;
using Akka.Configuration;

namespace HpoActors.Persistence.Stores;

/// <summary>What Akka.Persistence.Sql needs to journal in a store's tables.</summary>
internal static class JournalSettings
{
    /// <param name="provider">The database's name in linq2db, whose detection of versions would cost a connection.</param>
    /// <param name="connection">The connection string.</param>
    /// <param name="writers">How many records are written at the same time.</param>
    public static Config Create(string provider, string connection, int writers)
    {
        string common = $$"""
            plugin-dispatcher = akka.persistence.dispatchers.default-plugin-dispatcher
            connection-string = {{JsonSerializer.Serialize(connection)}}
            provider-name = {{JsonSerializer.Serialize(provider)}}

            # The schema is the store's, which has a version.
            auto-initialize = off

            # Shorter than a searcher's patience: it is started again with a growing pause, which this must not outlast. The database's own time-outs come first.
            circuit-breaker {
              max-failures = 5
              call-timeout = 20s
              reset-timeout = 2s
            }
            """;
        return ConfigurationFactory.ParseString($$"""
            hpo.journal.plugin = hpo.store.journal
            hpo.snapshot-store.plugin = hpo.store.snapshot-store

            hpo.store.journal {
              class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
              plugin-id = hpo.store.journal
              {{common}}

              # No tags, so no table for them.
              tag-write-mode = Csv
              default.journal.table-name = {{StoreSchema.Journal}}

              # A searcher's record is a group commit already. A transaction of its own, because that of a process which lost its office is refused, and would take
              # along what other experiments write.
              batch-size = 1
              parallelism = {{writers}}

              # Records wait here where many experiments write at once; each has one under way.
              buffer-size = 5000

              # Records of short trials are large, some 100 kB.
              replay-batch-size = 100
              prefer-parameters-on-multirow-insert = on

              # Records that overlap are an error and never dropped. Without the writers' ids: the filter takes an experiment that comes back to a process which had it
              # before for two at once, and would never read it again. That two do not write the same number is for the table, and who may write for the office.
              replay-filter.mode = fail
              default.journal.use-writer-uuid-column = off
            }

            hpo.store.snapshot-store {
              class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
              plugin-id = hpo.store.snapshot-store
              {{common}}
              default.snapshot.table-name = {{StoreSchema.Snapshots}}
            }
            """);
    }
}
