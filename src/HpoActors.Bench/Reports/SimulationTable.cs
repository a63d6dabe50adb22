using HpoActors.Bench.Simulations;
using HpoActors.Bench.Statistics;
using HpoActors.Core.Experiments;

namespace HpoActors.Bench.Reports;

/// <summary>A comparison of schedulers for people: medians over the seeds.</summary>
internal static class SimulationTable
{
    public static string Of(ComparisonResult result)
    {
        ComparisonOptions options = result.Options;
        ExperimentSpec spec = options.Spec;
        string budget = spec.Budget.Trials is { } trials ? $"{trials} trials, " : "";
        List<string> lines =
        [
            $"{spec.Name}: {spec.Searcher.Name} search, {budget}{Counted(spec.Budget.Epochs, "epoch")} each at most; {Seeds(options)}",
            $"time is virtual: {Durations(options.Durations)}; learning curves: {(options.Curves == CurveSource.Measured ? "the objective's own" : options.Curves)}",
            $"target: {Target(result)}",
            "",
            .. TextTable.Lines([Header(options), .. result.Rows.Select(row => Cells(row, options))]),
        ];
        if (result.Notes.Count > 0)
        {
            lines.Add("");
            lines.AddRange(result.Notes.Select(note => $"note: {note}"));
        }

        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>The median of the times to the target, infinite where most runs do not reach it.</summary>
    public static double SecondsToTarget(ComparisonRow row) => Quartiles.Of(row.Runs.Select(r => r.SecondsToTarget ?? double.PositiveInfinity)).Median;

    private static string[] Header(ComparisonOptions options) =>
    [
        "scheduler", .. Trainers(options, "trainers"), "to target", options.Spec.Metric, "epochs", $"of {options.Reference.Name}", "completed", "stopped", "failed", "busy", "total",
    ];

    private static string[] Cells(ComparisonRow row, ComparisonOptions options) =>
    [
        row.Policy.Name, .. Trainers(options, row.Trainers.Text), ToTarget(row), Value(Median(row, r => r.Best ?? double.NaN)), $"{Median(row, r => r.Epochs):0}",
        $"{Median(row, r => 100 * r.EpochShare):0} %", Trials(row, TrialState.Completed), Trials(row, TrialState.Stopped), Trials(row, TrialState.Failed),
        $"{Median(row, r => 100 * r.BusyShare):0} %", Time(Median(row, r => r.Seconds)),
    ];

    // One choice of trainers stands above, in the line of the seeds.
    private static string[] Trainers(ComparisonOptions options, string text) => options.Trainers.Count > 1 ? [text] : [];

    private static string Seeds(ComparisonOptions options)
    {
        string trainers = options.Trainers.Count == 1 ? $"{options.Trainers[0].Text} trainer{(options.Trainers[0].Text == "1" ? "" : "s")}, " : "";
        return options.Seeds == 1
            ? $"{trainers}seed {options.Spec.Seed}"
            : $"{trainers}seeds {options.Spec.Seed} to {options.Spec.Seed + options.Seeds - 1}, medians";
    }

    private static string Durations(string durations) => durations switch
    {
        CurveSource.Measured => "an epoch lasts as long as it did in training",
        _ when char.IsAsciiDigit(durations[0]) => $"an epoch lasts {durations} on a trainer of speed 1",
        _ => $"an epoch lasts as long as in {durations}",
    };

    private static string Target(ComparisonResult result)
    {
        ComparisonOptions options = result.Options;
        string metric = options.Spec.Metric;
        string least = options.Spec.Direction == Direction.Minimize ? "at most" : "at least";
        if ((options.Target ?? options.Spec.Budget.Target) is { } target)
        {
            return $"{metric} {least} {Value(target)}";
        }

        double?[] values = [.. result.Rows.SelectMany(r => r.Runs).Select(r => r.Target).Distinct()];
        string which = values is [{ } one] ? $" ({least} {Value(one)})" : "";
        return $"the {metric} that {options.Reference.Name} ends with, within {ComparisonOptions.Tolerance}{which}";
    }

    private static string ToTarget(ComparisonRow row)
    {
        int reached = row.Runs.Count(r => r.SecondsToTarget is not null);
        double seconds = SecondsToTarget(row);
        string time = double.IsInfinity(seconds) ? "not reached" : Time(seconds);
        return reached == row.Runs.Count || row.Runs.Count == 1 ? time : $"{time} ({reached} of {row.Runs.Count})";
    }

    private static string Trials(ComparisonRow row, TrialState state) => $"{Median(row, r => r.Count(state)):0.#}";

    private static double Median(ComparisonRow row, Func<SimulatedRun, double> of) => Quartiles.Of(row.Runs.Select(of)).Median;

    private static string Time(double seconds) => seconds switch
    {
        < 10 => $"{seconds:0.00} s",
        < 600 => $"{seconds:0.0} s",
        < 86_400 => $"{seconds / 60:0.0} min",
        _ => $"{seconds / 3600:0.0} h",
    };

    private static string Value(double value) => double.IsNaN(value) ? "–" : Math.Abs(value) is 0 or (>= 0.001 and < 10_000) ? $"{value:0.0000}" : $"{value:0.00e+00}";

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
