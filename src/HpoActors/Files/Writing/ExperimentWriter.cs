using System.Globalization;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Files.Writing;

/// <summary>Writes the block <c>experiment</c> of a specification, every key of it, in the order of <c>reference.conf</c>.</summary>
internal static class ExperimentWriter
{
    private static readonly (string Name, long Ticks)[] Units =
        [("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond)];

    public static HoconBlock Write(ExperimentSpec spec) => Nodes.Block(
        ("name", spec.Name),
        ("seed", spec.Seed),
        ("metric", spec.Metric),
        ("direction", spec.Direction == Direction.Minimize ? "minimize" : "maximize"),
        ("budget", Budget(spec.Budget)),
        ("searcher", PolicyWriter.Searcher(spec.Searcher, spec.Space)),
        ("scheduler", PolicyWriter.Scheduler(spec.Scheduler)),
        ("space", SpaceWriter.Write(spec.Space)),
        ("objective", Objective(spec)),
        ("max-attempts", spec.MaxAttempts),
        ("retry-on", spec.RetryOn.Distinct().Order().Select(TrialFailure.NameOf)),
        ("trial-timeout", spec.TrialTimeout is { } timeout ? Duration("trial-timeout", timeout) : "none"),
        ("best-of", spec.BestOf == BestOf.Completed ? "completed" : "all"),
        ("keep-trials", spec.KeepTrials?.ToString(CultureInfo.InvariantCulture) ?? "all"),
        ("points", Nodes.List(spec.Points, point => ConfigurationWriter.Write(spec.Space, point))),
        ("warm-start", Nodes.List(spec.WarmStart, result => Nodes.Block(
            ("configuration", ConfigurationWriter.Write(spec.Space, result.Configuration)), ("value", Nodes.Number("warm-start", result.Value))))),
        ("duplicates", spec.Duplicates switch
        {
            DuplicatePolicy.Forbid => "forbid",
            DuplicatePolicy.Average => "average",
            _ => "allow",
        }),
        ("order", spec.Order == TrialOrder.Arrival ? "arrival" : "strict"),
        ("strict-lanes", spec.StrictLanes),
        ("max-concurrent", spec.MaxConcurrent switch
        {
            null => "auto",
            int.MaxValue => "unlimited",
            { } most => most.ToString(CultureInfo.InvariantCulture),
        }),
        ("weight", Nodes.Number("weight", spec.Weight)));

    private static HoconBlock Budget(Budget budget) => Nodes.Block(
        ("trials", budget.Trials ?? (object)"unlimited"),
        ("epochs", budget.Epochs),
        ("total-epochs", budget.TotalEpochs ?? (object)"unlimited"),
        ("wall-time", budget.WallTime is { } time ? Duration("budget.wall-time", time) : "unlimited"),
        ("target", budget.Target ?? (object)"none"));

    private static HoconBlock Objective(ExperimentSpec spec)
    {
        // An assembly's objective has its name among its options too.
        bool named = spec.Objective.Entries.TryGetValue("type", out object? type);
        if (named && !(spec.Objective.Keys.Contains("assembly") && type as string == spec.ObjectiveName))
        {
            throw new InvalidOptionException("objective.type", "is the objective's name in a file, and no option of it can have that name; rename it");
        }

        IEnumerable<KeyValuePair<string, object>> options = spec.Objective.Entries.Where(entry => entry.Key != "type").Select(
            entry => entry is { Key: "assembly", Value: string path } ? new("assembly", Path.GetFullPath(path)) : entry);
        return Nodes.Block(("type", spec.ObjectiveName)).With([.. Nodes.Options(new OptionSet(options)).Entries.Select(entry => (entry.Key, (object?)entry.Value))]);
    }

    // In the largest unit of which it is a whole number.
    private static string Duration(string key, TimeSpan time)
    {
        (string unit, long ticks) = Array.Find(Units, u => time.Ticks % u.Ticks == 0) is { Name: not null } whole ? whole : Units[^1];
        string text = string.Create(CultureInfo.InvariantCulture, $"{(decimal)time.Ticks / ticks}{unit}");
        return OptionReader.TryDuration(text, out _) ? text : throw new InvalidOptionException(key, $"is too long to be written (is {time}); leave it out for no limit");
    }
}
