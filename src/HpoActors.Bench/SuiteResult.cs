using HpoActors.Bench.Contenders;
using HpoActors.Bench.Problems;

namespace HpoActors.Bench;

/// <summary>What came of a comparison: the problems that all contenders have done.</summary>
/// <param name="Problems">Those problems.</param>
/// <param name="Contenders">Who took part.</param>
/// <param name="Runs">The runs by problem, contender and seed.</param>
/// <param name="Length">How long each was.</param>
/// <param name="IsComplete">Whether nothing was given up.</param>
/// <param name="Dropouts">Of each peer that ended early and is left out, a line that says why.</param>
internal sealed record SuiteResult(
    IReadOnlyList<BenchProblem> Problems, IReadOnlyList<string> Contenders, IReadOnlyList<IReadOnlyList<SearchRun[]>> Runs, RunLength Length, bool IsComplete,
    IReadOnlyList<string> Dropouts)
{
    public int Seeds => Runs.Count == 0 ? 0 : Runs[0][0].Length;
}
