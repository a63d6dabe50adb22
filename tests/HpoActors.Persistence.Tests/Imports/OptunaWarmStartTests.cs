using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Files;
using HpoActors.Persistence.Imports;
using HpoActors.Persistence.Tests.Exports;
using HpoActors.Persistence.Tests.Exports.Optuna;
using Microsoft.Data.Sqlite;
using Newtonsoft.Json.Linq;

namespace HpoActors.Persistence.Tests.Imports;

/// <summary>Studies of Optuna's as a warm start.</summary>
public sealed class OptunaWarmStartTests : ExportTest
{
    [Fact]
    public void What_was_exported_comes_back_to_the_last_bit()
    {
        Export("optuna", "study.db");
        JObject document = Read("study.db")!;
        Assert.Equal("minimize", document["experiment"]!["direction"]);
        Assert.Null(document["experiment"]!["metric"]);
        TrialResult[] completed = [.. SampleExperiment.Result.Trials.Where(trial => trial.State == TrialState.Completed)];
        Assert.Equal(completed.Length, document["trials"]!.Count());
        foreach ((TrialResult ours, JToken read) in completed.Zip(document["trials"]!))
        {
            Assert.Equal(ours.Id.Value, read["id"]);
            Assert.Equal(ours.Value, read["value"]);
            Assert.Equal(ours.Configuration.Select(value => $"{value.Key}={value.Value}"), ((JObject)read["configuration"]!).Properties().Select(Shown));
        }
    }

    [Theory]
    [InlineData("sqlite:///study.db")]
    [InlineData("sqlite:///study.db?study=sample")]
    [InlineData("sqlite:///./study.db?study=s%61mple")]
    public void A_URL_names_the_file_and_the_study(string location)
    {
        Export("optuna", "study.db");
        Assert.Equal(2, Read(location)!["trials"]!.Count());
    }

    [Fact]
    public void A_URL_with_a_fourth_slash_is_absolute() => Assert.Equal(2, Read($"sqlite:///{Export("optuna", "study.db")}")!["trials"]!.Count());

    [Fact]
    public void Other_files_are_left_to_others()
    {
        File.WriteAllText(In("earlier.json"), "{ \"SQLite format 3\": 1 }");
        Assert.Null(Read("earlier.json"));
        Assert.Null(Read("missing.db"));
        Assert.Null(Read("."));
    }

    [Theory]
    [InlineData("", "sqlite:/study.db", "is no URL of a file; write sqlite:///study.db, or sqlite:////home/me/study.db for an absolute path")]
    [InlineData("", "sqlite:///study.db?name=a", "has something else than ?study=NAME at its end")]
    [InlineData("", "sqlite:///study.db?study=sampel", "has no study 'sampel'; did you mean 'sample'? (there are sample)")]
    [InlineData("INSERT INTO studies VALUES (2, 'two & three')", "study.db", "has 2 studies; write which one at the end of its URL: sqlite:///…?study=sample (there are sample, two & three)")]
    [InlineData("DELETE FROM studies", "study.db", "has no study")]
    [InlineData("INSERT INTO study_directions VALUES (2, 'MAXIMIZE', 1, 1)", "study.db", "has a study of 2 objectives; a warm start has one")]
    [InlineData("DROP TABLE trial_values", "study.db", "is an SQLite file without studies of Optuna 2.4 or later")]
    [InlineData("DROP TABLE trial_params", "study.db", "cannot be read: SQLite Error 1: 'no such table: trial_params'.")]
    public void What_cannot_be_used_is_said_in_one_line(string change, string location, string problem)
    {
        Change(Export("optuna", "study.db"), change);
        Assert.Equal(problem, Assert.Throws<FormatException>(() => Read(location)).Message);
    }

