using System.Globalization;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Results;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.Persistence.Exports.Optuna;

/// <summary>
/// An experiment as a study of Optuna's.
/// </summary>
/// <remarks>
/// <para>
/// States: completed is COMPLETE, stopped PRUNED, failed and cancelled FAIL. Running and paused trials are RUNNING: Optuna's samplers leave those alone, its tools draw their
/// curves. A trial that waits for its first trainer is WAITING, so that a study which goes on in Optuna begins with it, at its configuration.
/// </para>
/// <para>
/// Optuna's best trial is one of the completed ones; where the experiment has <c>best-of = all</c> and a stopped one is best, only the user attribute <c>best_trial</c> says so.
/// Intermediate values are the experiment's metric by epoch. What else is known stands in user attributes. Times are UTC: Optuna keeps them without a zone.
/// </para>
/// </remarks>
internal static class OptunaStudy
{
    private const int Study = 1;
    private const string Finite = "FINITE";

    public static void Write(OptunaRows rows, ExportedExperiment experiment)
    {
        ExperimentSpec spec = experiment.Spec;
        rows.Add("alembic_version (version_num)", OptunaSchema.Revision);
        rows.Add("version_info (version_info_id, schema_version, library_version)", 1, OptunaSchema.Version, OptunaSchema.Library);
        rows.Add("studies (study_id, study_name)", Study, spec.Name);
        rows.Add("study_directions (direction, study_id, objective)", spec.Direction == Direction.Minimize ? "MINIMIZE" : "MAXIMIZE", Study, 0);
        foreach ((string key, JToken value) in Attributes(experiment))
        {
            rows.Add("study_user_attributes (study_id, \"key\", value_json)", Study, key, value.ToString(Formatting.None));
        }

        Dictionary<string, OptunaDistribution> distributions = spec.Space.Hyperparameters.ToDictionary(h => h.Name, h => new OptunaDistribution(h), StringComparer.Ordinal);
        foreach (TrialResult trial in experiment.Result.Trials)
        {
            Write(rows, experiment, trial, distributions);
        }
    }

    private static void Write(OptunaRows rows, ExportedExperiment experiment, TrialResult trial, Dictionary<string, OptunaDistribution> distributions)
    {
        int id = trial.Id.Value + 1;
        string state = State(trial);
        DateTimeOffset? started = state == "WAITING" ? null : trial.StartedAt ?? experiment.ProposedAt(trial);
        rows.Add(
            "trials (trial_id, number, study_id, state, datetime_start, datetime_complete)",
            id, trial.Id.Value, Study, state, Time(started), Time(experiment.EndedAt(trial)));
        foreach ((string name, HyperparameterValue value) in trial.Configuration)
        {
            OptunaDistribution distribution = distributions[name];
            rows.Add("trial_params (trial_id, param_name, param_value, distribution_json)", id, name, distribution.Internal(value), distribution.Json);
        }

        // A study's values have no name for what is no number.
        if (state is "COMPLETE" or "PRUNED" && !double.IsNaN(trial.Value))
        {
            rows.Add("trial_values (trial_id, objective, value, value_type)", id, 0, Number(trial.Value), TypeOf(trial.Value));
        }

        foreach (TrialReport report in trial.Reports)
        {
            if (report.Metrics.TryGet(experiment.Spec.Metric, out double value))
            {
                rows.Add(
                    "trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type)", id, report.Epoch, Number(value), TypeOf(value));
            }
        }

        foreach ((string key, JToken value) in Attributes(experiment.Spec, trial))
        {
            rows.Add("trial_user_attributes (trial_id, \"key\", value_json)", id, key, value.ToString(Formatting.None));
        }
    }

    private static string State(TrialResult trial) => trial.State switch
    {
        TrialState.Completed when !double.IsNaN(trial.Value) => "COMPLETE",
        TrialState.Stopped => "PRUNED",
        TrialState.Proposed when trial.Attempts == 0 => "WAITING",
        TrialState.Proposed or TrialState.Running or TrialState.Paused => "RUNNING",
        _ => "FAIL",
    };

    private static IEnumerable<(string Key, JToken Value)> Attributes(ExportedExperiment experiment)
    {
        ExperimentSpec spec = experiment.Spec;
        yield return ("objective", spec.ObjectiveName);
        yield return ("metric", spec.Metric);
        yield return ("searcher", spec.Searcher.Name);
        yield return ("scheduler", spec.Scheduler.Name);
        yield return ("seed", spec.Seed);
        yield return ("state", ResultDocument.NameOf(experiment.Result.Phase));
        if (experiment.Result.Best is { } best)
        {
            yield return ("best_trial", best.Id.Value);
        }
    }

    private static IEnumerable<(string Key, JToken Value)> Attributes(ExperimentSpec spec, TrialResult trial)
    {
        yield return ("state", ResultDocument.NameOf(trial.State));
        yield return ("reason", trial.Reason.ToString());
        yield return ("attempts", trial.Attempts);
        yield return ("seconds", Json(trial.Seconds));
        if (trial.Trainer is { } trainer)
        {
            yield return ("trainer", trainer);
        }

        if (trial.Verdict is { } verdict)
        {
            yield return ("verdict", $"epoch {verdict.Epoch}: {verdict.Reason}");
        }

        if (trial.Failure is { } failure)
        {
            yield return ("failure", new JObject { ["kind"] = TrialFailure.NameOf(failure.Kind), ["message"] = failure.Message });
        }

        // The other metrics of the last report, and numbers about the trial.
        IEnumerable<KeyValuePair<string, double>> last = trial.Reports.Count == 0 ? [] : trial.Reports[^1].Metrics.Where(m => m.Key != spec.Metric);
        foreach ((string name, double value) in last)
        {
            yield return ($"metric.{name}", Json(value));
        }

        foreach ((string name, double value) in trial.Attributes)
        {
            // Counts stay counts.
            yield return ($"attribute.{name}", double.IsInteger(value) && Math.Abs(value) < 1L << 53 ? new JValue((long)value) : Json(value));
        }
    }

    // JSON has no NaN.
    private static JToken Json(double value) => double.IsFinite(value) ? OptunaDistribution.Token(HyperparameterValue.Of(value)) : JValue.CreateNull();

    private static double? Number(double value) => double.IsFinite(value) ? value : null;

    private static string TypeOf(double value) => double.IsNaN(value) ? "NAN" : double.IsPositiveInfinity(value) ? "INF_POS" : double.IsNegativeInfinity(value) ? "INF_NEG" : Finite;

    private static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
