using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.Results;

/// <summary>
/// An experiment's result as the JSON document that <c>hpo run --json</c> prints. Numbers that are not finite are <c>null</c>, with the reason in <c>failure</c>.
/// </summary>
public static class ResultDocument
{
    // Telemetry names every trial's state, so that the names are made once.
    private static readonly string[] TrialNames = [.. Enum.GetNames<TrialState>().Select(name => name.ToLowerInvariant())];

    /// <summary>Writes the document, indented, without a newline at its end.</summary>
    public static string Write(ExperimentResult result) => ToJson(result).ToString(Formatting.Indented);

    /// <summary>Writes the document with the experiment's <see cref="HistoryDocument">history</see> as its last part: a record that can be simulated again.</summary>
    /// <param name="result">The result.</param>
    /// <param name="history">All facts in order, as <see cref="RunOptions.Observer"/> takes them.</param>
    public static string Write(ExperimentResult result, IEnumerable<ExperimentEvent> history)
    {
        JObject json = ToJson(result);
        json["history"] = HistoryDocument.Write(history);
        return json.ToString(Formatting.Indented);
    }

    /// <summary>The document as a tree, for programs that add to it.</summary>
    public static JObject ToJson(ExperimentResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new JObject
        {
            ["experiment"] = Experiment(result),
            ["best"] = result.Best is { } best
                ? new JObject
                {
                    ["trial"] = best.Id.Value,
                    ["value"] = Number(best.Value),
                    ["configuration"] = Values(best.Configuration),
                }
                : JValue.CreateNull(),
            ["trials"] = new JArray(result.Trials.Select(Trial)),
        };
    }

    /// <summary>The name of an experiment's state in documents.</summary>
    public static string NameOf(ExperimentPhase phase) => Enum.GetName(phase)!.ToLowerInvariant();

    /// <summary>The name of a trial's state in documents.</summary>
    public static string NameOf(TrialState state) => TrialNames[(int)state];

    private static JObject Experiment(ExperimentResult result)
    {
        ExperimentSpec spec = result.Spec;
        JObject json = new()
        {
            ["name"] = spec.Name,
            ["objective"] = spec.ObjectiveName,
            ["metric"] = spec.Metric,
            ["direction"] = spec.Direction == Direction.Minimize ? "minimize" : "maximize",
            ["searcher"] = spec.Searcher.Name,
            ["scheduler"] = spec.Scheduler.Name,
            ["seed"] = spec.Seed,
            ["state"] = NameOf(result.Phase),
            ["reason"] = result.EndReason?.ToString(),
            ["seconds"] = Number(result.Seconds),
        };
        if (result.Objective.Dataset is { } dataset)
        {
            json["dataset"] = dataset;
        }

        if (result.Objective.Notices.Count > 0)
        {
            json["notices"] = new JArray(result.Objective.Notices);
        }

        json["lanes"] = result.Lanes;
        foreach ((string name, double value) in result.Test ?? Metrics.None)
        {
            json[name] = Number(value);
        }

        json["counts"] = new JObject(result.Counts.OrderBy(c => c.Key).Select(c => new JProperty(NameOf(c.Key), c.Value)));
        return json;
    }

    private static JObject Trial(TrialResult trial)
    {
        JObject json = new()
        {
            ["id"] = trial.Id.Value,
            ["state"] = NameOf(trial.State),
            ["configuration"] = Values(trial.Configuration),
            ["reason"] = trial.Reason.ToString(),
            ["verdict"] = trial.Verdict is { } verdict
                ? new JObject { ["epoch"] = verdict.Epoch, ["kind"] = Enum.GetName(verdict.Kind)!.ToLowerInvariant(), ["reason"] = verdict.Reason.ToString() }
                : JValue.CreateNull(),
            ["value"] = Number(trial.Value),
            ["attempts"] = trial.Attempts,
            ["trainer"] = trial.Trainer,
            ["epochs"] = trial.Reports.Count == 0 ? 0 : trial.Reports[^1].Epoch,
            ["seconds"] = Number(trial.Seconds),
            ["failure"] = trial.Failure is { } failure
                ? new JObject { ["kind"] = TrialFailure.NameOf(failure.Kind), ["message"] = failure.Message }
                : JValue.CreateNull(),
            ["reports"] = new JArray(trial.Reports.Select(r => new JObject { ["epoch"] = r.Epoch, ["metrics"] = Values(r.Metrics) })),
        };
        foreach ((string name, double value) in trial.Attributes)
        {
            // Counts stay counts.
            json[name] = double.IsInteger(value) && Math.Abs(value) < 1L << 53 ? new JValue((long)value) : Number(value);
        }

        return json;
    }

    private static JObject Values(Configuration configuration) => new(configuration.Select(p => new JProperty(p.Key, p.Value.Kind switch
    {
        ValueKind.Float => Number(p.Value.AsDouble()),
        ValueKind.Int => new JValue(p.Value.AsInt64()),
        ValueKind.Bool => new JValue(p.Value.AsBool()),
        _ => new JValue(p.Value.AsText()),
    })));

    private static JObject Values(Metrics metrics) => new(metrics.Select(p => new JProperty(p.Key, Number(p.Value))));

    // JSON has no NaN; Newtonsoft would write one all the same.
    private static JValue Number(double value) =>
        double.IsFinite(value) ? new JValue(value) : JValue.CreateNull();
}
