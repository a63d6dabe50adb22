using HpoActors.Bench.Problems;

namespace HpoActors.Bench.Statistics;

/// <summary>How contenders stand after some trials.</summary>
/// <param name="Result">What they did.</param>
/// <param name="Trials">After so many trials.</param>
/// <param name="Reference">The place of the contender that the others are tested against, or null where it does not take part.</param>
/// <param name="MeanRanks">The mean over problems and seeds of each contender's rank, 1 is best.</param>
/// <param name="Cells">By problem and contender.</param>
internal sealed record Standings(SuiteResult Result, int Trials, int? Reference, IReadOnlyList<double> MeanRanks, IReadOnlyList<IReadOnlyList<Cell>> Cells)
{
    /// <summary>A difference with a smaller probability is one.</summary>
    public const double Alpha = 0.05;

    // Nobody searches for more digits of a regret; without a floor a lucky hit of the optimum would be infinitely far from the rest.
    private const double SmallestRegret = 1e-6;

    /// <param name="result">What they did.</param>
    /// <param name="trials">After so many trials.</param>
    /// <param name="counted">The places of the contenders that are ranked; the others have rank NaN.</param>
    /// <param name="reference">The name of the contender that the others are tested against.</param>
    public static Standings Of(SuiteResult result, int trials, IReadOnlyList<int> counted, string reference)
    {
        int? against = result.Contenders.ToList().IndexOf(reference) is >= 0 and var place ? place : null;
        double[][] scores(int problem) => [.. result.Runs[problem].Select(runs => Array.ConvertAll(runs, r => r.Curve[trials - 1]))];
        List<Cell[]> cells = [];
        double[] sums = new double[result.Contenders.Count];
        for (int p = 0; p < result.Problems.Count; p++)
        {
            double[][] values = scores(p);
            double[] ranks = MeanRanksOf(values, counted);
            cells.Add([.. values.Select((v, c) => new Cell(Quartiles.Of(v), ranks[c], PValue(result.Problems[p], v, against is { } a && a != c ? values[a] : null)))]);
            for (int c = 0; c < sums.Length; c++)
            {
                sums[c] += ranks[c];
            }
        }

        return new Standings(result, trials, against, Array.ConvertAll(sums, s => s / result.Problems.Count), cells);
    }

    /// <summary>On how many problems a contender is ahead of the reference.</summary>
    public int Ahead(int contender) => Cells.Count(row => row[contender].PValue < Alpha);

    /// <summary>
    /// The share of pairs (problem, seed) in which one contender has the smaller score; a tie is half a win.
    /// </summary>
    public double WinShare(int contender, int against)
    {
        double wins = 0;
        foreach (IReadOnlyList<Contenders.SearchRun[]> runs in Result.Runs)
        {
            for (int seed = 0; seed < runs[contender].Length; seed++)
            {
                int sign = runs[contender][seed].Curve[Trials - 1].CompareTo(runs[against][seed].Curve[Trials - 1]);
                wins += sign < 0 ? 1 : sign == 0 ? 0.5 : 0;
            }
        }

        return wins / (Result.Problems.Count * Result.Seeds);
    }

    /// <summary>
    /// What the test compares: the logarithm of a regret, since regrets spread over orders of magnitude and are skewed, their logarithms nearly normal; a loss
    /// as it is.
    /// </summary>
    public static double Tested(BenchProblem problem, double score) => problem.Optimum is null ? score : Math.Log10(Math.Max(score, SmallestRegret));

    private static double? PValue(BenchProblem problem, double[] scores, double[]? reference) => reference is null || scores.Length < 2
        ? null
        : Welch.OneSided(Array.ConvertAll(scores, s => Tested(problem, s)), Array.ConvertAll(reference, s => Tested(problem, s)));

    private static double[] MeanRanksOf(double[][] values, IReadOnlyList<int> counted)
    {
        double[] means = new double[values.Length];
        Array.Fill(means, double.NaN);
        int seeds = values[0].Length;
        double[] sums = new double[counted.Count];
        for (int seed = 0; seed < seeds; seed++)
        {
            double[] ranks = Ranks.Average([.. counted.Select(c => values[c][seed])]);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += ranks[i];
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            means[counted[i]] = sums[i] / seeds;
        }

        return means;
    }
}

/// <summary>A contender on a problem.</summary>
/// <param name="Scores">Of what its incumbents are judged by, over the seeds.</param>
/// <param name="MeanRank">Over the seeds; NaN where it is not ranked.</param>
/// <param name="PValue">Of being no better than the reference, by Welch's one-sided test; null where there is nothing to compare.</param>
internal sealed record Cell(Quartiles Scores, double MeanRank, double? PValue);
