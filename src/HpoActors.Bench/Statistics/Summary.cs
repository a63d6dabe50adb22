namespace HpoActors.Bench.Statistics;

/// <summary>A comparison's statistics at each budget.</summary>
/// <param name="Result">The runs.</param>
/// <param name="AtBudgets">The standings, from the smallest budget to the whole length.</param>
/// <param name="Control">The place of the negative control, or null where there is none.</param>
/// <param name="Own">The places of our own searchers.</param>
/// <param name="Peers">The places of the peers.</param>
internal sealed record Summary(SuiteResult Result, IReadOnlyList<Standings> AtBudgets, int? Control, IReadOnlyList<int> Own, IReadOnlyList<int> Peers)
{
    /// <summary>The searcher that the others have to be ahead of.</summary>
    public const string Reference = "random";

    /// <summary>The name of random search with other seeds, which must not come out ahead of itself.</summary>
    public const string ControlName = "control: random posing as tpe";

    private static readonly int[] Budgets = [25, 50, 100];

    /// <summary>Whether a contender is ahead of random beyond doubt: on at least five of six problems, by the last standings.</summary>
    public bool IsAhead(int contender) => 6 * AtBudgets[^1].Ahead(contender) >= 5 * Result.Problems.Count;

    public static Summary Of(SuiteResult result, IReadOnlyList<string> peers)
    {
        int control = result.Contenders.ToList().IndexOf(ControlName);
        int[] counted = [.. Enumerable.Range(0, result.Contenders.Count).Where(c => c != control)];
        IEnumerable<int> budgets = Budgets.Where(b => b < result.Length.Trials).Append(result.Length.Trials);
        return new Summary(
            result,
            [.. budgets.Select(b => Standings.Of(result, b, counted, Reference))],
            control >= 0 ? control : null,
            [.. counted.Where(c => !peers.Contains(result.Contenders[c]))],
            [.. counted.Where(c => peers.Contains(result.Contenders[c]))]);
    }
}
