using HpoActors.Torch.Tests;
using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Tests;

/// <summary><c>hpo simulate</c>: schedulers compared in virtual time, the same each time, and a real run replayed.</summary>
public sealed class SimulateTests : IDisposable
{
    private const string Learning = """
        experiment {
          name = learning
          metric = error
          budget { trials = 27, epochs = 9 }
          scheduler { type = asha, eta = 3 }
          space { x { type = float, min = -1, max = 1 }, y { type = float, min = -1, max = 1 } }
          objective { type = function, function = sphere, curve-height = 0.5 }
        }
        """;

    private static readonly string Experiments = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "hocon"));

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_command_gives_the_same_output_and_files_to_the_last_byte()
    {
        string file = Path.Combine(Experiments, "simulate.conf");
        string[] args = ["simulate", file, "--trainers", "4,16", "--compare", "fifo,median,asha,sha,hyperband,pasha", "--seeds", "2", "--json"];
        HpoProcess.Outcome[] runs =
        [
            await HpoProcess.RunAsync(_folder.Path, [.. args, "1.json", "--plot", "1.png"]),
            await HpoProcess.RunAsync(_folder.Path, [.. args, "2.json", "--plot", "2.png"]),
        ];
        Assert.All(runs, run => Assert.Equal(0, run.ExitCode));
        Assert.Equal(runs[0].Output, runs[1].Output);
        Assert.Equal(runs[0].Error, runs[1].Error);
        Assert.Equal(Bytes("1.json"), Bytes("2.json"));
        Assert.Equal(Bytes("1.png"), Bytes("2.png"));

        JArray results = (JArray)JObject.Parse(File.ReadAllText(Path.Combine(_folder.Path, "1.json")))["results"]!;
        Assert.Equal(12, results.Count);
        Assert.All(results, row => Assert.True((double)row["median"]!["epoch_share"]! is > 0 and <= 1));
        JToken[] asha = [.. results.Where(row => (string?)row["scheduler"] == "asha")];
        Assert.All(asha, row => Assert.InRange((double)row["median"]!["epoch_share"]!, 0.05, 0.4));
        Assert.True((double)asha[1]["median"]!["seconds"]! < (double)asha[0]["median"]!["seconds"]!, "more trainers take no less time");
    }

    [Fact]
    public async Task The_table_has_a_row_for_each_scheduler_and_the_arithmetic_of_fifo_is_exact()
    {
        _folder.Write("l.conf", Learning);
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, "simulate", "l.conf", "--trainers", "9", "--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Equal("learning: random search, 27 trials, 9 epochs each at most; 9 trainers, seed 1", lines[0]);
        Assert.Equal("time is virtual: an epoch lasts 1s on a trainer of speed 1; learning curves: the objective's own", lines[1]);
        Assert.StartsWith("target: the error that fifo ends with, within 0.002 (at most 0.", lines[2], StringComparison.Ordinal);
        Assert.Equal(["scheduler", "to", "target", "error", "epochs", "of", "fifo", "completed", "stopped", "failed", "busy", "total"], Words(lines[4]));

        // 27 trials of 9 seconds each on 9 trainers: three rounds, nobody ever waits.
        string[] fifo = Words(lines[5]);
        Assert.Equal("fifo", fifo[0]);
        Assert.Equal(["243", "100", "%", "27", "0", "0", "100", "%", "27.0", "s"], fifo[^10..]);
        Assert.Equal("asha", Words(lines[6])[0]);
        Assert.Equal(7, lines.Length);
    }

    [Fact]
    public async Task Speeds_count_and_a_target_out_of_reach_is_said_to_be_so()
    {
        _folder.Write("l.conf", Learning);
        HpoProcess.Outcome run = await HpoProcess.RunAsync(
            _folder.Path, "simulate", "l.conf", "--trainers", "1*2.0+1*0.5", "--trials", "5", "--compare", "fifo", "--target", "-1", "--json");
        Assert.Equal(0, run.ExitCode);
        JToken row = Assert.Single(run.Json["results"]!);
        Assert.Equal(JTokenType.Null, row["median"]!["seconds_to_target"]!.Type);

        // 9 epochs take 4.5 s on the fast one and 18 s on the slow one: four trials beside one.
        Assert.Equal(18.0, (double)row["runs"]![0]!["seconds"]!);
        Assert.Equal(1.0, (double)row["runs"]![0]!["busy_share"]!, 1e-9);
        HpoProcess.Outcome table = await HpoProcess.RunAsync(_folder.Path, "simulate", "l.conf", "--compare", "fifo", "--target", "-1", "--quiet");
        Assert.Contains("not reached", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recorded_experiment_gives_its_curves_and_times_and_says_what_it_lacks()
    {
        _folder.Write("l.conf", Learning);
        await HpoProcess.RunAsync(_folder.Path, "run", "l.conf", "--set", "scheduler=fifo", "--quiet", "--record", "fifo.json", "--trainers", "cpu:1");
        HpoProcess.Outcome own = await HpoProcess.RunAsync(_folder.Path, "simulate", "l.conf", "--quiet");
        HpoProcess.Outcome recorded = await HpoProcess.RunAsync(_folder.Path, "simulate", "l.conf", "--quiet", "--curves", "fifo.json");
        Assert.Equal(own.Output.Replace("the objective's own", "fifo.json", StringComparison.Ordinal), recorded.Output);

        HpoProcess.Outcome other = await HpoProcess.RunAsync(_folder.Path, "simulate", "l.conf", "--quiet", "--curves", "fifo.json", "--durations", "fifo.json", "--seed", "2");
        Assert.Equal(0, other.ExitCode);
        Assert.Contains("note: seed 2: fifo.json lacks 27 of 27 configurations; the nearest one's learning curve stands in for each", other.Output, StringComparison.Ordinal);
        HpoProcess.Outcome longer = await HpoProcess.RunAsync(_folder.Path, "simulate", "l.conf", "--quiet", "--curves", "fifo.json", "--epochs", "27");
        Assert.Equal(2, longer.ExitCode);
        Assert.Contains("the document has no trial with 27 epochs", longer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("asha")]
    [InlineData("hyperband")]
    public async Task A_real_run_with_lanes_on_two_cores_takes_the_same_decisions_in_virtual_time(string scheduler)
    {
        string file = _folder.Write("sweep.conf", $$"""
            experiment {
              budget { trials = 14, epochs = 4 }
              scheduler { type = {{scheduler}}, eta = 2 }
              space { learning_rate { type = float, min = 1e-4, max = 1, scale = log } }
              objective { type = softmax, dataset = synthetic, batch-size = 128 }
            }
            """);
        await ReplaysAsync(file);
    }

    [RealDataFact]
    public async Task The_softmax_sweep_on_the_real_data_takes_the_same_decisions_in_virtual_time() =>
        await ReplaysAsync(Path.Combine(Experiments, "softmax.conf"), "--scheduler", "asha", "--trials", "18", "--set", "objective.batch-size=128");

    [Fact]
    public async Task A_record_of_another_experiment_is_refused_and_other_decisions_are_shown()
    {
        _folder.Write("l.conf", Learning);
        await HpoProcess.RunAsync(_folder.Path, "run", "l.conf", "--quiet", "--record", "run.json", "--trainers", "cpu:2");
        HpoProcess.Outcome seed = await HpoProcess.RunAsync(_folder.Path, "simulate", "l.conf", "--replay", "run.json", "--seed", "2");
        Assert.Equal((2, "hpo: --replay run.json: the document is of another experiment: its seed is 1, that of learning is 2"), (seed.ExitCode, seed.Error.TrimEnd()));

        HpoProcess.Outcome eta = await HpoProcess.RunAsync(_folder.Path, "simulate", "l.conf", "--replay", "run.json", "--set", "scheduler.eta=2");
        Assert.Equal(1, eta.ExitCode);
        Assert.Matches(@"decisions equal: \d+ of \d+\n  recorded:  trial \d+ .*\n  simulated: ", eta.Output.ReplaceLineEndings("\n"));
        HpoProcess.Outcome json = await HpoProcess.RunAsync(_folder.Path, "simulate", "l.conf", "--replay", "run.json", "--json");
        Assert.Equal((0, 1), (json.ExitCode, (int)json.Json["version"]!));
        Assert.Equal(json.Json["decisions"], json.Json["equal"]);
    }

    [Theory]
    [InlineData("--compare: must be fifo, asha", "--compare", "fifo,ashaa")]
    [InlineData("did you mean 'asha'?", "--compare", "ashaa")]
    [InlineData("--compare: names one twice", "--compare", "asha,asha")]
    [InlineData("--compare asha.eta: must be", "--compare", "asha{eta=one}")]
    [InlineData("--trainers: '0' has 0 trainers", "--trainers", "0")]
    [InlineData("--trainers: 'many' is no number of trainers", "--trainers", "4,many")]
    [InlineData("--trainers: '4*0' has trainers of speed 0", "--trainers", "4*0")]
    [InlineData("--trainers: 4,4 names one choice twice", "--trainers", "4,4")]
    [InlineData("--seeds must be at least 1", "--seeds", "0")]
    [InlineData("--durations 5: there is no such file; write a time such as 1s", "--durations", "5")]
    [InlineData("--curves none.json: there is no such file", "--curves", "none.json")]
    [InlineData("--curves l.conf: this is no JSON", "--curves", "l.conf")]
    [InlineData("--curves other.json: the document is about loss, the experiment about error", "--curves", "other.json")]
    [InlineData("--durations: measured goes with --curves measured", "--durations", "measured", "--curves", "other.json")]
    [InlineData("--replay other.json: the document is about loss", "--replay", "other.json")]
    [InlineData("--replay: runs what was recorded and nothing else; leave --compare out", "--replay", "other.json", "--compare", "fifo")]
    [InlineData("--curves: is missing, and the objective command takes time to train", "--set", "objective={ type = command, command = [\"true\"] }")]
    [InlineData("no function 'spere'; did you mean 'sphere'?", "--set", "objective.function=spere")]
    [InlineData("objective.curve-height=-1: must be at least 0 (is -1)", "--set", "objective.curve-height=-1")]
    public async Task What_is_wrong_is_explained_in_one_line(string problem, params string[] args)
    {
        _folder.Write("l.conf", Learning);
        _folder.Write("other.json", """{ "experiment": { "metric": "loss" }, "trials": [] }""");
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, ["simulate", "l.conf", .. args]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    private async Task ReplaysAsync(string file, params string[] args)
    {
        HpoProcess.Outcome real = await HpoProcess.RunAsync(_folder.Path, ["run", file, "--trainers", "cpu:2", "--quiet", "--record", "run.json", .. args]);
        Assert.Equal(0, real.ExitCode);
        HpoProcess.Outcome replay = await HpoProcess.RunAsync(_folder.Path, ["simulate", file, "--replay", "run.json", .. args]);
        Assert.True(replay.ExitCode == 0, replay.Output + replay.Error);
        JArray history = (JArray)JObject.Parse(File.ReadAllText(Path.Combine(_folder.Path, "run.json")))["history"]!;
        int decisions = history.Count(fact => (string?)fact[0] is "proposed/1" or "attempt/1" or "verdict/1" or "resumed/1");
        Assert.Contains($"decisions equal: {decisions} of {decisions}", replay.Output, StringComparison.Ordinal);
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(_folder.Path, name));

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
