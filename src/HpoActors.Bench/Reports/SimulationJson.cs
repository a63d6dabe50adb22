using System.Text.Encodings.Web;
using System.Text.Json;
using HpoActors.Bench.Simulations;
using HpoActors.Bench.Statistics;
using HpoActors.Core.Experiments;
using HpoActors.Results;

namespace HpoActors.Bench.Reports;

/// <summary>
/// A comparison of schedulers as JSON: <c>version</c> 1; the <c>experiment</c>; a <c>result</c> for each choice of trainers and each scheduler with the median over the
/// seeds and every run. Times are virtual seconds. <c>null</c> is a target that was not reached, or a value that no trial came to.
/// </summary>
internal static class SimulationJson
{
    // Another number where a field changes its meaning or goes away; new ones may come at any time.
    private const int Version = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(ComparisonResult result)
    {
        ComparisonOptions options = result.Options;
        ExperimentSpec spec = options.Spec;
        return JsonSerializer.Serialize(
            new
            {
                Version,
                Experiment = new
                {
                    spec.Name,
                    Objective = spec.ObjectiveName,
                    spec.Metric,
                    Direction = spec.Direction == Direction.Minimize ? "minimize" : "maximize",
                    Searcher = spec.Searcher.Name,
                    spec.Seed,
                    spec.Budget.Trials,
                    spec.Budget.Epochs,
                },
                options.Seeds,
                options.Curves,
                options.Durations,
                Reference = options.Reference.Name,
                result.Notes,
                Results = result.Rows.Select(Row),
            },
            Options);
    }

    private static object Row(ComparisonRow row) => new
    {
        Scheduler = row.Policy.Name,
        Trainers = row.Trainers.Text,
        TrainerCount = row.Trainers.Count,
        Median = new
        {
            SecondsToTarget = OrNull(SimulationTable.SecondsToTarget(row)),
            Best = Median(row, r => r.Best),
            Epochs = Median(row, r => r.Epochs),
            EpochShare = Median(row, r => r.EpochShare),
            BusyShare = Median(row, r => r.BusyShare),
            Seconds = Median(row, r => r.Seconds),
        },
        Runs = row.Runs.Select(run => new
        {
            run.Seed,
            run.Target,
            run.SecondsToTarget,
            run.Best,
            run.Epochs,
            EpochShare = OrNull(run.EpochShare),
            Trials = run.Counts.OrderBy(c => c.Key).ToDictionary(c => ResultDocument.NameOf(c.Key), c => c.Value),
            BusyShare = OrNull(run.BusyShare),
            run.Seconds,
            run.Messages,
            BestOverTime = run.BestOverTime.Select(b => new { b.Seconds, b.Value, Trial = b.Trial.Value, b.Epoch }),
        }),
    };

    private static double? Median(ComparisonRow row, Func<SimulatedRun, double?> of) => OrNull(Quartiles.Of(row.Runs.Select(r => of(r) ?? double.NaN)).Median);

    // JSON has no NaN.
    private static double? OrNull(double value) => double.IsFinite(value) ? value : null;
}
