using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;

namespace HpoActors.Files;

/// <summary>Gives the keys of an <c>experiment</c> block, defaults included, their meaning.</summary>
internal sealed class ExperimentReader
{
    private const string Unlimited = "unlimited";

    private static readonly (string Name, FailureKind Kind)[] Kinds =
        [.. Enum.GetValues<FailureKind>().Select(kind => (TrialFailure.NameOf(kind), kind))];

    private readonly OptionReader _experiment;
    private readonly IReadOnlyList<IWarmStartFormat> _formats;

    public ExperimentReader(OptionReader experiment, IReadOnlyList<IWarmStartFormat> formats)
    {
        _formats = formats;
        _experiment = experiment.Only(
            "name", "seed", "metric", "direction", "budget", "searcher", "scheduler", "space", "objective", "max-attempts", "retry-on", "trial-timeout",
            "best-of", "keep-trials", "points", "warm-start", "duplicates", "order", "strict-lanes", "max-concurrent", "weight", "trainers", "telemetry");
    }

    public string Trainers => _experiment.FilledText("trainers");

    public TelemetryExporter Exporter => _experiment.RequiredSection("telemetry").Only("exporter").OneOf(
        "exporter", ("none", TelemetryExporter.None), ("console", TelemetryExporter.Console), ("otlp", TelemetryExporter.Otlp))!.Value;

    /// <summary>Lines that the user should see, once the specification has been read.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <exception cref="InvalidOptionException">Something does not fit; the key is the full path.</exception>
    public ExperimentSpec Spec(string path)
    {
        SearchSpace space = SpaceReader.Read(_experiment.RequiredSection("space"));
        OptionReader objective = _experiment.RequiredSection("objective");
        ExperimentSpec spec = new()
        {
            Name = _experiment.Has("name") ? _experiment.FilledText("name") : Path.GetFileNameWithoutExtension(path),
            Space = space,
            ObjectiveName = objective.FilledText("type"),
            Objective = ObjectiveOptions(objective, path),
            Budget = Budget(_experiment.RequiredSection("budget")),
            Seed = _experiment.RequiredInteger("seed"),
            Metric = _experiment.FilledText("metric"),
            Direction = _experiment.OneOf("direction", ("minimize", Direction.Minimize), ("maximize", Direction.Maximize))!.Value,
            Searcher = PolicyReader.Searcher(_experiment),
            Scheduler = PolicyReader.Scheduler(_experiment),
            MaxAttempts = _experiment.Integer32("max-attempts", min: 1)!.Value,
            RetryOn = RetryOn(),
            TrialTimeout = _experiment.Unless("trial-timeout", "none", _experiment.Duration),
            BestOf = _experiment.OneOf("best-of", ("completed", BestOf.Completed), ("all", BestOf.All))!.Value,
            KeepTrials = _experiment.Unless("keep-trials", "all", key => _experiment.Integer32(key, min: 1)),
            Points = PointReader.Read(_experiment, space),
            Duplicates = _experiment.OneOf(
                "duplicates", ("allow", DuplicatePolicy.Allow), ("forbid", DuplicatePolicy.Forbid), ("average", DuplicatePolicy.Average))!.Value,
            Order = _experiment.OneOf("order", ("arrival", TrialOrder.Arrival), ("strict", TrialOrder.Strict))!.Value,
            MaxConcurrent = _experiment.Text("max-concurrent") is Unlimited
                ? int.MaxValue
                : _experiment.Unless("max-concurrent", "auto", key => _experiment.Integer32(key, min: 1)),
            StrictLanes = _experiment.Integer32("strict-lanes", min: 1)!.Value,
            Weight = _experiment.Number("weight")!.Value,
        };
        WarmStartReader warmStart = new(_experiment, spec, Folder(path), _formats);
        spec = spec with { WarmStart = warmStart.Read() };
        Notices = warmStart.Notices;
        try
        {
            spec.Validate();
        }
        catch (InvalidOptionException e)
        {
            throw e.Under(_experiment.Path);
        }

        return spec;
    }

    // An objective of the user's own is found by its type in an assembly; a relative path is seen from the file.
    private static OptionSet ObjectiveOptions(OptionReader objective, string path)
    {
        string? assembly = objective.Text("assembly");
        return new OptionSet(assembly is null
            ? objective.Rest().Entries.Where(entry => entry.Key != "type")
            : objective.Rest().Entries.Where(entry => entry.Key != "assembly")
                .Append(new("assembly", Path.GetFullPath(assembly, Folder(path)))));
    }

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static Budget Budget(OptionReader reader)
    {
        reader.Only("trials", "epochs", "total-epochs", "wall-time", "target");
        return new Budget
        {
            Trials = reader.Unless("trials", Unlimited, key => reader.Integer32(key, min: 1)),
            Epochs = reader.Integer32("epochs", min: 1)!.Value,
            TotalEpochs = reader.Unless("total-epochs", Unlimited, key => reader.Integer(key, min: 1)),
            WallTime = reader.Unless("wall-time", Unlimited, reader.Duration),
            Target = reader.Unless("target", "none", reader.Number),
        };
    }

    private FailureKind[] RetryOn()
    {
        List<FailureKind> kinds = [];
        foreach (string text in _experiment.TextList("retry-on")!)
        {
            int index = Array.FindIndex(Kinds, kind => kind.Name == text);
            string[] names = [.. Kinds.Select(kind => kind.Name)];
            kinds.Add(index >= 0
                ? Kinds[index].Kind
                : throw _experiment.Error("retry-on", $"has '{text}'; must be {string.Join(", ", names)}{Nearest.Hint(text, names)}"));
        }

        return [.. kinds.Distinct()];
    }
}
