namespace HpoActors.Cli.Tests;

/// <summary>Fusion as a user meets it: many trials at once, on any number of trainers, with the results of one at a time.</summary>
public sealed class FusionTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("softmax", "learning_rate { type = float, min = 1e-3, max = 1, scale = log }", "batch-size = 64")]
    [InlineData("mlp", "learning_rate { type = float, min = 1e-2, max = 0.5, scale = log }, dropout { type = float, min = 0, max = 0.4 }, momentum { type = choice, values = [0, 0.9] }", "batch-size = 100, units = 17, layers = 1")]
    public async Task Results_are_the_same_to_the_last_bit_with_lanes_and_without_on_one_core_and_on_two(string model, string space, string options)
    {
        string file = _folder.Write("fusion.conf", $$"""
            experiment {
              seed = 4
              budget { trials = 7, epochs = 2 }
              space { {{space}} }
              objective { type = {{model}}, dataset = synthetic, {{options}} }
            }
            """);
        HpoProcess.Outcome fused = await RunAsync(file, "--trainers", "cpu:2");
        HpoProcess.Outcome one = await RunAsync(file, "--trainers", "cpu:1", "--set", "objective.lanes=1");
        HpoProcess.Outcome few = await RunAsync(file, "--trainers", "cpu:1/3");

        Assert.Equal(7, fused.Json["trials"]!.Count());
        Assert.Equal(one.Numbers, fused.Numbers);
        Assert.Equal(one.Numbers, few.Numbers);
        Assert.Equal(1, (int)one.Json["experiment"]!["lanes"]!);
        Assert.InRange((int)few.Json["experiment"]!["lanes"]!, 2, 3);
        Assert.InRange((int)fused.Json["experiment"]!["lanes"]!, 2, 7);
        Assert.Contains("lanes: up to", (await HpoProcess.RunAsync(_folder.Path, ["run", file, "--trainers", "cpu:1"])).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    [InlineData("-3")]
    public async Task Lanes_that_are_no_number_are_refused_in_one_line(string lanes)
    {
        string file = _folder.Write("lanes.conf", """
            experiment { budget.trials = 1, space { learning_rate { type = float, min = 0.1, max = 0.2 } }, objective { type = softmax, dataset = synthetic } }
            """);
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, ["run", file, "--set", $"objective.lanes={lanes}"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"hpo: --set objective.lanes={lanes}: must be auto or a whole number of at least 1 (is '{lanes}')", run.Error.TrimEnd());
    }

    [Fact]
    public async Task Lanes_for_an_objective_that_has_none_are_refused_in_one_line()
    {
        string file = _folder.Write("sphere.conf", """
            experiment { metric = value, budget.trials = 1, space { x { type = float, min = 0, max = 1 } }, objective { type = function, function = sphere } }
            """);
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, ["run", file, "--trainers", "cpu:1/8"]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("asks for 8 lanes, but the objective function trains one trial at a time; leave /8 out", run.Error, StringComparison.Ordinal);
    }

    private Task<HpoProcess.Outcome> RunAsync(string file, params string[] args) => HpoProcess.RunAsync(_folder.Path, ["run", file, "--json", .. args]);
}
