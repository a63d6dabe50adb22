using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Tests;

/// <summary>Runs that were killed or interrupted, and go on with the same command.</summary>
public sealed class ResumedRunTests : IDisposable
{
    private const int Kill = 9;
    private const int Stop = 19;
    private const int Continue = 18;

    // Eight trials of up to nine epochs; lanes are few, so that trials wait, run and rest at the same time.
    private const string Sweep = """
        experiment {
          name = sweep
          seed = 4
          budget { trials = 8, epochs = 9 }
          space { learning_rate { type = float, min = 1e-3, max = 1, scale = log } }
          objective { type = softmax, dataset = synthetic, batch-size = 64 }
        }
        """;

    private readonly Folder _folder = new();

    public ResumedRunTests() => _folder.Write("s.conf", Sweep);

    public void Dispose() => _folder.Dispose();

    // After a process's first report, its fifth, its third: in the middle of things each time.
    [Theory]
    [InlineData("scheduler=fifo", "order=arrival")]
    [InlineData("scheduler=asha", "order=strict")]
    public async Task Killed_again_and_again_a_run_ends_with_the_numbers_of_one_that_nobody_killed(string scheduler, string order)
    {
        HpoProcess.Outcome whole = await RunAsync("--set", scheduler, "--set", order, "--store", "none");
        Assert.Equal(0, whole.ExitCode);
        foreach (int reports in new[] { 1, 5, 3 })
        {
            using HpoProcess hpo = Start("--set", scheduler, "--set", order, "--verbose");
            await hpo.LinesAsync(" epoch ", reports);
            hpo.Signal(Kill);
            Assert.Equal(128 + Kill, (await hpo.EndAsync()).ExitCode);
        }

        HpoProcess.Outcome last = await RunAsync("--set", scheduler, "--set", order);
        Assert.Equal(0, last.ExitCode);
        Assert.Contains("hpo: going on with sweep, begun ", last.Error, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 8), last.Json["trials"]!.Select(trial => (int)trial["id"]!));
        Assert.All(last.Json["trials"]!, trial => Assert.Equal(JTokenType.Null, trial["failure"]!.Type));
        Assert.Equal(whole.Numbers, last.Numbers);
        Assert.True(JToken.DeepEquals(whole.Json["best"], last.Json["best"]));
        Assert.Equal(whole.Json["experiment"]!["test_error"], last.Json["experiment"]!["test_error"]);
        Assert.Contains(last.Json["trials"]!, trial => (int)trial["attempts"]! > 1);
        Assert.Empty(Directory.GetFiles(_folder.Path, "trial-*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_run_that_stands_still_for_longer_than_its_office_holds_goes_on_when_nobody_took_it()
    {
        HpoProcess.Outcome whole = await RunAsync("--store", "none");
        using HpoProcess hpo = Start("--verbose", "--set", "hpo.trainer.lease=1s", "--set", "hpo.trainer.heartbeat-interval=200ms");
        await hpo.LineAsync("trial 0 epoch 2");
        hpo.Signal(Stop);
        await Task.Delay(TimeSpan.FromSeconds(3));
        hpo.Signal(Continue);
        HpoProcess.Outcome stopped = await hpo.EndAsync();
        Assert.Equal(0, stopped.ExitCode);
        Assert.Equal(whole.Numbers, stopped.Numbers);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task An_interrupted_run_hands_its_trials_back_and_goes_on_from_their_checkpoints(int signal)
    {
        HpoProcess.Outcome whole = await RunAsync("--store", "none");
        using (HpoProcess hpo = Start("--verbose"))
        {
            await hpo.LineAsync("trial 0 epoch 2");
            hpo.Signal(signal);
            HpoProcess.Outcome interrupted = await hpo.EndAsync();
            Assert.Equal(130, interrupted.ExitCode);
            Assert.Equal("interrupted", interrupted.Json["experiment"]!["state"]);
            Assert.EndsWith("hpo: sweep is kept in hpo.db; the same command goes on with it\n", interrupted.Error, StringComparison.Ordinal);
        }

        JObject shown = (await HpoProcess.RunAsync(_folder.Path, "show", "sweep", "--json")).Json;
        Assert.Equal("interrupted", shown["experiment"]!["state"]);
        HpoProcess.Outcome last = await RunAsync();
        Assert.Equal(whole.Numbers, last.Numbers);
        Assert.True(JToken.DeepEquals(whole.Json["best"], last.Json["best"]));
        Assert.Equal(whole.Json["experiment"]!["test_error"], last.Json["experiment"]!["test_error"]);
        string history = (await HpoProcess.RunAsync(_folder.Path, "show", "sweep", "--trial", "0")).Output;
        Assert.Contains("was given back after", history, StringComparison.Ordinal);
        Assert.Contains(", with a checkpoint", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_refused_and_what_changed_is_said()
    {
        await InterruptAsync();
        HpoProcess.Outcome other = await RunAsync("--set", "objective.batch-size=32", "--trials", "7");
        Assert.Equal((2, ""), (other.ExitCode, other.Output));
        string line = other.Error.Split('\n')[^2];
        Assert.StartsWith("hpo: the experiment sweep in hpo.db is another one: ", line, StringComparison.Ordinal);
        Assert.All("batch-size 64 32 trials 8 7 --name".Split(' '), word => Assert.Contains(word, line, StringComparison.Ordinal));
        Assert.Equal(0, (await RunAsync("--set", "objective.batch-size=32", "--name", "other", "--epochs", "1")).ExitCode);
    }

    [Fact]
    public async Task An_experiment_that_has_ended_gets_a_number()
    {
        _folder.Write("quick.conf", """
            experiment { name = quick, metric = value, budget.trials = 3, space { x { type = float, min = 0, max = 1 } }, objective { type = function, function = sphere } }
            """);
        Assert.Equal("quick", (await QuickAsync()).Json["experiment"]!["name"]);
        HpoProcess.Outcome second = await QuickAsync();
        Assert.Equal("quick-2", second.Json["experiment"]!["name"]);
        Assert.Contains("hpo: quick has ended (hpo.db); this one is quick-2", second.Error, StringComparison.Ordinal);
        Assert.Equal("quick-3", (await QuickAsync()).Json["experiment"]!["name"]);

        Task<HpoProcess.Outcome> QuickAsync() => HpoProcess.RunAsync(_folder.Path, "run", "quick.conf", "--json");
    }

    [Fact]
    public async Task Another_process_is_refused_while_the_first_one_lives_and_goes_on_when_it_is_dead()
    {
        using HpoProcess first = Start("--verbose", "--epochs", "200");
        await first.LineAsync("trial 0 epoch 1");
        HpoProcess.Outcome second = await RunAsync("--epochs", "200");
        Assert.Equal((2, ""), (second.ExitCode, second.Output));
        Assert.Contains($"process {first.Id}", second.Error, StringComparison.Ordinal);
        first.Signal(Kill);
        await first.EndAsync();
        using HpoProcess third = Start("--verbose", "--epochs", "200");
        await third.LineAsync("going on with sweep");
        await third.LineAsync("trial 0 epoch 1");
        third.Signal(2);
        Assert.Equal(130, (await third.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Without_a_store_nothing_is_kept()
    {
        using HpoProcess hpo = Start("--verbose", "--store", "none");
        await hpo.LineAsync("trial 0 epoch 1");
        hpo.Signal(2);
        HpoProcess.Outcome interrupted = await hpo.EndAsync();
        Assert.Equal(130, interrupted.ExitCode);
        Assert.DoesNotContain("is kept in", interrupted.Error, StringComparison.Ordinal);
        Assert.Equal(["s.conf"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    private async Task InterruptAsync()
    {
        using HpoProcess hpo = Start("--verbose");
        await hpo.LineAsync("trial 0 epoch 1");
        hpo.Signal(2);
        Assert.Equal(130, (await hpo.EndAsync()).ExitCode);
    }

    private Task<HpoProcess.Outcome> RunAsync(params string[] args) => HpoProcess.RunAsync(_folder.Path, ["run", "s.conf", "--json", "--trainers", "cpu:2/2", .. args]);

    private HpoProcess Start(params string[] args) => HpoProcess.Start(_folder.Path, null, ["run", "s.conf", "--json", "--trainers", "cpu:2/2", .. args]);
}
