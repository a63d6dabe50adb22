namespace HpoActors.Cli.Tests;

/// <summary>Trainers in processes of their own, as a user meets them.</summary>
public sealed class IsolationTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("scheduler = fifo", 7, 2)]
    [InlineData("scheduler { type = sha, trials = 9 }", 9, 9)]
    public async Task Softmax_learns_the_same_to_the_last_bit_in_a_process_of_its_own(string scheduler, int trials, int epochs)
    {
        string file = _folder.Write("isolated.conf", $$"""
            experiment {
              seed = 4
              budget { trials = {{trials}}, epochs = {{epochs}} }
              {{scheduler}}
              space { learning_rate { type = float, min = 1e-3, max = 1, scale = log } }
              objective { type = softmax, dataset = synthetic, batch-size = 64 }
            }
            """);
        HpoProcess.Outcome threads = await RunAsync(file, "none");
        HpoProcess.Outcome processes = await RunAsync(file, "process");
        Assert.Equal(trials, threads.Json["trials"]!.Count());
        Assert.Equal(threads.Numbers, processes.Numbers);
        Assert.Equal(threads.Json["best"]!.ToString(), processes.Json["best"]!.ToString());
        Assert.Equal((double)threads.Json["experiment"]!["test_error"]!, (double)processes.Json["experiment"]!["test_error"]!);
    }

    [Fact]
    public async Task The_verb_is_for_nodes_alone()
    {
        HpoProcess.Outcome help = await HpoProcess.RunAsync(_folder.Path, "--help");
        Assert.DoesNotContain("trainer-process", help.Output, StringComparison.Ordinal);
        HpoProcess.Outcome typed = await HpoProcess.RunAsync(_folder.Path, "trainer-process", "x");
        Assert.Equal(2, typed.ExitCode);
    }

    [Fact]
    public async Task A_wrong_setting_is_one_line()
    {
        string file = _folder.Write("x.conf", """
            experiment { metric = value, budget.trials = 1, space { x { type = float, min = 0, max = 1 } }, objective { type = function, function = sphere } }
            """);
        HpoProcess.Outcome wrong = await HpoProcess.RunAsync(_folder.Path, "run", file, "--store", "none", "--set", "hpo.trainer.isolation=thread");
        Assert.Equal((2, "hpo: hpo.trainer.isolation must be none or process (is thread)"), (wrong.ExitCode, wrong.Error.Trim()));
        HpoProcess.Outcome program = await HpoProcess.RunAsync(_folder.Path, "run", file, "--store", "none", "--set", "hpo.trainer.isolation-program=hpo");
        Assert.Equal(2, program.ExitCode);
        Assert.StartsWith("hpo: hpo.trainer.isolation-program must be auto or a list with a program and its arguments", program.Error, StringComparison.Ordinal);
    }

    private async Task<HpoProcess.Outcome> RunAsync(string file, string isolation)
    {
        HpoProcess.Outcome run = await HpoProcess.RunAsync(
            _folder.Path, "run", file, "--json", "--quiet", "--store", "none", "--trainers", "cpu:2", "--set", $"hpo.trainer.isolation={isolation}");
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }
}
