using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Pasha;

/// <summary>
/// Progressive asynchronous successive halving (Bohdal et al. 2023, "PASHA: efficient HPO and NAS with progressive resource allocation"): <c>asha</c> by promotion
/// that trains no further than a rung of its own choice. At first that is the second one; as soon as the ranking of the trials that reached it differs from their
/// ranking at the rung below, it becomes the next higher one, up to R. While more epochs do not change the order, none are spent on it.
/// </summary>
/// <remarks>
/// <para>The ranking is soft: a trial may stand in the place of another whose value at the rung below is within ε of its own. By default ε is estimated: noise makes
/// two trials change places and change back as they train, and ε is the 90th percentile of the distances of such pairs. The paper and Syne Tune look for them in
/// every epoch; here, where a scheduler sees the rungs alone, it is the rungs, and of all pairs those of a new result with its 16 neighbours to each side in the
/// ranking. So ε stays 0 until three rungs are in use.</para>
/// <para>The paper trains the chosen configuration to the end when its search is over. So here: once no trial can come to the highest rung in use, its best
/// one goes on to R. Other differences from the paper are those of <see cref="Asha.AshaScheduler"/>.</para>
/// </remarks>
public sealed class PashaScheduler : PromotionScheduler
{
    private readonly int _decisions;
    private readonly SoftRanking _ranking;
    private readonly Dictionary<TrialId, double[]> _values = [];

    internal PashaScheduler(RungTable table, double? epsilon, int? trials)
        : base(table, "pasha", 1, byQuantile: false, trials)
    {
        _decisions = table.Decisions;
        _ranking = new SoftRanking(epsilon);
        Ceiling = Math.Min(1, _decisions);
    }

    /// <inheritdoc/>
    public override void OnEnd(TrialId trial, TrialState state)
    {
        _values.Remove(trial);
        base.OnEnd(trial, state);
    }

    private protected override void OnRecorded(int level, in RungEntry entry)
    {
        double[] values = _values[entry.Trial] = [.. _values.GetValueOrDefault(entry.Trial, []), entry.Value];
        if (level == Ceiling && level > 0 && !_ranking.Add(entry.Trial, values))
        {
            Ceiling++;
            _ranking.Clear();
        }
    }

    private protected override void OnCut(IReadOnlyList<PromotionRung> rungs)
    {
        if (Ceiling == _decisions || !rungs[Ceiling].IsComplete)
        {
            return;
        }

        for (; Ceiling < _decisions; Ceiling++)
        {
            rungs[Ceiling].IsLast = true;
            rungs[Ceiling].Cut(0);
        }
    }
}
