using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Persistence.Exports;
using Microsoft.Data.Sqlite;
using Newtonsoft.Json.Linq;

namespace HpoActors.Persistence.Tests.Exports.Optuna;

public sealed class OptunaExporterTests : ExportTest
{
    [Fact]
    public void Its_rows_are_those_of_the_golden_file()
    {
        string file = Export("optuna", "out.db");
        using SqliteConnection connection = new($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        Assert.Equal(Golden("optuna.txt").ReplaceLineEndings("\n"), string.Concat(Rows(connection).Select(row => row + "\n")));
    }

    [OptunaFact]
    public void The_tables_are_those_that_Optuna_makes() =>
        Assert.Equal(OptunaPython.Script("make_storage.py", In("theirs.db"), "make"), OptunaPython.Script("make_storage.py", Export("optuna", "ours.db"), "read"));

    [OptunaFact]
    public void Optuna_reads_the_same_trials_states_values_and_best()
    {
        JObject study = JObject.Parse(OptunaPython.Script("read_study.py", Export("optuna", "out.db"), "sample"));
        ExperimentResult result = SampleExperiment.Result;
        Assert.Equal("MINIMIZE", study["direction"]);
        Assert.Equal(result.Best!.Id.Value, study["best"]);
        JArray trials = (JArray)study["trials"]!;
        Assert.Equal(["COMPLETE", "PRUNED", "FAIL", "COMPLETE", "RUNNING", "RUNNING", "WAITING", "FAIL"], trials.Select(t => (string)t["state"]!));
        Assert.Equal(result.Trials.Count, trials.Count);
        foreach ((TrialResult ours, JToken theirs) in result.Trials.Zip(trials))
        {
            Assert.Equal(ours.Id.Value, theirs["number"]);
            Assert.Equal(ours.State is TrialState.Completed or TrialState.Stopped ? Exact(ours.Value) : null, (string?)theirs["value"]);
            Assert.Equal(
                ours.Configuration.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={Exact(p.Value)}"),
                ((JObject)theirs["params"]!).Properties().Select(p => $"{p.Name}={p.Value}"));
            Assert.Equal(
                ours.Reports.Select(r => $"{r.Epoch}={Exact(r.Metrics["validation_error"])}"), ((JObject)theirs["intermediate"]!).Properties().Select(p => $"{p.Name}={p.Value}"));
            Assert.Equal(ours.Attempts, theirs["attributes"]!["attempts"]);
            Assert.Empty(theirs["system"]!);
        }

        Assert.Equal("cpu:0", trials[3]["attributes"]!["trainer"]);
        Assert.Equal("validation_error was NaN at epoch 2", trials[2]["attributes"]!["failure"]!["message"]);
        Assert.Equal(("2026-01-02 03:04:07.123456", "2026-01-02 03:04:10.123456"), ((string)trials[0]["start"]!, (string)trials[0]["complete"]!));
        Assert.Equal(("None", "None"), ((string)trials[6]["start"]!, (string)trials[6]["complete"]!));
    }

    [OptunaFact]
    public void Optuna_reads_the_space()
    {
        JObject study = JObject.Parse(OptunaPython.Script("read_study.py", Export("optuna", "out.db"), "sample"));
        Assert.Equal(
            """
            activation: CategoricalDistribution(choices=('relu', 'tanh'))
            batch_size: IntDistribution(high=96, log=False, low=16, step=16)
            decay: CategoricalDistribution(choices=(0.0001,))
            dropout: FloatDistribution(high=0.5, log=False, low=0.0, step=None)
            layers: IntDistribution(high=6, log=False, low=1, step=1)
            learning_rate: FloatDistribution(high=1.0, log=True, low=1e-05, step=None)
            mixed: CategoricalDistribution(choices=(1, 2.0, True, 'a, "b"'))
            momentum: FloatDistribution(high=0.9, log=False, low=0.0, step=0.1)
            nesterov: CategoricalDistribution(choices=(False, True))
            size: CategoricalDistribution(choices=(64, 128))
            width: IntDistribution(high=512, log=True, low=8, step=1)
            """.ReplaceLineEndings("\n"),
            string.Join('\n', ((JObject)study["trials"]![1]!["distributions"]!).Properties().Select(p => $"{p.Name}: {p.Value}")));
    }

    [OptunaFact]
    public void Optuna_goes_on_with_the_trial_that_waits()
    {
        string[] lines = OptunaPython.Script("go_on.py", Export("optuna", "out.db")).Split('\n');
        Assert.Equal("0.6", lines[0]);
        Assert.Equal("COMPLETE PRUNED FAIL COMPLETE RUNNING RUNNING COMPLETE FAIL COMPLETE", lines[1]);
    }

    [OptunaFact]
    public void The_best_of_a_maximised_metric_is_the_largest()
    {
        ExperimentResult result = SampleExperiment.ResultOf(SampleExperiment.Spec with { Direction = Direction.Maximize, Name = "größer" });
        Exporters.Write("optuna", result, SampleExperiment.Facts, In("out.db"));
        JObject study = JObject.Parse(OptunaPython.Script("read_study.py", In("out.db"), "größer"));
        Assert.Equal("MAXIMIZE", study["direction"]);
        Assert.Equal(result.Best!.Id.Value, study["best"]);
    }

    // Python's NaN is the quiet one without a sign.
    private static string Exact(double value) => $"f{(double.IsNaN(value) ? 0x7FF8_0000_0000_0000 : BitConverter.DoubleToInt64Bits(value))}";

    private static string Exact(HyperparameterValue value) => value.Kind switch
    {
        ValueKind.Float => Exact(value.AsDouble()),
        ValueKind.Bool => value.AsBool() ? "True" : "False",
        _ => value.ToString(),
    };

    private static IEnumerable<string> Rows(SqliteConnection connection)
    {
        string[] tables =
        [
            "alembic_version", "version_info", "studies", "study_directions", "study_user_attributes", "study_system_attributes", "trials", "trial_params", "trial_values",
            "trial_intermediate_values", "trial_user_attributes", "trial_system_attributes", "trial_heartbeats",
        ];
        foreach (string table in tables)
        {
            using SqliteCommand select = connection.CreateCommand();
            select.CommandText = $"SELECT * FROM {table}";
            using SqliteDataReader reader = select.ExecuteReader();
            while (reader.Read())
            {
                yield return $"{table}: {string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : reader.GetValue(i)))}";
            }
        }
    }
}
