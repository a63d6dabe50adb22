using HpoActors.Core.Searchers;

namespace HpoActors.Core.Experiments;

/// <summary>
/// Puts what the searcher and the scheduler learn into an order that no real trainer has a part in: as imagined lanes of equal pace would deliver it, an epoch a unit
/// of time, by (time, trial). An observation waits here until everything before it is known. Not thread-safe.
/// </summary>
/// <remarks>
/// A lane that came free takes the next trial before anything later is learnt; so what a proposal or a verdict knows is a function of the trials before it alone.
/// </remarks>
internal sealed class StrictOrder(int lanes)
{
    private readonly List<Lane> _running = new(lanes);
    private long _now;

    /// <summary>Whether a trial may start or go on at this point of the imagined time.</summary>
    public bool HasFreeLane => _running.Count < lanes;

    /// <summary>A trial starts on a free lane, or goes on there.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="done">The epochs that it has.</param>
    /// <param name="until">The epoch at which the scheduler decides.</param>
    /// <param name="epochs">Its last epoch.</param>
    public void Start(TrialId trial, int done, int until, int epochs) => _running.Add(new Lane(trial, _now - done, done, epochs) { Until = until });

    /// <summary>A trial that the scheduler decided about goes on.</summary>
    public void Continue(TrialId trial, int until) => LaneOf(trial)!.Until = until;

    /// <summary>A trial leaves its lane.</summary>
    public void Leave(TrialId trial) => _running.RemoveAll(lane => lane.Trial == trial);

    /// <summary>Keeps a report or an end until its turn. An epoch that a retried trial reports again says nothing new.</summary>
    public void Add(in Observation observation)
    {
        if (LaneOf(observation.Trial) is not { } lane)
        {
            return;
        }

        if (observation.Kind == ObservationKind.Ended)
        {
            lane.End = observation;
        }
        else if (observation.Epoch > lane.LastKnown)
        {
            lane.LastKnown = observation.Epoch;
            lane.Reports.Enqueue(observation);
        }
    }

    /// <summary>The next observation in order and whether the scheduler decides there, or null where it is not known yet.</summary>
    public (Observation Observation, bool IsMilestone)? Take()
    {
        Lane? next = null;
        foreach (Lane lane in _running)
        {
            if (next is null || (lane.NextTime, lane.Trial).CompareTo((next.NextTime, next.Trial)) < 0)
            {
                next = lane;
            }
        }

        if (next is null || (next.Reports.Count == 0 && next.End is null))
        {
            return null;
        }

        _now = next.NextTime;
        if (next.Reports.TryDequeue(out Observation report))
        {
            next.LastTaken = report.Epoch;
            return (report, report.Epoch == next.Until && report.Epoch < next.Epochs && double.IsFinite(report.Value));
        }

        _running.Remove(next);
        return (next.End!.Value, false);
    }

    private Lane? LaneOf(TrialId trial) => _running.Find(lane => lane.Trial == trial);

    private sealed class Lane(TrialId trial, long start, int done, int epochs)
    {
        public TrialId Trial { get; } = trial;

        public int Epochs { get; } = epochs;

        public int Until { get; set; }

        public Queue<Observation> Reports { get; } = new();

        public int LastKnown { get; set; } = done;

        public int LastTaken { get; set; } = done;

        public Observation? End { get; set; }

        // What is not known yet comes no sooner than an epoch after what is; the end comes with the last epoch, or in place of the next.
        public long NextTime => start + (Reports.TryPeek(out Observation report) ? report.Epoch : Math.Min(LastTaken + 1, Epochs));
    }
}
