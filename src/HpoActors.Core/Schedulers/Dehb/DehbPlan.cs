using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Dehb;

/// <summary>What a trial of DEHB is for.</summary>
/// <param name="IsFirstSweep">Whether it may be promoted to further rungs; otherwise it trains to its rung and no further.</param>
/// <param name="Rung">The rung that it trains to first.</param>
/// <param name="ParentRung">The rung whose best its parents are: the one below, or for a bracket's first rung the same.</param>
/// <param name="Parents">How many of them may be parents.</param>
internal readonly record struct DehbJob(bool IsFirstSweep, int Rung, int ParentRung, int Parents);

/// <summary>Which trial is for what: Hyperband's brackets, sweep after sweep, by the trial's number alone.</summary>
internal sealed class DehbPlan
{
    // A child has a target and three parents.
    private const int FewestMembers = 4;

    private readonly ImmutableArray<DehbJob> _first;
    private readonly ImmutableArray<DehbJob> _later;

    public DehbPlan(RungTable table)
    {
        ImmutableArray<DehbJob>.Builder first = ImmutableArray.CreateBuilder<DehbJob>();
        ImmutableArray<DehbJob>.Builder later = ImmutableArray.CreateBuilder<DehbJob>();
        int[] sizes = new int[table.Epochs.Length];
        foreach (Bracket bracket in table.Brackets())
        {
            int start = table.Decisions - bracket.S;
            for (int i = 0; i < bracket.Rungs.Length; i++)
            {
                int trials = bracket.Rungs[i].Trials;
                DehbJob job = new(false, start + i, start + Math.Max(0, i - 1), trials);
                later.AddRange(Enumerable.Repeat(job, trials));
                first.AddRange(Enumerable.Repeat(job with { IsFirstSweep = true }, i == 0 ? trials : 0));
                sizes[start + i] = Math.Max(sizes[start + i], trials);
            }
        }

        _first = first.ToImmutable();
        _later = later.ToImmutable();
        Sizes = [.. sizes.Select(size => Math.Max(size, FewestMembers))];
    }

    /// <summary>The members of each rung's population: as many as the largest bracket brings there, and enough to evolve.</summary>
    public ImmutableArray<int> Sizes { get; }

    /// <summary>What a trial is for.</summary>
    public DehbJob this[TrialId trial] => trial.Value < _first.Length ? _first[trial.Value] : _later[(trial.Value - _first.Length) % _later.Length];
}
