using System.Text.Json;
using HpoActors.Bench.Contenders;
using HpoActors.Bench.Cost;
using HpoActors.Bench.Problems;
using HpoActors.Bench.Reports;
using HpoActors.Bench.Statistics;

namespace HpoActors.Bench.Tests.Reports;

public sealed class ReportsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hpo-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_table_names_problems_contenders_and_the_control()
    {
        string table = SummaryTable.Of(Summarised(), ["a note"]);
        Assert.Contains("branin (multimodal, 2 hyperparameters): regret after 30 trials", table, StringComparison.Ordinal);
        Assert.Contains("rank@25  rank@30  ahead@25  ahead@30", table, StringComparison.Ordinal);
        Assert.Contains("not ahead, as it should be", table, StringComparison.Ordinal);
        Assert.EndsWith("a note", table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_control_that_comes_out_ahead_is_shown()
    {
        SearchRun[] good = [new(Enumerable.Repeat(0.01, 30).ToArray(), 0), new(Enumerable.Repeat(0.011, 30).ToArray(), 0)];
        SearchRun[] bad = [new(Enumerable.Repeat(1.0, 30).ToArray(), 0), new(Enumerable.Repeat(1.1, 30).ToArray(), 0)];
        SuiteResult result = new([FunctionProblems.Branin], ["random", Summary.ControlName], [[bad, good]], new RunLength(30), true, []);
        Assert.Contains("AHEAD, so this comparison cannot be trusted", SummaryTable.Of(Summary.Of(result, []), []), StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_without_a_finished_problem_is_a_line()
    {
        SuiteResult result = new([], ["random", Summary.ControlName], [], new RunLength(30), false, []);
        Assert.Contains("interrupted", SummaryTable.Of(Summary.Of(result, []), []), StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_has_every_curve_and_the_statistics()
    {
        string path = Path.Combine(_folder, "deep", "bench.json");
        BenchJson.WriteSummary(path, Summarised(), ["a note"]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement random = document.RootElement.GetProperty("problems")[0].GetProperty("contenders")[0];
        Assert.Equal("random", random.GetProperty("name").GetString());
        Assert.Equal(30, random.GetProperty("curve").GetArrayLength());
        Assert.Equal(2, document.RootElement.GetProperty("standings").GetArrayLength());
        Assert.False(document.RootElement.GetProperty("control").GetProperty("isAhead").GetBoolean());
    }

    [Fact]
    public void The_plot_is_a_picture()
    {
        string path = Path.Combine(_folder, "bench.png");
        ConvergencePlot.Write(path, Summarised());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(path)[..4]);
    }

    [Fact]
    public void Costs_are_in_units_that_one_can_read()
    {
        string table = CostTable.Of([new AskCost("tpe", 1000, 2.5e-4, 3e-3, 1e-6, 120), new AskCost("optuna-tpe", 500, 0.02, 0.02, null, null)], []);
        Assert.Contains("250.00 µs", table, StringComparison.Ordinal);
        Assert.Contains("3.00 ms", table, StringComparison.Ordinal);
        Assert.Contains("20.00 ms", table, StringComparison.Ordinal);
    }

    private static Summary Summarised() => Summary.Of(
        Suite.Run(
            new SuiteOptions([FunctionProblems.Branin, DesignedProblems.Mixed], [BenchArguments.Searchers("random")[0], BenchArguments.Control]) { Seeds = 5, Length = new RunLength(30) },
            new Progress<string>(),
            CancellationToken.None),
        []);
}
