using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Tests;

/// <summary><c>order = strict</c> as a user meets it: searchers that learn repeat exactly, whatever the trainers are.</summary>
public sealed class StrictOrderTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tpe")]
    [InlineData("gp")]
    [InlineData("cma-es")]
    [InlineData("de")]
    [InlineData("evolution")]
    public async Task Every_searcher_that_learns_gives_one_experiment_on_one_trainer_and_on_two(string searcher)
    {
        string file = _folder.Write("strict.conf", $$"""
            experiment {
              metric = value
              order = strict
              strict-lanes = 3
              searcher = {{searcher}}
              budget { trials = 30 }
              space {
                x { type = float, min = -5, max = 5 }
                n { type = int, min = 1, max = 9 }
                y { type = float, min = -1, max = 2, when = "n >= 4" }
              }
              objective { type = function, function = sphere }
            }
            """);
        string one = Proposals(await HpoProcess.RunAsync(_folder.Path, "run", file, "--json", "--trainers", "cpu:1"));
        Assert.Equal(one, Proposals(await HpoProcess.RunAsync(_folder.Path, "run", file, "--json", "--trainers", "cpu:2")));
        Assert.NotEqual(one, Proposals(await HpoProcess.RunAsync(_folder.Path, "run", file, "--json", "--trainers", "cpu:2", "--seed", "2")));
    }

    private static string Proposals(HpoProcess.Outcome run)
    {
        Assert.Equal(0, run.ExitCode);
        JArray trials = (JArray)run.Json["trials"]!;
        Assert.Equal(30, trials.Count);
        return string.Join('\n', trials.Select(t => $"{t["id"]} {t["configuration"]!.ToString(Newtonsoft.Json.Formatting.None)} {t["reason"]} {t["value"]}"));
    }
}
