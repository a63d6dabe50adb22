using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HpoActors.Bench.Cost;
using HpoActors.Bench.Statistics;

namespace HpoActors.Bench.Reports;

/// <summary>Results as JSON: of a comparison the quartiles of every curve and all statistics.</summary>
internal static class BenchJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void WriteSummary(string path, Summary summary, IReadOnlyList<string> notes)
    {
        SuiteResult result = summary.Result;
        int[] contenders = [.. Enumerable.Range(0, result.Contenders.Count)];
        object document = new
        {
            result.Seeds,
            result.Length.Trials,
            result.Length.Askers,
            Complete = result.IsComplete,
            Notes = notes,
            Standings = summary.AtBudgets.Select(standings => new
            {
                standings.Trials,
                Contenders = contenders.Select(c => new
                {
                    Name = result.Contenders[c],
                    MeanRank = OrNull(standings.MeanRanks[c]),
                    AheadOfRandom = standings.Reference is null || standings.Reference == c ? (int?)null : standings.Ahead(c),
                    Wins = summary.Peers.Where(peer => peer != c).ToDictionary(peer => result.Contenders[peer], peer => standings.WinShare(c, peer)),
                }),
            }),
            Control = summary.Control is { } control ? new { Name = result.Contenders[control], IsAhead = summary.IsAhead(control) } : null,
            Problems = result.Problems.Select((problem, p) => new
            {
                problem.Name,
                Kind = $"{problem.Kind}",
                problem.Measure,
                Contenders = contenders.Select(c => new
                {
                    Name = result.Contenders[c],
                    AskSeconds = result.Runs[p][c].Average(r => r.AskSeconds),
                    MeanRanks = summary.AtBudgets.Select(s => OrNull(s.Cells[p][c].MeanRank)),
                    PValues = summary.AtBudgets.Select(s => s.Cells[p][c].PValue),
                    Curve = Enumerable.Range(0, result.Length.Trials).Select(t => Quartiles.Of(result.Runs[p][c].Select(r => r.Curve[t]))),
                    Last = result.Runs[p][c].Select(r => r.Curve[^1]),
                }),
            }),
        };
        Write(path, document);
    }

    public static void WriteCosts(string path, IReadOnlyList<AskCost> costs, IReadOnlyList<string> notes) => Write(path, new { Notes = notes, Costs = costs });

    private static void Write(string path, object document)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(document, Options));
    }

    // JSON has no NaN.
    private static double? OrNull(double value) => double.IsFinite(value) ? value : null;
}
