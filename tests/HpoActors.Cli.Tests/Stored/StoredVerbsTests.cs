using HpoActors.Results;
using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Tests.Stored;

/// <summary><c>hpo list</c>, <c>show</c> and <c>export</c> on a store that <c>hpo run</c> wrote.</summary>
public sealed class StoredVerbsTests : IClassFixture<StoredVerbsTests.Runs>
{
    private readonly Runs _runs;

    public StoredVerbsTests(Runs runs) => _runs = runs;

    [Fact]
    public async Task List_has_a_line_for_each_experiment()
    {
        HpoProcess.Outcome list = await Hpo("list");
        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        string[] lines = list.Output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Equal(["name", "state", "trials", "best", "of", "searcher", "scheduler", "made", "run", "by"], Words(lines[0]));
        Assert.Equal(["learning", "finished", "27"], Words(lines[1]).Take(3));
        Assert.Equal(["failing", "finished", "2", "–", "error"], Words(lines[2]).Take(5));
        Assert.Equal(3, lines.Length);

        JObject json = JObject.Parse((await Hpo("list", "--json")).Output);
        Assert.Equal(["learning", "failing"], json["experiments"]!.Select(entry => (string)entry["name"]!));
        Assert.True(JToken.DeepEquals(_runs.Learning["best"], json["experiments"]![0]!["best"]));
    }

    [Fact]
    public async Task Show_as_JSON_is_the_document_that_the_run_printed()
    {
        JObject shown = JObject.Parse((await Hpo("show", "learning", "--json")).Output);
        Assert.True(JToken.DeepEquals(_runs.Learning["best"], shown["best"]));
        Assert.True(JToken.DeepEquals(_runs.Learning["trials"], shown["trials"]));
        Assert.Equal("finished", shown["experiment"]!["state"]);
    }

    [Fact]
    public async Task Show_has_a_line_for_each_trial_the_best_first()
    {
        HpoProcess.Outcome show = await Hpo("show", "learning");
        Assert.Equal((0, ""), (show.ExitCode, show.Error));
        string[] lines = show.Output.ReplaceLineEndings("\n").Split('\n');
        Assert.StartsWith("experiment learning finished: ", lines[0], StringComparison.Ordinal);
        Assert.Equal("  minimize error of function, searcher random, scheduler asha, seed 1", lines[1]);
        Assert.Equal(["trial", "state", "error", "curve", "epochs", "attempts", "seconds", "trainer", "reason", "configuration"], Words(lines[4]));
        Assert.Equal([(string)_runs.Learning["best"]!["trial"]!, "completed"], Words(lines[5]).Take(2));
        Assert.Equal(27, lines.Skip(5).TakeWhile(line => line.Length > 0).Count());
        Assert.Matches("[▁▂▃▄▅▆▇█]{9} ", lines[5]);
    }

