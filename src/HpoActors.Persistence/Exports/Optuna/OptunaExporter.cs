using Microsoft.Data.Sqlite;

namespace HpoActors.Persistence.Exports.Optuna;

/// <summary>An SQLite file that Optuna opens as its storage: <c>optuna.load_study(study_name=…, storage="sqlite:///…")</c>. The study has the experiment's name.</summary>
internal sealed class OptunaExporter : IExporter
{
    public string Name => "optuna";

    public void Write(ExportedExperiment experiment, string path) => ExportTarget.File(path, file =>
    {
        try
        {
            // The file is new and named when it is whole: no journal is needed.
            using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
            connection.Open();
            using (SqliteCommand settings = connection.CreateCommand())
            {
                settings.CommandText = $"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {OptunaSchema.Tables}";
                settings.ExecuteNonQuery();
            }

            using SqliteTransaction transaction = connection.BeginTransaction();
            using (OptunaRows rows = new(connection, transaction))
            {
                OptunaStudy.Write(rows, experiment);
            }

            transaction.Commit();
        }
        catch (SqliteException e)
        {
            throw new IOException($"{path} cannot be written: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    });
}
