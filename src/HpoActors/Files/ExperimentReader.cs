using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Searchers.Random;

namespace HpoActors.Files;

/// <summary>Gives the options of an <c>experiment { … }</c> block, defaults included, their meaning.</summary>
internal sealed class ExperimentReader
{
    private static readonly (string, FailureKind)[] Kinds = [.. Enum.GetValues<FailureKind>().Select(kind => (TrialFailure.NameOf(kind), kind))];

    public ExperimentReader(OptionReader experiment, string path)
    {
        string? name = experiment.Text("name");
        OptionReader objective = experiment.RequiredSection("objective");
        string? assembly = objective.Text("assembly");
        string type = objective.RequiredText("type");
        SearcherSettings searcher = ReadSearcher(experiment);
        Spec = new ExperimentSpec
        {
            Name = name is null or "auto" ? Path.GetFileNameWithoutExtension(path) : name,
            Seed = experiment.Integer("seed") ?? 1,
            Metric = experiment.RequiredText("metric"),
            Direction = experiment.OneOf("direction", ("minimize", Direction.Minimize), ("maximize", Direction.Maximize)) ?? Direction.Minimize,
            Budget = ReadBudget(experiment.RequiredSection("budget")),
            Searcher = searcher,
            Scheduler = ReadScheduler(experiment),
            Space = SpaceReader.Read(experiment.RequiredSection("space")),
            ObjectiveName = type,
            Objective = ObjectiveOptions(objective, type, assembly, path),
            MaxAttempts = experiment.Integer32("max-attempts", 1) ?? 2,
            RetryOn = ReadRetryOn(experiment),
            TrialTimeout = experiment.Text("trial-timeout") is "none" ? null : experiment.Duration("trial-timeout"),
            BestOf = experiment.OneOf("best-of", ("completed", BestOf.Completed), ("all", BestOf.All)) ?? BestOf.Completed,
            KeepTrials = experiment.Text("keep-trials") is "all" ? null : experiment.Integer32("keep-trials", 1),
        };
        Trainers = experiment.Text("trainers") ?? "auto";
        OptionReader telemetry = experiment.RequiredSection("telemetry");
        TelemetryExporter = telemetry.OneOf(
            "exporter", ("none", TelemetryExporter.None), ("console", TelemetryExporter.Console), ("otlp", TelemetryExporter.Otlp)) ?? TelemetryExporter.None;
        telemetry.RejectUnknown();
        experiment.RejectUnknown();
        Spec.Validate();
    }

    public ExperimentSpec Spec { get; }

    public string Trainers { get; }

    public TelemetryExporter TelemetryExporter { get; }

    private static Budget ReadBudget(OptionReader reader)
    {
        Budget budget = new()
        {
            Trials = reader.Text("trials") is "none" ? null : reader.Integer32("trials", 1),
            Epochs = reader.Integer32("epochs", 1) ?? 1,
            TotalEpochs = reader.Text("total-epochs") is "none" ? null : reader.Integer("total-epochs", 1),
            WallTime = reader.Text("wall-time") is "none" ? null : reader.Duration("wall-time"),
            Target = reader.Text("target") is "none" ? null : reader.Number("target"),
        };
        reader.RejectUnknown();
        return budget;
    }

    private static SearcherSettings ReadSearcher(OptionReader experiment)
    {
        OptionReader reader = NameOrBlock(experiment, "searcher");
        bool grid = reader.OneOf("type", ("random", false), ("grid", true)) ?? throw reader.Error("type", "is missing; write random or grid");
        SearcherSettings settings = grid ? new GridSearcherSettings(reader.Integer32("resolution", 1) ?? new GridSearcherSettings().Resolution) : new RandomSearcherSettings();
        reader.RejectUnknown();
        return settings;
    }

    private static FifoSchedulerSettings ReadScheduler(OptionReader experiment)
    {
        OptionReader reader = NameOrBlock(experiment, "scheduler");
        _ = reader.OneOf("type", ("fifo", true)) ?? throw reader.Error("type", "is missing; write fifo");
        reader.RejectUnknown();
        return new FifoSchedulerSettings();
    }

    private static IReadOnlyCollection<FailureKind> ReadRetryOn(OptionReader experiment)
    {
        IReadOnlyList<string> names = experiment.TextList("retry-on") ?? [];
        return [.. names.Select(name => Kinds.Any(kind => kind.Item1 == name)
            ? Kinds.First(kind => kind.Item1 == name).Item2
            : throw experiment.Error("retry-on", $"'{name}' is no kind of failure{Nearest.Hint(name, Kinds.Select(k => k.Item1))}; there are: {string.Join(", ", Kinds.Select(k => k.Item1))}"))];
    }

    // The objective checks its options itself. A user's assembly stands where the file that names it does.
    private static OptionSet ObjectiveOptions(OptionReader objective, string type, string? assembly, string path)
    {
        IEnumerable<KeyValuePair<string, object>> options = objective.Rest().Entries.Where(e => e.Key is not ("type" or "assembly"));
        return new OptionSet(assembly is null
            ? options
            : options.Append(new("type", type)).Append(new("assembly", Path.GetFullPath(assembly, Path.GetDirectoryName(path)!))));
    }

    // searcher = random is short for searcher { type = random }.
    private static OptionReader NameOrBlock(OptionReader experiment, string key) => experiment.Raw(key) switch
    {
        OptionSet => experiment.RequiredSection(key),
        string name => new OptionSet([new("type", name)]).Read($"{experiment.Path}.{key}"),
        _ => throw experiment.Error(key, "must be a name or a block in braces"),
    };
}
