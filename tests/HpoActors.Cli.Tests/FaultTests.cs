using System.Diagnostics;
using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Tests;

/// <summary>Trials that go wrong, and users who lose patience.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_way_to_fail_has_its_kind_and_all_others_finish()
    {
        Write("""
            case "$1" in
              crash) echo '{"validation_error": 0.5}'; echo "out of cheese" >&2; exit 3 ;;
              hang) echo '{"validation_error": 0.4}'; sleep 1000 ;;
              garbage) echo 'Epoch 1: 0.3'; echo '{"validation_error": }'; echo '[1]' ;;
              flood) yes "a line of no interest to anybody" | head -c 30000000; echo; echo '{"validation_error": 0.25}' ;;
              nan) echo '{"validation_error": NaN}' ;;
              killed) kill -SEGV $$ ;;
              good) echo '{"validation_error": 0.125}' ;;
            esac
            """, "crash, hang, garbage, flood, nan, killed, good", "trial-timeout = 5s");
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, "run", "c.conf", "--json", "--trainers", "cpu:2");

        Assert.Equal(0, run.ExitCode);
        Dictionary<string, JToken> trials = run.Json["trials"]!.ToDictionary(t => (string)t["configuration"]!["mode"]!);
        Failed("crash", "user-error", "exit code 3", "out of cheese");
        Failed("hang", "timed-out", "5 s");
        Failed("garbage", "user-error", "validation_error");
        Failed("nan", "diverged", "");
        Failed("killed", "user-error", "SIGSEGV");
        Assert.Equal(0.25, trials["flood"]["value"]);
        Assert.Equal(0.125, trials["good"]["value"]);
        Assert.Equal(trials["good"]["id"], run.Json["best"]!["trial"]);
        Assert.All(trials.Values, t => Assert.Equal(1, t["attempts"]));

        void Failed(string mode, string kind, params string[] words)
        {
            Assert.Equal("failed", trials[mode]["state"]);
            Assert.Equal(kind, trials[mode]["failure"]!["kind"]);
            Assert.All(words, word => Assert.Contains(word, (string)trials[mode]["failure"]!["message"]!, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_failure_that_retry_on_names_is_tried_again()
    {
        Write("""
            if [ "$HPO_ATTEMPT" = 1 ]; then exit 1; fi
            echo '{"validation_error": 0.5}'
            """, "a, b", "retry-on = [user-error]");
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, "run", "c.conf", "--json");
        Assert.All(run.Json["trials"]!, t => Assert.Equal(("completed", 2), ((string)t["state"]!, (int)t["attempts"]!)));
    }

    [Fact]
    public async Task When_no_trial_succeeds_the_exit_code_is_1_and_the_document_is_still_there()
    {
        Write("exit 7", "a", "");
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, "run", "c.conf", "--json");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(JTokenType.Null, run.Json["best"]!.Type);
        Assert.Equal("failed", run.Json["trials"]![0]!["state"]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task An_interrupted_run_exits_with_130_and_keeps_what_was_measured(int signal)
    {
        Write("""
            echo '{"epoch": 1, "validation_error": 0.5}'
            if [ "$1" = slow ]; then echo $$ > slow.pid; sleep 1000; fi
            """, "quick, slow", "budget.epochs = 2");
        using HpoProcess hpo = HpoProcess.Start(_folder.Path, null, "run", "c.conf", "--json", "--trainers", "cpu:1", "--verbose");
        await hpo.LineAsync("trial 1 epoch 1");
        hpo.Signal(signal);
        HpoProcess.Outcome run = await hpo.EndAsync();

        Assert.Equal(130, run.ExitCode);
        Assert.Equal("interrupted", run.Json["experiment"]!["state"]);
        Assert.Equal("completed", run.Json["trials"]![0]!["state"]);
        Assert.Equal("cancelled", run.Json["trials"]![1]!["state"]);
        Assert.Equal(0.5, run.Json["trials"]![1]!["reports"]![0]!["metrics"]!["validation_error"]);
        string pid = File.ReadAllText(Path.Combine(_folder.Path, "slow.pid")).Trim();
        Assert.False(Directory.Exists($"/proc/{pid}"), "the program of the cancelled trial is still there");
    }

    [Fact]
    public async Task Wall_time_ends_what_runs()
    {
        Write("echo '{\"validation_error\": 0.5}'; [ \"$1\" = quick ] || sleep 1000", "quick, slow", "budget.wall-time = 3s");
        Stopwatch clock = Stopwatch.StartNew();
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, "run", "c.conf", "--json", "--trainers", "cpu:1");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("finished", run.Json["experiment"]!["state"]);
        Assert.StartsWith("wall-time", (string)run.Json["experiment"]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal(["completed", "cancelled"], run.Json["trials"]!.Select(t => (string)t["state"]!));
        Assert.InRange(clock.Elapsed.TotalSeconds, 3, 60);
    }

    private void Write(string script, string modes, string more)
    {
        _folder.Write("trial.sh", script);
        _folder.Write("c.conf", $$"""
            experiment {
              searcher = grid
              space { mode { type = choice, values = [{{modes}}] } }
              objective { type = command, command = ["sh", "trial.sh", "{mode}"] }
              {{more}}
            }
            """);
    }
}
