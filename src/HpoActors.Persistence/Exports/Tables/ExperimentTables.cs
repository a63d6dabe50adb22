using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Results;

namespace HpoActors.Persistence.Exports.Tables;

/// <summary>An experiment as tables. Numbers that are not finite are left out, as in its document; the reason stands in <c>failure_*</c>.</summary>
internal static class ExperimentTables
{
    /// <summary>
    /// A row a trial: what became of it, <c>param.*</c> for each hyperparameter, <c>metric.*</c> of its last report, <c>attribute.*</c> of the trial as a whole.
    /// </summary>
    public static Table Trials(ExportedExperiment experiment)
    {
        IReadOnlyList<TrialResult> trials = experiment.Result.Trials;
        HashSet<string> attributes = [];
        foreach ((string name, _) in trials.SelectMany(t => t.Attributes))
        {
            attributes.Add(name);
        }

        return new Table("trials",
        [
            Of("id", ColumnKind.Integer, t => (long)t.Id.Value),
            Of("state", ColumnKind.Text, t => ResultDocument.NameOf(t.State)),
            Of("value", ColumnKind.Number, t => Finite(t.Value)),
            Of("attempts", ColumnKind.Integer, t => (long)t.Attempts),
            Of("epochs", ColumnKind.Integer, t => t.Reports.Count == 0 ? 0L : t.Reports[^1].Epoch),
            Of("seconds", ColumnKind.Number, t => Finite(t.Seconds)),
            Of("trainer", ColumnKind.Text, t => t.Trainer),
            Of("failure_kind", ColumnKind.Text, t => t.Failure is { } failure ? TrialFailure.NameOf(failure.Kind) : null),
            Of("failure_message", ColumnKind.Text, t => t.Failure?.Message),
            Of("reason", ColumnKind.Text, t => t.Reason.ToString()),
            Of("verdict", ColumnKind.Text, t => t.Verdict?.Reason.ToString()),
            Of("started", ColumnKind.Time, t => t.StartedAt?.UtcDateTime),
            Of("ended", ColumnKind.Time, t => experiment.EndedAt(t)?.UtcDateTime),
            .. experiment.Spec.Space.Hyperparameters.Select(Parameter),
            .. experiment.Metrics.Select(metric => Of($"metric.{metric}", ColumnKind.Number, t => t.Reports.Count == 0 ? null : Value(t.Reports[^1].Metrics, metric))),
            .. attributes.Select(attribute => Of($"attribute.{attribute}", ColumnKind.Number, t => Value(t.Attributes, attribute))),
        ]);

        Column Of(string name, ColumnKind kind, Func<TrialResult, object?> value) => new(name, kind, [.. trials.Select(value)]);

        Column Parameter(Hyperparameter hyperparameter)
        {
            ColumnKind kind = KindOf(hyperparameter);
            return Of($"param.{hyperparameter.Name}", kind, t => t.Configuration.TryGet(hyperparameter.Name, out HyperparameterValue value) ? Native(value, kind) : null);
        }
    }

    /// <summary>A row a report, by trial and epoch: <c>trial</c>, <c>epoch</c>, <c>time</c>, and <c>metric.*</c>.</summary>
    public static Table Reports(ExportedExperiment experiment)
    {
        (TrialResult Trial, TrialReport Report)[] reports = [.. experiment.Result.Trials.SelectMany(t => t.Reports.Select(r => (t, r)))];
        return new Table("reports",
        [
            Of("trial", ColumnKind.Integer, (t, _) => (long)t.Id.Value),
            Of("epoch", ColumnKind.Integer, (_, r) => (long)r.Epoch),
            Of("time", ColumnKind.Time, (t, r) => experiment.ReportedAt(t, r)?.UtcDateTime),
            .. experiment.Metrics.Select(metric => Of($"metric.{metric}", ColumnKind.Number, (_, r) => Value(r.Metrics, metric))),
        ]);

        Column Of(string name, ColumnKind kind, Func<TrialResult, TrialReport, object?> value) => new(name, kind, [.. reports.Select(r => value(r.Trial, r.Report))]);
    }

    // The narrowest type that takes every value the hyperparameter may have.
    private static ColumnKind KindOf(Hyperparameter hyperparameter)
    {
        ValueKind[] kinds = hyperparameter switch
        {
            FloatHyperparameter => [ValueKind.Float],
            IntHyperparameter => [ValueKind.Int],
            _ => [.. hyperparameter.Grid(1).Select(value => value.Kind).Distinct()],
        };
        return kinds switch
        {
            [ValueKind.Int] => ColumnKind.Integer,
            [ValueKind.Bool] => ColumnKind.Flag,
            _ when kinds.All(kind => kind is ValueKind.Int or ValueKind.Float) => ColumnKind.Number,
            _ => ColumnKind.Text,
        };
    }

    private static object Native(HyperparameterValue value, ColumnKind kind) => kind switch
    {
        ColumnKind.Number => value.AsDouble(),
        ColumnKind.Text => value.ToString(),
        _ => value.ToObject(),
    };

    private static double? Value(Metrics metrics, string name) => metrics.TryGet(name, out double value) ? Finite(value) : null;

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
