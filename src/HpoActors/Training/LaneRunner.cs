using System.Diagnostics;
using HpoActors.Core.Objectives;

namespace HpoActors.Training;

/// <summary>
/// The packs of a trainer's thread, used by it alone. Runs rounds: in each, every session's lanes that can be trained are trained by one epoch, those at the
/// least epoch first. Between two passes the thread does other things.
/// </summary>
/// <remarks>
/// Before a round it settles: while verdicts are awaited, or lanes that went may be replaced, it waits a little, so that lanes stay at one epoch and share
/// their passes.
/// </remarks>
internal sealed class LaneRunner(TrainerPlace place, BusyTime busy)
{
    private static readonly TimeSpan ShortestSettling = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<(string Experiment, PackKey Key), LanePack> _packs = [];
    private TimeSpan _round;
    private long _settlingSince = Stopwatch.GetTimestamp();
    private bool _idle = true;

    private TimeSpan Settling => TimeSpan.FromTicks(Math.Clamp(_round.Ticks / 50, ShortestSettling.Ticks, LongestSettling.Ticks));

    /// <summary>Takes a job; it becomes a lane as soon as its pack has room.</summary>
    public void Add(TrialJob job, ILaneObjective objective)
    {
        (string, PackKey) key = (job.Spec.Name, objective.KeyOf(job.Assignment.Configuration));
        if (!_packs.TryGetValue(key, out LanePack? pack))
        {
            _packs.Add(key, pack = new LanePack(place, objective, key.Item1, key.Item2));
        }

        pack.Add(job);
    }

    /// <summary>Sees to what changed, and says how long the thread may wait for more to change before it calls <see cref="Step"/>.</summary>
    public TimeSpan Settle()
    {
        foreach (LanePack pack in _packs.Values)
        {
            if (pack.WantsSession)
            {
                // Memory for it is freed first.
                CloseEmpty();
            }

            pack.Settle(_packs.Values.Where(other => other != pack).Sum(other => other.Lanes.Count));
        }

        bool trainable = _packs.Values.Any(pack => pack.Lanes.Any(lane => lane.IsTrainable));
        if (trainable && _idle)
        {
            // Who comes first waits for those who come with it.
            _settlingSince = Stopwatch.GetTimestamp();
        }

        _idle = !trainable;
        if (Next() is not null)
        {
            return TimeSpan.Zero;
        }

        if (!trainable && !_packs.Values.Any(pack => pack.IsEmpty && pack.Session is not null))
        {
            return Timeout.InfiniteTimeSpan;
        }

        bool awaited = !trainable || _packs.Values.Any(pack => pack.AwaitsVerdicts || pack.AwaitsLanes);
        TimeSpan left = awaited ? Settling - Stopwatch.GetElapsedTime(_settlingSince) : TimeSpan.Zero;
        return TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(left.TotalMilliseconds)));
    }

    /// <summary>Trains the next pass, and lets sessions go that nobody came back for.</summary>
    public void Step()
    {
        if (Next() is null)
        {
            BeginRound();
        }

        if (Next() is not var (pack, lanes))
        {
            return;
        }

        int inUse = _packs.Values.Where(other => other.Experiment == pack.Experiment).Sum(other => other.Lanes.Count);
        long start = Stopwatch.GetTimestamp();
        new LanePass(place, pack, busy).Train(lanes);
        pack.News.Post(inUse);
        _round += Stopwatch.GetElapsedTime(start);
        _settlingSince = Stopwatch.GetTimestamp();
    }

    /// <summary>Lets an experiment's lanes and sessions go.</summary>
    public void Close(string experiment)
    {
        foreach ((var key, LanePack pack) in _packs.Where(p => p.Key.Experiment == experiment).ToArray())
        {
            _packs.Remove(key);
            pack.Close();
        }
    }

    private (LanePack Pack, List<Lane> Lanes)? Next()
    {
        foreach (LanePack pack in _packs.Values)
        {
            if (pack.NextPass() is { Count: > 0 } lanes)
            {
                return (pack, lanes);
            }
        }

        return null;
    }

    private void BeginRound()
    {
        _round = TimeSpan.Zero;
        CloseEmpty();
        foreach (LanePack pack in _packs.Values)
        {
            pack.BeginRound();
        }
    }

    private void CloseEmpty()
    {
        foreach (LanePack pack in _packs.Values.Where(pack => pack.IsEmpty))
        {
            pack.CloseSession();
        }
    }
}
