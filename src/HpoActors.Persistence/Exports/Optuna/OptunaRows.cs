using Microsoft.Data.Sqlite;

namespace HpoActors.Persistence.Exports.Optuna;

/// <summary>Adds rows to tables, by statements that are prepared once.</summary>
internal sealed class OptunaRows(SqliteConnection connection, SqliteTransaction transaction) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _inserts = new(StringComparer.Ordinal);

    /// <summary>Adds a row.</summary>
    /// <param name="table">The table and the columns that are given: <c>studies (study_id, study_name)</c>.</param>
    /// <param name="values">Their values.</param>
    public void Add(string table, params ReadOnlySpan<object?> values)
    {
        if (!_inserts.TryGetValue(table, out SqliteCommand? insert))
        {
            insert = connection.CreateCommand();
            insert.Transaction = transaction;
            string[] names = [.. Enumerable.Range(0, values.Length).Select(i => $"$p{i}")];
            insert.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", names)})";
            foreach (string name in names)
            {
                insert.Parameters.Add(new SqliteParameter(name, null));
            }

            _inserts.Add(table, insert);
        }

        for (int i = 0; i < values.Length; i++)
        {
            insert.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        insert.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (SqliteCommand insert in _inserts.Values)
        {
            insert.Dispose();
        }
    }
}
