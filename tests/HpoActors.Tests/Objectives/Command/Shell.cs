using System.Diagnostics;
using HpoActors.Core;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Objectives.Command;
using static HpoActors.Tests.Objectives.Trials;

namespace HpoActors.Tests.Objectives.Command;

/// <summary>A folder for a test's programs and what they leave in it.</summary>
internal sealed class Shell : IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<CommandObjective> _objectives = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("hpo-command-").FullName;

    /// <summary>An objective that runs a script; its braces are braces.</summary>
    public CommandObjective Script(string script, string grace = "30s", params Hyperparameter[] space) =>
        Command(["sh", "-c", script], grace, space);

    public CommandObjective Command(string[] command, string grace = "30s", params Hyperparameter[] space)
    {
        CommandObjective objective = CommandObjective.Create(Spec(Options(("command", command), ("working-directory", Folder), ("grace", grace)), space));
        _objectives.Add(objective);
        return objective;
    }

    /// <summary>The metric's values that a script reported, and how it ended.</summary>
    public (double[] Values, string? Failure) Run(string script, int epochs = 1, int firstEpoch = 1)
    {
        FakeReporter reporter = new();
        TrialOutcome outcome = Script(script).Run(Context(reporter, epochs: epochs, firstEpoch: firstEpoch), default);
        return ([.. reporter.Reports.Select(r => r.Metrics["error"])], outcome.Failure?.ToString());
    }

    /// <summary>The process ids that a script wrote into a file, one a line.</summary>
    public int[] Ids(string file) => [.. File.ReadAllLines(Path.Combine(Folder, file)).Select(int.Parse)];

    public bool Has(string file) => File.Exists(Path.Combine(Folder, file));

    /// <summary>Waits for a condition, up to a limit.</summary>
    public static void Until(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"waited too long until {what}");
            Thread.Sleep(1);
        }
    }

    /// <summary>Whether a process runs. One that has ended and that nobody collected does not.</summary>
    public static bool Runs(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _objectives.ForEach(objective => objective.Dispose());
        Directory.Delete(Folder, recursive: true);
    }
}
