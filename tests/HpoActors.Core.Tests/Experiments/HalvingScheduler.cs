using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>
/// Asynchronous halving in its simplest form, to exercise all verdicts: pauses at epochs 1, 2, 4, …, promotes the better half of those that reached a
/// rung, stops hopeless trials and waves brilliant ones through.
/// </summary>
internal sealed class HalvingScheduler : ITrialScheduler
{
    private static readonly Reason Why = new("halving");
    private readonly SortedDictionary<int, Dictionary<TrialId, double>> _rungs = [];
    private readonly Dictionary<TrialId, int> _told = [];
    private readonly Dictionary<TrialId, int> _paused = [];

    public int FirstMilestone(TrialId trial, Configuration configuration) => 1;

    public void OnProposed(TrialId trial, Proposal proposal)
    {
    }

    public void OnLastProposed()
    {
    }

    public Verdict OnMilestone(TrialId trial, int epoch, double value)
    {
        if (!_rungs.TryGetValue(epoch, out Dictionary<TrialId, double>? rung))
        {
            _rungs[epoch] = rung = [];
        }

        rung[trial] = value;
        if (value > 0.8)
        {
            return Verdict.Stop(Why);
        }

        if (value < -0.8)
        {
            return Verdict.Continue(epoch * 2, Why);
        }

        _told[trial] = epoch;
        return Verdict.Pause(Why);
    }

    public void OnPaused(TrialId trial) => _paused[trial] = _told[trial];

    public Decision? Next()
    {
        foreach ((int epoch, Dictionary<TrialId, double> rung) in _rungs.Reverse())
        {
            foreach ((TrialId trial, _) in rung.OrderBy(r => r.Value).ThenBy(r => r.Key).Take(rung.Count / 2))
            {
                if (_paused.TryGetValue(trial, out int at) && at == epoch)
                {
                    return new Decision(trial, Verdict.Continue(epoch * 2, Why));
                }
            }
        }

        return null;
    }

    public void OnResumed(TrialId trial) => _paused.Remove(trial);

    public void OnEnd(TrialId trial, TrialState state) => _paused.Remove(trial);
}
