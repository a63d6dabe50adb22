using HpoActors.Core;
using Microsoft.Data.Sqlite;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.Persistence.Imports;

/// <summary>Reads a study of Optuna's storage as a document of <c>hpo run --json</c>, as far as a warm start needs one.</summary>
internal sealed class OptunaReader(SqliteConnection connection)
{
    // Many trials, few distributions.
    private readonly Dictionary<string, (string Type, JArray? Choices)> _distributions = new(StringComparer.Ordinal);

    /// <param name="study">The study's name, or null for the only one.</param>
    /// <exception cref="FormatException">There is no such study, or none of one objective.</exception>
    public JObject Read(string? study)
    {
        if (Rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('studies', 'study_directions', 'trial_values')").Count != 3)
        {
            throw new FormatException("is an SQLite file without studies of Optuna 2.4 or later");
        }

        long id = Find(study);
        List<object[]> directions = Rows("SELECT direction FROM study_directions WHERE study_id = $study", id);
        return directions is [[string direction]]
            ? new JObject
            {
                ["experiment"] = new JObject { ["direction"] = direction.ToLowerInvariant() },
                ["trials"] = Trials(id),
            }
            : throw new FormatException($"has a study of {directions.Count} objectives; a warm start has one");
    }

    private long Find(string? study)
    {
        List<object[]> studies = Rows("SELECT study_id, study_name FROM studies ORDER BY study_id");
        string[] names = [.. studies.Select(row => (string)row[1])];
        if (studies.Count == 0)
        {
            throw new FormatException("has no study");
        }

        if (study is null)
        {
            return studies.Count == 1 ? (long)studies[0][0]
                : throw new FormatException($"has {studies.Count} studies; write which one at the end of its URL: sqlite:///…?study={Uri.EscapeDataString(names[0])} (there are {string.Join(", ", names)})");
        }

        int index = Array.IndexOf(names, study);
        return index >= 0 ? (long)studies[index][0] : throw new FormatException($"has no study '{study}'{Nearest.Hint(study, names)} (there are {string.Join(", ", names)})");
    }

    // An infinite value stands there as none.
    private JArray Trials(long study)
    {
        Dictionary<long, JObject> configurations = [];
        JArray trials = [];
        foreach (object[] row in Rows(
            """
            SELECT trials.trial_id, number, value FROM trials JOIN trial_values ON trial_values.trial_id = trials.trial_id
            WHERE study_id = $study AND state = 'COMPLETE' AND value IS NOT NULL ORDER BY number
            """,
            study))
        {
            JObject configuration = [];
            configurations.Add((long)row[0], configuration);
            trials.Add(new JObject { ["id"] = (long)row[1], ["state"] = "completed", ["value"] = (double)row[2], ["configuration"] = configuration });
        }

        foreach (object[] row in Rows(
            """
            SELECT trials.trial_id, param_name, param_value, distribution_json FROM trials JOIN trial_params ON trial_params.trial_id = trials.trial_id
            WHERE study_id = $study AND state = 'COMPLETE' ORDER BY param_id
            """,
            study))
        {
            if (configurations.TryGetValue((long)row[0], out JObject? configuration))
            {
                configuration[(string)row[1]] = Value((double)row[2], (string)row[3]);
            }
        }

        return trials;
    }

    // A category stands there as its index; Optuna before 3.0 had a distribution for each scale and step.
    private JToken Value(double stored, string distribution)
    {
        if (!_distributions.TryGetValue(distribution, out (string Type, JArray? Choices) known))
        {
            // Texts stay texts, even those that look like dates.
            using JsonTextReader reader = new(new StringReader(distribution)) { DateParseHandling = DateParseHandling.None };
            JObject json = JObject.Load(reader);
            known = ((string?)json["name"] ?? "", json["attributes"]?["choices"] as JArray);
            _distributions.Add(distribution, known);
        }

        return known.Choices is { } choices ? choices[checked((int)stored)].DeepClone()
            : known.Type.StartsWith("Int", StringComparison.Ordinal) ? new JValue((long)stored)
            : new JValue(stored);
    }

    private List<object[]> Rows(string sql, long? study = null)
    {
        using SqliteCommand select = connection.CreateCommand();
        select.CommandText = sql;
        if (study is { } id)
        {
            select.Parameters.AddWithValue("$study", id);
        }

        List<object[]> rows = [];
        using SqliteDataReader reader = select.ExecuteReader();
        while (reader.Read())
        {
            object[] row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
