using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Tests;

/// <summary>Conditions, forbidden combinations, known points and warm starts, seen from the command line.</summary>
public sealed class SpaceTests : IDisposable
{
    private const string Conditional = """
        experiment {
          name = conditional
          metric = value
          budget { trials = 30 }
          space {
            layers { type = int, min = 1, max = 3 }
            x { type = float, min = 0, max = 1, when = "layers >= 2" }
            bias { type = bool }
            forbid = ["layers == 3 && !bias"]
          }
          points = [{ layers = 2, x = 1, bias = false }]
          objective { type = function, function = constant }
        }
        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Validate_prints_conditions_and_clauses_with_the_space()
    {
        _folder.Write("c.conf", Conditional);
        HpoProcess.Outcome validated = await HpoProcess.RunAsync(_folder.Path, "validate", "c.conf", "--set", "duplicates=average", "--set", "order=strict");
        Assert.Equal(0, validated.ExitCode);
        Assert.Equal(
            """
            experiment conditional: minimize value of the objective function
            searcher random, scheduler fifo, seed 1, duplicates averaged, strict order of 8 lanes
            budget: 30 trials, 1 epoch each
            known points: 1, evaluated first
            space: infinitely many configurations
              layers  int in [1, 3]
              x       float in [0, 1], when layers >= 2
              bias    bool
              forbidden: layers == 3 && !bias
            the first trial:
              layers  2
              x       1
              bias    false
            """,
            validated.Output.TrimEnd().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task No_trial_violates_a_condition_and_results_start_the_next_experiment()
    {
        _folder.Write("c.conf", Conditional);
        HpoProcess.Outcome run = await HpoProcess.RunAsync(_folder.Path, "run", "c.conf", "--json", "--trainers", "cpu:1");
        JObject[] configurations = [.. run.Json["trials"]!.Select(t => (JObject)t["configuration"]!)];
        Assert.Equal(30, configurations.Length);
        Assert.Equal("""{"layers":2,"x":1.0,"bias":false}""", configurations[0].ToString(Newtonsoft.Json.Formatting.None));
        Assert.All(configurations, c => Assert.Equal((int)c["layers"]! >= 2, c.ContainsKey("x")));
        Assert.All(configurations, c => Assert.False((int)c["layers"]! == 3 && !(bool)c["bias"]!));

        _folder.Write("earlier.json", run.Output);
        int shallow = configurations.Count(c => (int)c["layers"]! < 3);
        string[] narrower = ["c.conf", "--set", "warm-start=[earlier.json]", "--set", "space.layers.max=2", "--set", "space.forbid=[]", "--trainers", "cpu:1"];
        HpoProcess.Outcome validated = await HpoProcess.RunAsync(_folder.Path, ["validate", .. narrower]);
        Assert.Contains($"warm start: {shallow} earlier results", validated.Output, StringComparison.Ordinal);
        HpoProcess.Outcome next = await HpoProcess.RunAsync(_folder.Path, ["run", .. narrower]);
        Assert.Equal(0, next.ExitCode);
        Assert.Contains(
            $"hpo: earlier.json: {30 - shallow} of 30 completed trials are outside this space and left out", next.Error, StringComparison.Ordinal);
    }
}
