using HpoActors.Cli.Progress;
using HpoActors.Core.Experiments;
using HpoActors.Files;
using HpoActors.Results;
using HpoActors.Stores;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Stored;

/// <summary>The experiments of a store, a line each. One whose definition this version cannot read is listed all the same.</summary>
internal sealed class RunList
{
    private readonly IExperimentStore _store;
    private readonly List<(StoredExperiment Stored, ExperimentResult? Result)> _entries = [];
    private readonly List<string> _notices = [];

    private RunList(IExperimentStore store) => _store = store;

    /// <summary>Lines about what could not be read.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Reads all experiments, one after the other, so that the facts of only one are in memory.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public static RunList Read(IExperimentStore store)
    {
        RunList list = new(store);
        foreach (StoredExperiment stored in store.List())
        {
            ExperimentResult? result = null;
            try
            {
                result = StoredRun.Read(store, stored).Result with { Trials = [] };
            }
            catch (ExperimentFileException e)
            {
                list._notices.Add($"{stored.Name}: {e.Message}");
            }

            list._entries.Add((stored, result));
        }

        return list;
    }

    public string Text()
    {
        if (_entries.Count == 0)
        {
            return $"{_store.Name} has no experiment";
        }

        List<string[]> rows = [["name", "state", "trials", "best", "of", "searcher", "scheduler", "made", "run by"]];
        rows.AddRange(_entries.Select(entry => new[]
        {
            entry.Stored.Name,
            ResultDocument.NameOf(entry.Result?.Phase ?? entry.Stored.Phase),
            entry.Result is { } result ? $"{result.TrialCount}" : "?",
            entry.Result?.Best is { } best ? TrialText.Value(best.Value) : "–",
            entry.Result?.Spec.Metric ?? "?",
            entry.Result?.Spec.Searcher.Name ?? "?",
            entry.Result?.Spec.Scheduler.Name ?? "?",
            RunText.Time(entry.Stored.CreatedAt),
            entry.Stored.Phase == ExperimentPhase.Running ? $"{entry.Stored.Officer}" : "",
        }));
        return string.Join(Environment.NewLine, TextTable.Lines(rows, 0, 1, 4, 5, 6, 7, 8));
    }

    public string Json() => new JObject
    {
        ["store"] = _store.Name,
        ["experiments"] = new JArray(_entries.Select(Entry)),
    }.ToString(Formatting.Indented);

    private static JObject Entry((StoredExperiment Stored, ExperimentResult? Result) entry)
    {
        JObject json = new()
        {
            ["name"] = entry.Stored.Name,
            ["state"] = ResultDocument.NameOf(entry.Result?.Phase ?? entry.Stored.Phase),
            ["created"] = entry.Stored.CreatedAt.UtcDateTime,
            ["run_by"] = new JObject { ["host"] = entry.Stored.Officer.Host, ["process"] = entry.Stored.Officer.Process, ["seen"] = entry.Stored.SeenAt.UtcDateTime },
        };

        // The parts of the result's document that are no longer than a line.
        JObject? document = entry.Result is { } result ? ResultDocument.ToJson(result) : null;
        json["experiment"] = document?["experiment"];
        json["best"] = document?["best"];
        return json;
    }
}
