using HpoActors.Bench.Problems;
using HpoActors.Bench.Statistics;

namespace HpoActors.Bench.Reports;

/// <summary>A comparison for people.</summary>
internal static class SummaryTable
{
    public static string Of(Summary summary, IReadOnlyList<string> notes)
    {
        SuiteResult result = summary.Result;
        List<string> lines =
        [
            $"searchers: {result.Contenders.Count} contenders, {result.Problems.Count} problems × {result.Seeds} seeds × {result.Length.Trials} trials, "
                + $"{result.Length.Askers} pending at a time{(result.IsComplete ? "" : " (interrupted: the problems that were done)")}",
        ];
        if (result.Problems.Count > 0)
        {
            lines.AddRange(Problems(summary));
            lines.Add("");
            lines.AddRange(Standing(summary));
            lines.AddRange(Duels(summary));
            lines.Add("");
            lines.AddRange(Control(summary));
        }

        lines.AddRange(notes);
        return string.Join(Environment.NewLine, lines);
    }

    private static IEnumerable<string> Problems(Summary summary)
    {
        Standings last = summary.AtBudgets[^1];
        for (int p = 0; p < summary.Result.Problems.Count; p++)
        {
            BenchProblem problem = summary.Result.Problems[p];
            yield return "";
            yield return $"{problem.Name} ({KindOf(problem)}, {problem.Space.Hyperparameters.Count} hyperparameters): {problem.Measure} after {last.Trials} trials";
            IReadOnlyList<Cell> cells = last.Cells[p];
            List<string[]> rows = [["", "quarter", "median", "3 quarters", "mean rank", "p against random"]];
            rows.AddRange(Enumerable.Range(0, cells.Count).OrderBy(c => cells[c].Scores.Median).ThenBy(c => c).Select(c => new[]
            {
                summary.Result.Contenders[c], Number(cells[c].Scores.Lower), Number(cells[c].Scores.Median), Number(cells[c].Scores.Upper), Rank(cells[c].MeanRank),
                cells[c].PValue is { } p ? $"{p:0.0000}{(p < Standings.Alpha ? " *" : "  ")}" : "",
            }));
            foreach (string line in TextTable.Lines(rows))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Standing(Summary summary)
    {
        SuiteResult result = summary.Result;
        string[] header =
        [
            "all problems", .. summary.AtBudgets.Select(s => $"rank@{s.Trials}"), .. summary.AtBudgets.Select(s => $"ahead@{s.Trials}"), "ms a trial",
        ];
        Standings last = summary.AtBudgets[^1];
        List<string[]> rows = [header];
        rows.AddRange(Enumerable.Range(0, result.Contenders.Count).OrderBy(c => double.IsNaN(last.MeanRanks[c])).ThenBy(c => last.MeanRanks[c]).Select(c => new[]
        {
            [result.Contenders[c]],
            [.. summary.AtBudgets.Select(s => Rank(s.MeanRanks[c]))],
            [.. summary.AtBudgets.Select(s => s.Reference is null || s.Reference == c ? "" : $"{s.Ahead(c)} of {result.Problems.Count}")],
            new[] { $"{1000 * AskSeconds(result, c):0.000}" },
        }.SelectMany(cells => cells).ToArray()));
        foreach (string line in TextTable.Lines(rows))
        {
            yield return line;
        }

        yield return "  rank: mean over problems and seeds, 1 is best, ties share theirs. ahead: of random, by Welch's one-sided test at 0.05, on log10 of the regret";
        yield return "  (of the loss itself where no optimum is known). ms a trial: asking and telling, without the evaluation; a peer's has its pipe in it.";
    }

    private static IEnumerable<string> Duels(Summary summary)
    {
        if (summary.Peers.Count == 0)
        {
            yield break;
        }

        yield return "";
        foreach (Standings standings in summary.AtBudgets)
        {
            List<string[]> rows = [[$"wins at {standings.Trials} trials over", .. summary.Peers.Select(peer => summary.Result.Contenders[peer])]];
            rows.AddRange(summary.Own.Select(own => new[]
            {
                [summary.Result.Contenders[own]], summary.Peers.Select(peer => $"{100 * standings.WinShare(own, peer):0.0} %"),
            }.SelectMany(cells => cells).ToArray()));
            foreach (string line in TextTable.Lines(rows))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Control(Summary summary)
    {
        if (summary.Control is not { } control || summary.AtBudgets[^1].Reference is not { } reference)
        {
            yield break;
        }

        Standings last = summary.AtBudgets[^1];
        int problems = summary.Result.Problems.Count;
        bool ahead = summary.IsAhead(control);
        yield return $"negative control: random search with other seeds, posing as tpe, is ahead of random on {last.Ahead(control)} of {problems} problems and wins "
            + $"{100 * last.WinShare(control, reference):0.0} % against it: {(ahead ? "AHEAD, so this comparison cannot be trusted" : "not ahead, as it should be")}";
    }

    private static double AskSeconds(SuiteResult result, int contender) =>
        result.Runs.Sum(p => p[contender].Sum(r => r.AskSeconds)) / (result.Problems.Count * result.Seeds * result.Length.Trials);

    private static string KindOf(BenchProblem problem) => problem.Kind switch
    {
        ProblemKind.IllConditioned => "ill-conditioned",
        ProblemKind.LowDimensional => "low effective dimension",
        ProblemKind.Training => "trains a model",
        ProblemKind.Discrete => "discrete, with forbidden combinations",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static string Rank(double rank) => double.IsNaN(rank) ? "" : $"{rank:0.00}";

    private static string Number(double value) => Math.Abs(value) is 0 or (>= 0.001 and < 10_000) ? $"{value:0.0000}" : $"{value:0.00e+00}";
}
