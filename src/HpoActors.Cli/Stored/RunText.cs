using HpoActors.Cli.Progress;
using HpoActors.Core.Experiments;
using HpoActors.Results;

namespace HpoActors.Cli.Stored;

/// <summary>An experiment of a store for people: what it is, how it stands, its trials with their curves, and what failed.</summary>
internal static class RunText
{
    private const int Shown = 50;
    private const int CurveWidth = 16;

    /// <param name="run">The experiment.</param>
    /// <param name="all">Whether all trials are shown, and not the best fifty.</param>
    public static string Of(StoredRun run, bool all)
    {
        ExperimentResult result = run.Result;
        ExperimentSpec spec = result.Spec;
        List<string> lines =
        [
            $"experiment {spec.Name} {ResultDocument.NameOf(result.Phase)}: {TrialText.Counts(result)}; {Eta.Show(TimeSpan.FromSeconds(result.Seconds))}{(result.EndReason is { } reason ? $" ({reason})" : "")}",
            $"  {(spec.Direction == Direction.Minimize ? "minimize" : "maximize")} {spec.Metric} of {spec.ObjectiveName}, searcher {spec.Searcher.Name}, scheduler {spec.Scheduler.Name}, seed {spec.Seed}",
            $"  made {Time(run.Stored.CreatedAt)}, {(run.Stored.Phase == ExperimentPhase.Running ? "run by" : "last run by")} {run.Stored.Officer}",
        ];
        if (result.Trials.Count == 0)
        {
            return string.Join(Environment.NewLine, lines);
        }

        TrialResult[] trials = [.. BestFirst(result)];
        TrialResult[] shown = all ? trials : [.. trials.Take(Shown)];
        lines.Add("");
        lines.AddRange(Table(result, shown));
        if (shown.Length < trials.Length)
        {
            lines.Add($"  … and {trials.Length - shown.Length} more (--all shows them)");
        }

        TrialResult[] failed = [.. shown.Where(trial => trial.Failure is not null)];
        if (failed.Length > 0)
        {
            lines.Add("");
            lines.AddRange(failed.Select(trial => $"  trial {trial.Id} failed: {trial.Failure}"));
        }

        if (result.Best is { } best)
        {
            lines.Add("");
            lines.AddRange(TrialText.Best(result, best));
        }

        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>A point in time, to the second, UTC.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<TrialResult> BestFirst(ExperimentResult result) => result.Trials
        .OrderBy(trial => result.Spec.BestOf.Counts(trial.State) && !double.IsNaN(trial.Value) ? 0 : 1)
        .ThenBy(trial => result.Spec.BestOf.Counts(trial.State) ? result.Spec.ToMinimize(trial.Value) : 0)
        .ThenBy(trial => trial.Id);

    private static IEnumerable<string> Table(ExperimentResult result, TrialResult[] trials)
    {
        string metric = result.Spec.Metric;
        List<double[]> curves = [.. trials.Select(trial => trial.Reports.Select(report => report.Metrics.TryGet(metric, out double value) ? value : double.NaN).ToArray())];
        double[] finite = [.. curves.SelectMany(values => values).Where(double.IsFinite)];
        Sparkline sparkline = finite.Length == 0 ? new Sparkline(0, 0) : new Sparkline(finite.Min(), finite.Max());
        List<string[]> rows = [["trial", "state", metric, "curve", "epochs", "attempts", "seconds", "trainer", "reason", "configuration"]];
        rows.AddRange(trials.Select((trial, i) => new[]
        {
            $"{trial.Id}", ResultDocument.NameOf(trial.State), TrialText.Value(TrialText.LastValue(trial, metric)), sparkline.Of(curves[i], CurveWidth),
            $"{TrialText.Epoch(trial)}", $"{trial.Attempts}", $"{trial.Seconds:0.00}", trial.Trainer ?? "", $"{trial.Verdict?.Reason ?? trial.Reason}",
            TrialText.Configuration(trial.Configuration),
        }));
        return TextTable.Lines(rows, 1, 3, 7, 8, 9);
    }
}
