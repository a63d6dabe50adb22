using HpoActors.Cli.Progress;
using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers.Random;
using HpoActors.Results;

namespace HpoActors.Cli;

/// <summary>An experiment's result for people: what happened, the best trials, the best configuration in full.</summary>
internal static class ResultSummary
{
    private const int Shown = 10;

    public static string Of(ExperimentResult result)
    {
        ExperimentSpec spec = result.Spec;
        List<string> lines = [];
        string counts = string.Join(", ", result.Counts.OrderBy(c => c.Key).Select(c => $"{c.Value} {(c.Key == TrialState.Proposed ? "waiting" : ResultDocument.NameOf(c.Key))}"));
        lines.Add($"experiment {spec.Name} {ResultDocument.NameOf(result.Phase)}: {(counts.Length == 0 ? "no trials" : counts)}; {Eta.Show(TimeSpan.FromSeconds(result.Seconds))}");
        if (result.Lanes > 1)
        {
            int trainers = result.Trials.Select(t => t.Trainer).OfType<string>().Distinct().Count();
            lines.Add(trainers > 1 ? $"lanes: up to {result.Lanes} on each of {trainers} trainers" : $"lanes: up to {result.Lanes}");
        }

        lines.AddRange(result.Objective.Notices.Select(notice => $"note: {notice}"));
        if (result.Best is not { } best)
        {
            lines.Add(result.Trials.Any(t => t.State.IsFinal()) ? "no trial succeeded" : "no trial has ended");
            lines.AddRange(result.Trials.Where(t => t.Failure is not null).Take(Shown).Select(t => $"  trial {t.Id}: {t.Failure}"));
            return string.Join(Environment.NewLine, lines);
        }

        lines.Add("");
        lines.AddRange(Table(result));
        lines.Add("");
        string test = result.Test is { } metrics ? $", {string.Join(", ", metrics.Select(m => $"{m.Key} {TrialText.Value(m.Value)}"))}" : "";
        lines.Add($"best: trial {best.Id}, {spec.Metric} {TrialText.Value(best.Value)}{test}");
        lines.AddRange(best.Configuration.Select(p => $"  {p.Key} = {p.Value}"));
        if (spec.Searcher is not RandomSearcherSettings)
        {
            lines.Add($"  proposed by {best.Reason}");
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static IEnumerable<string> Table(ExperimentResult result)
    {
        ExperimentSpec spec = result.Spec;
        TrialResult[] best =
        [
            .. result.Trials.Where(t => spec.BestOf.Counts(t.State)).OrderBy(t => spec.ToMinimize(t.Value)).ThenBy(t => t.Id).Take(Shown),
        ];
        List<string[]> rows = [["trial", spec.Metric, "epochs", "seconds", "trainer", "configuration"]];
        rows.AddRange(best.Select(t => new[]
        {
            $"{t.Id}", TrialText.Value(t.Value), $"{TrialText.Epoch(t)}", $"{t.Seconds:0.00}", t.Trainer ?? "", TrialText.Configuration(t.Configuration),
        }));
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length))];
        foreach (string[] row in rows)
        {
            yield return "  " + string.Join("  ", row.Select((cell, i) => i is 0 or 4 or 5 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd();
        }

        int others = result.Trials.Count(t => spec.BestOf.Counts(t.State)) - best.Length;
        if (others > 0)
        {
            yield return $"  … and {others} more";
        }

        foreach (TrialResult failed in result.Trials.Where(t => t.Failure is not null).Take(Shown))
        {
            yield return $"  trial {failed.Id} failed: {failed.Failure}";
        }
    }
}