    [Theory]
    [InlineData("UPDATE trial_params SET distribution_json = '{'")]
    [InlineData("UPDATE trial_params SET param_value = 9 WHERE param_name = 'activation'")]
    [InlineData("UPDATE trial_params SET param_value = 1e300 WHERE param_name = 'activation'")]
    [InlineData("UPDATE trial_params SET param_value = NULL")]
    public void A_trial_that_makes_no_sense_is_said_in_one_line(string change)
    {
        Change(Export("optuna", "study.db"), change);
        string message = Assert.Throws<FormatException>(() => Read("study.db")).Message;
        Assert.StartsWith("has a trial that cannot be read: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_URL_of_a_file_that_is_not_there_or_no_SQLite_file_is_refused()
    {
        Assert.Equal($"is not there: there is no file {In("study.db")}", Assert.Throws<FormatException>(() => Read("sqlite:///study.db")).Message);
        File.WriteAllText(In("study.db"), "no");
        Assert.Equal("is no SQLite file", Assert.Throws<FormatException>(() => Read("sqlite:///study.db")).Message);
    }

    [OptunaFact]
    public void Of_a_study_that_Optuna_wrote_the_complete_trials_in_the_space_are_known_results()
    {
        OptunaPython.Script("../../Imports/write_study.py", In("theirs.db"));
        ExperimentFile file = Load("minimize", "sqlite:///theirs.db?study=my%20study");
        Assert.Equal(
            ["rate=0.1, momentum=0.3, layers=1, activation=relu, bias=false", "rate=1E-05, momentum=0.7, layers=3, activation=tanh, bias=true, dropout=0.1"],
            file.Spec.WarmStart.Select(result => $"{result.Configuration}"));
        Assert.Equal([0.1 / 3, 1e-5 / 3], file.Spec.WarmStart.Select(result => result.Value));
        Assert.Equal(
            [ValueKind.Float, ValueKind.Float, ValueKind.Int, ValueKind.Text, ValueKind.Bool, ValueKind.Float],
            file.Spec.WarmStart[1].Configuration.Select(value => value.Value.Kind));
        Assert.Equal(
            ["sqlite:///theirs.db?study=my%20study: 1 of 3 completed trials are outside this space and left out (trial 2 has activation = null, which is no choice of relu, tanh)"],
            file.Notices);
    }

    [OptunaFact]
    public void Of_a_study_that_Optuna_wrote_the_direction_has_to_agree()
    {
        OptunaPython.Script("../../Imports/write_study.py", In("theirs.db"));
        Assert.Equal(
            $"{In("my.conf")}:6: experiment.warm-start[0]: sqlite:///theirs.db?study=other is of another aim: maximize, where this experiment is to minimize validation_error",
            Assert.Throws<ExperimentFileException>(() => Load("minimize", "sqlite:///theirs.db?study=other")).Message);
        Assert.Equal(
            ["sqlite:///theirs.db?study=other has no completed trial to start from"], Load("maximize", "sqlite:///theirs.db?study=other").Notices);
    }

    private JObject? Read(string location) => new OptunaWarmStart().Read(location, Path.GetDirectoryName(In("a"))!);

    private ExperimentFile Load(string direction, string location)
    {
        File.WriteAllText(In("my.conf"),
            $$"""
            experiment {
              direction = {{direction}}
              budget { trials = 5 }
              objective { type = a }
              searcher = tpe
              warm-start = ["{{location}}"]
              space {
                rate { type = float, min = 1e-5, max = 1, scale = log }
                momentum { type = float, min = 0, max = 0.9, step = 0.1 }
                layers { type = int, min = 1, max = 4 }
                activation { type = choice, values = [relu, tanh] }
                bias { type = bool }
                dropout { type = float, min = 0, max = 0.5, when = "layers > 1" }
              }
            }
            """);
        return ExperimentFile.Load(In("my.conf"), [], [new OptunaWarmStart()]);
    }

    private static void Change(string file, string sql)
    {
        using SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_keys = OFF; " + sql;
        command.ExecuteNonQuery();
    }

    private static string Shown(JProperty property) => $"{property.Name}={((JValue)property.Value).Value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        object other => other,
        null => "null",
    }}";
}
