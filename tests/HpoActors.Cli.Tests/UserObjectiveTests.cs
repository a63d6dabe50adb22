using HpoActors.Core.Objectives;
using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Tests;

/// <summary>An objective of the user's own, in an assembly that a file names.</summary>
public sealed class UserObjectiveTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_runs_by_its_name_and_what_it_throws_costs_no_other_trial()
    {
        HpoProcess.Outcome run = await RunAsync(nameof(Moody));
        Assert.Equal(0, run.ExitCode);
        Dictionary<string, JToken> trials = run.Json["trials"]!.ToDictionary(t => (string)t["configuration"]!["mood"]!);
        Assert.Equal(0.25, trials["good"]["value"]);
        Assert.Equal(0.5, trials["fair"]["value"]);
        Assert.Equal(("failed", "user-error"), ((string)trials["bad"]["state"]!, (string)trials["bad"]["failure"]!["kind"]!));
        Assert.Equal("InvalidOperationException: not today", trials["bad"]["failure"]!["message"]);
        Assert.Equal("diverged", trials["odd"]["failure"]!["kind"]);
    }

    [Fact]
    public async Task A_type_that_is_not_there_is_explained_with_those_that_are()
    {
        HpoProcess.Outcome run = await RunAsync("Moodi");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        Assert.Contains("Moody", run.Error, StringComparison.Ordinal);
        Assert.Contains("m.conf:", run.Error, StringComparison.Ordinal);
    }

    private Task<HpoProcess.Outcome> RunAsync(string type)
    {
        _folder.Write("m.conf", $$"""
            experiment {
              searcher = grid
              space { mood { type = choice, values = [good, bad, odd, fair] } }
              objective { assembly = "{{typeof(Moody).Assembly.Location}}", type = {{type}} }
            }
            """);
        return HpoProcess.RunAsync(_folder.Path, "run", "m.conf", "--json");
    }
}

/// <summary>Does well, fails or diverges as its configuration says.</summary>
public sealed class Moody : IObjective
{
    /// <inheritdoc/>
    public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trial);
        double error = trial.Configuration.GetText("mood") switch
        {
            "good" => 0.25,
            "fair" => 0.5,
            "odd" => double.NaN,
            _ => throw new InvalidOperationException("not today"),
        };
        trial.Report(1, error);
        return TrialOutcome.Completed;
    }
}