    [Fact]
    public async Task Show_says_why_trials_failed()
    {
        string text = (await Hpo("show", "failing")).Output;
        Assert.Contains("experiment failing finished: 2 failed", text, StringComparison.Ordinal);
        Assert.Contains("trial 0 failed: user-error: ", text, StringComparison.Ordinal);
        Assert.Contains("trial 1 failed: user-error: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_of_a_trial_tells_every_attempt()
    {
        string[] lines = (await Hpo("show", "failing", "--trial", "1")).Output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.StartsWith("trial 1 of failing failed: error –, 0 epochs, 2 attempts, ", lines[0], StringComparison.Ordinal);
        Assert.Equal("  x = ", lines[1][..6]);
        string[] what = [.. lines.Skip(4).Select(line => string.Join(' ', Words(line).Skip(2)))];
        Assert.Equal(5, what.Length);
        Assert.Equal("proposed by random", what[0]);
        Assert.Equal("1 went to cpu:0, epoch 1", what[1]);
        Assert.Matches("^1 failed after [0-9.]+ s: user-error: .*; it is tried again$", what[2]);
        Assert.Equal("2 went to cpu:0, epoch 1", what[3]);
        Assert.Matches("^2 failed after [0-9.]+ s: user-error: ", what[4]);

        JObject json = JObject.Parse((await Hpo("show", "failing", "--trial", "1", "--json")).Output);
        Assert.Equal((1, 2), ((int)json["id"]!, (int)json["attempts"]!));
        Assert.Equal(5, json["history"]!.Count());
    }

    [Fact]
    public async Task An_export_as_JSON_is_a_record_that_replays()
    {
        Assert.Equal(0, (await Hpo("export", "learning", "--format", "json", "--output", "record.json")).ExitCode);
        Assert.NotEmpty(HistoryDocument.Read(File.ReadAllText(Path.Combine(_runs.Folder, "record.json"))));
        HpoProcess.Outcome replay = await HpoProcess.RunAsync(_runs.Folder, "simulate", "learning.conf", "--replay", "record.json");
        Assert.Equal(0, replay.ExitCode);
    }

    [Fact]
    public async Task An_export_for_Optuna_is_a_warm_start()
    {
        Assert.Equal(0, (await Hpo("export", "learning", "--format", "optuna", "--output", "study.db")).ExitCode);
        HpoProcess.Outcome validated = await HpoProcess.RunAsync(_runs.Folder, "validate", "learning.conf", "--set", "warm-start=[\"study.db\"]", "--searcher", "tpe");
        Assert.Equal(0, validated.ExitCode);
        int completed = _runs.Learning["trials"]!.Count(trial => (string)trial["state"]! == "completed");
        Assert.Contains($"warm start: {completed} earlier results", validated.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hpo: hpo.db has no experiment 'learnin'; did you mean 'learning'? (hpo list shows all 2)", "show", "learnin")]
    [InlineData("hpo: hpo.db has no experiment 'x' (hpo list shows all 2)", "export", "x", "--format", "csv", "--output", "x.csv")]
    [InlineData("hpo: learning has no trial 27; its trials are 0 to 26", "show", "learning", "--trial", "27")]
    [InlineData("hpo: there is no store no.db; hpo run makes one", "list", "--store", "no.db")]
    [InlineData("hpo: --store none keeps nothing that could be read; write a file or a postgresql:// URL", "show", "learning", "--store", "none")]
    [InlineData("hpo: --format: must be one of csv, json, parquet, tensorboard, optuna (is cvs); did you mean 'csv'?", "export", "learning", "--format", "cvs", "--output", "x")]
    [InlineData("hpo: learning.conf exists and is not written over; name another file, or remove it first", "export", "learning", "--format", "csv", "--output", "learning.conf")]
    [InlineData("hpo: Option '--output' is required (see hpo export --help)", "export", "learning", "--format", "csv")]
    public async Task What_is_wrong_is_said_in_one_line(string line, params string[] args)
    {
        HpoProcess.Outcome outcome = await Hpo(args);
        Assert.Equal((2, "", line), (outcome.ExitCode, outcome.Output, outcome.Error.Trim()));
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private Task<HpoProcess.Outcome> Hpo(params string[] args) => HpoProcess.RunAsync(_runs.Folder, args);

    /// <summary>Two experiments in one store: one that learns, one whose program fails.</summary>
    public sealed class Runs : IAsyncLifetime
    {
        private readonly Folder _folder = new();

        public string Folder => _folder.Path;

        /// <summary>What the run of <c>learning</c> printed.</summary>
        public JObject Learning { get; private set; } = [];

        public async Task InitializeAsync()
        {
            _folder.Write("learning.conf",
                """
                experiment {
                  name = learning
                  metric = error
                  budget { trials = 27, epochs = 9 }
                  scheduler { type = asha, eta = 3 }
                  space { x { type = float, min = -1, max = 1 }, y { type = float, min = -1, max = 1 } }
                  objective { type = function, function = sphere, curve-height = 0.5 }
                }
                """);
            _folder.Write("failing.conf",
                """
                experiment {
                  name = failing
                  metric = error
                  budget { trials = 2, epochs = 1 }
                  retry-on = [user-error]
                  space { x { type = float, min = -1, max = 1 } }
                  objective { type = command, command = ["dotnet", "no-such-program.dll"] }
                }
                """);
            HpoProcess.Outcome run = await HpoProcess.RunAsync(Folder, "run", "learning.conf", "--trainers", "cpu:1", "--quiet", "--json");
            Assert.Equal(0, run.ExitCode);
            Learning = JObject.Parse(run.Output);
            Assert.Equal(1, (await HpoProcess.RunAsync(Folder, "run", "failing.conf", "--trainers", "cpu:1", "--quiet")).ExitCode);
        }

        public Task DisposeAsync()
        {
            _folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
