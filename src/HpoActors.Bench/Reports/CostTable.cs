using HpoActors.Bench.Cost;

namespace HpoActors.Bench.Reports;

/// <summary>What proposals cost, for people.</summary>
internal static class CostTable
{
    public static string Of(IReadOnlyList<AskCost> costs, IReadOnlyList<string> notes)
    {
        List<string[]> rows = [["", "results", "ask, median", "ask, mean", "observe", "bytes a result"]];
        rows.AddRange(costs.Select(c => new[]
        {
            c.Searcher, $"{c.Results}", Time(c.AskMedian), Time(c.AskMean), c.ObserveMean is { } observe ? Time(observe) : "", c.Bytes is { } bytes ? $"{bytes:0}" : "",
        }));
        return string.Join(
            Environment.NewLine,
            [
                $"cost of a proposal, one thread, {CostMeter.Dimensions} real hyperparameters, each ask after a new result",
                .. TextTable.Lines(rows),
                "  observe: taking notice of a trial, its proposal and its end, averaged over all. bytes: with the configuration that the searcher keeps.",
                .. notes,
            ]);
    }

    private static string Time(double seconds) => seconds < 1e-3 ? $"{seconds * 1e6:0.00} µs" : $"{seconds * 1e3:0.00} ms";
}
