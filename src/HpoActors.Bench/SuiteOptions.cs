using HpoActors.Bench.Contenders;
using HpoActors.Bench.Problems;

namespace HpoActors.Bench;

/// <summary>What a comparison of searchers runs.</summary>
/// <param name="Problems">On which problems.</param>
/// <param name="Contenders">Who takes part.</param>
internal sealed record SuiteOptions(IReadOnlyList<BenchProblem> Problems, IReadOnlyList<Contender> Contenders)
{
    /// <summary>Searches of each contender on each problem, with seeds from 1 on.</summary>
    public int Seeds { get; init; } = 20;

    /// <summary>How long each search is.</summary>
    public RunLength Length { get; init; } = new(100);

    /// <summary>How many searches run at a time. No result depends on it.</summary>
    public int Threads { get; init; } = 1;
}
