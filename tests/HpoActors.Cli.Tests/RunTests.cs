using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Tests;

/// <summary><c>hpo run</c> on objectives that take no time.</summary>
public sealed class RunTests : IDisposable
{
    private const string Quadratic = """
        experiment {
          name = quadratic
          metric = value
          budget { trials = 12 }
          space {
            x { type = float, min = -5, max = 5 }
            n { type = int, min = 1, max = 9 }
          }
          objective { type = function, function = sphere }
        }
        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_is_one_document_with_everything_that_scripts_rely_on()
    {
        _folder.Write("q.conf", Quadratic);
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, "run", "q.conf", "--json", "--trainers", "cpu:1");

        Assert.Equal(0, run.ExitCode);
        JToken experiment = run.Json["experiment"]!;
        Assert.Equal("quadratic", experiment["name"]);
        Assert.Equal("function", experiment["objective"]);
        Assert.Equal("value", experiment["metric"]);
        Assert.Equal("minimize", experiment["direction"]);
        Assert.Equal("random", experiment["searcher"]);
        Assert.Equal("fifo", experiment["scheduler"]);
        Assert.Equal(1, experiment["seed"]);
        Assert.Equal("finished", experiment["state"]);
        Assert.Equal(1, experiment["lanes"]);
        Assert.Equal(JTokenType.Float, experiment["seconds"]!.Type);
        JArray trials = (JArray)run.Json["trials"]!;
        Assert.Equal(Enumerable.Range(0, 12), trials.Select(t => (int)t["id"]!));
        Assert.All(trials, trial =>
        {
            Assert.Equal("completed", trial["state"]);
            Assert.Equal(1, trial["attempts"]);
            Assert.Equal("cpu:0", trial["trainer"]);
            Assert.Equal(1, trial["epochs"]);
            Assert.Equal(JTokenType.Null, trial["failure"]!.Type);
            double x = (double)trial["configuration"]!["x"]!;
            Assert.Equal(JTokenType.Integer, trial["configuration"]!["n"]!.Type);
            double n = (double)trial["configuration"]!["n"]!;
            Assert.Equal((x * x) + (n * n), (double)trial["value"]!, 1e-12);
            Assert.Equal(1, trial["reports"]![0]!["epoch"]);
            Assert.Equal(trial["value"], trial["reports"]![0]!["metrics"]!["value"]);
        });
        JToken best = trials.MinBy(t => (double)t["value"]!)!;
        Assert.Equal(best["id"], run.Json["best"]!["trial"]);
        Assert.Equal(best["value"], run.Json["best"]!["value"]);
        Assert.True(JToken.DeepEquals(best["configuration"], run.Json["best"]!["configuration"]));
    }

    [Fact]
    public async Task One_trainer_and_two_give_the_same_experiment()
    {
        _folder.Write("q.conf", Quadratic);
        HpoProcess.Outcome one = await HpoProcess.RunAsync(_folder.Path, "run", "q.conf", "--json", "--trainers", "cpu:1");
        HpoProcess.Outcome two = await HpoProcess.RunAsync(_folder.Path, "run", "q.conf", "--json", "--trainers", "cpu:2");
        HpoProcess.Outcome other = await HpoProcess.RunAsync(_folder.Path, "run", "q.conf", "--json", "--trainers", "cpu:2", "--seed", "2");

        Assert.Equal(Essence(one), Essence(two));
        Assert.NotEqual(Essence(one), Essence(other));

        static string Essence(HpoProcess.Outcome run) =>
            string.Join("\n", run.Json["trials"]!.Select(t => $"{t["id"]} {t["configuration"]} {t["value"]}"));
    }

    [Fact]
    public async Task Without_json_people_get_a_summary_and_progress_goes_to_standard_error()
    {
        _folder.Write("q.conf", Quadratic);
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, "run", "q.conf");
        Assert.Contains("experiment quadratic finished: 12 completed", run.Output, StringComparison.Ordinal);
        Assert.Contains("best: trial", run.Output, StringComparison.Ordinal);
        Assert.Contains("[12/12]", run.Error, StringComparison.Ordinal);
        HpoProcess.Outcome quiet = await HpoProcess.RunAsync(_folder.Path, "run", "q.conf", "--quiet", "--store", "none");
        Assert.Equal("", quiet.Error);
    }

    [Fact]
    public async Task Flags_win_over_the_file()
    {
        _folder.Write("q.conf", Quadratic);
        HpoProcess.Outcome run = await HpoProcess.RunAsync(
            _folder.Path, "run", "q.conf", "--json", "--trials", "3", "--epochs", "2", "--name", "other", "--set", "space.x.max=-4", "--set", "objective.function=constant");
        Assert.Equal("other", run.Json["experiment"]!["name"]);
        Assert.Equal(3, run.Json["trials"]!.Count());
        Assert.All(run.Json["trials"]!, t => Assert.Equal(2, t["epochs"]));
        Assert.All(run.Json["trials"]!, t => Assert.InRange((double)t["configuration"]!["x"]!, -5, -4));
    }

    [Fact]
    public async Task Keep_trials_keeps_the_best()
    {
        _folder.Write("q.conf", Quadratic);
        HpoProcess.Outcome all = await HpoProcess.RunAsync(_folder.Path, "run", "q.conf", "--json");
        HpoProcess.Outcome kept = await HpoProcess.RunAsync(_folder.Path, "run", "q.conf", "--json", "--set", "keep-trials=3");
        Assert.Equal(
            all.Json["trials"]!.OrderBy(t => (double)t["value"]!).Take(3).Select(t => (int)t["id"]!).Order(),
            kept.Json["trials"]!.Select(t => (int)t["id"]!));
        Assert.Equal(12, kept.Json["experiment"]!["counts"]!["completed"]);
    }

    [Fact]
    public async Task Grid_search_ends_when_the_space_is_used_up()
    {
        _folder.Write("q.conf", Quadratic);
        HpoProcess.Outcome run = await HpoProcess.RunAsync(
            _folder.Path, "run", "q.conf", "--json", "--set", "searcher={ type = grid, resolution = 3 }", "--trials", "100");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("exhausted", run.Json["experiment"]!["state"]);
        Assert.Equal(9, run.Json["trials"]!.Count());
    }

    [Fact]
    public async Task The_console_exporter_prints_spans_and_metrics_and_leaves_standard_output_alone()
    {
        _folder.Write("q.conf", Quadratic);
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, "run", "q.conf", "--json", "--set", "telemetry.exporter=console");
        Assert.Equal(12, run.Json["trials"]!.Count());
        foreach (string span in new[] { "experiment", "trial", "attempt", "epoch", "suggest", "persist" })
        {
            Assert.Contains($"Activity.DisplayName:        {span}\n", run.Error, StringComparison.Ordinal);
        }

        foreach (string metric in new[] { "hpo.trials,", "hpo.epochs", "hpo.trial.duration", "hpo.best_value", "hpo.trials.running", "hpo.trials.waiting", "hpo.trainer.busy", "hpo.suggest.duration" })
        {
            Assert.Contains($"Metric Name: {metric}", run.Error, StringComparison.Ordinal);
        }
    }
}
