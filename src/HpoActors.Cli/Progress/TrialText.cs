using System.Globalization;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Results;

namespace HpoActors.Cli.Progress;

/// <summary>Trials and their values in few characters.</summary>
internal static class TrialText
{
    /// <summary>A value with as many digits as say something; a dash where there is none.</summary>
    public static string Value(double value) => double.IsNaN(value) ? "–" : Math.Abs(value) is >= 0.001 and < 1e6 or 0
        ? value.ToString("0.0000", CultureInfo.InvariantCulture)
        : value.ToString("0.###e+0", CultureInfo.InvariantCulture);

    /// <summary>The configuration as <c>name=value</c>, floats shortened.</summary>
    public static string Configuration(Configuration configuration) =>
        string.Join(" ", configuration.Select(p => $"{p.Key}={(p.Value.Kind == ValueKind.Float ? p.Value.AsDouble().ToString("G4", CultureInfo.InvariantCulture) : p.Value)}"));

    /// <summary>The number of trials that have ended, however.</summary>
    public static int Ended(Leaderboard board) => Enum.GetValues<TrialState>().Where(state => state.IsFinal()).Sum(board.CountOf);

    /// <summary>How many trials are in each state.</summary>
    public static string Counts(ExperimentResult result) => result.Counts.Count == 0
        ? "no trials"
        : string.Join(", ", result.Counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {(count.Key == TrialState.Proposed ? "waiting" : ResultDocument.NameOf(count.Key))}"));

    /// <summary>The best trial in full: its value, what its model measured after the end, and its configuration.</summary>
    public static IEnumerable<string> Best(ExperimentResult result, TrialResult best)
    {
        string test = result.Test is { } metrics ? $", {string.Join(", ", metrics.Select(metric => $"{metric.Key} {Value(metric.Value)}"))}" : "";
        return [$"best: trial {best.Id}, {result.Spec.Metric} {Value(best.Value)}{test}", .. best.Configuration.Select(value => $"  {value.Key} = {value.Value}")];
    }

    /// <summary>The best so far as it stands in a line, <c>best 0.1571 (trial 0)</c> behind <paramref name="separator"/>, or nothing.</summary>
    public static string Best(Leaderboard board, string separator) => board.Best is { } best ? $"{separator}best {Value(best.Value)} (trial {best.Id})" : "";

    /// <summary>The last value that the trial reported, or its final one.</summary>
    public static double LastValue(TrialResult trial, string metric) =>
        double.IsNaN(trial.Value) && trial.Reports.Count > 0 && trial.Reports[^1].Metrics.TryGet(metric, out double value) ? value : trial.Value;

    /// <summary>The last epoch that the trial reported.</summary>
    public static int Epoch(TrialResult trial) => trial.Reports.Count == 0 ? 0 : trial.Reports[^1].Epoch;
}
