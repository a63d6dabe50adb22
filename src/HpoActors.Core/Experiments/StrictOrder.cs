using HpoActors.Core.Searchers;

namespace HpoActors.Core.Experiments;

/// <summary>
/// Puts what the searcher learns into an order that no real trainer has a part in: as imagined lanes of equal pace would deliver it, an epoch a unit of time,
/// by (time, trial). An observation waits here until everything before it is known. Not thread-safe.
/// </summary>
/// <remarks>
/// A lane that came free takes the next trial before anything later is learnt; so what a proposal knows is a function of the trials before it alone.
/// </remarks>
internal sealed class StrictOrder(int lanes)
{
    private readonly List<Lane> _running = new(lanes);
    private long _now;

    /// <summary>Whether a trial may be proposed at this point of the imagined time.</summary>
    public bool HasFreeLane => _running.Count < lanes;

    /// <summary>A trial starts on a free lane.</summary>
    public void Start(TrialId trial, int epochs) => _running.Add(new Lane(trial, _now, epochs));

    /// <summary>Keeps a report or an end until its turn. An epoch that a retried trial reports again says nothing new.</summary>
    public void Add(in Observation observation)
    {
        TrialId trial = observation.Trial;
        if (_running.Find(lane => lane.Trial == trial) is not { } lane)
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

    /// <summary>The next observation in order, or null where it is not known yet.</summary>
    public Observation? Take()
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
            return report;
        }

        _running.Remove(next);
        return next.End;
    }

    private sealed class Lane(TrialId trial, long start, int epochs)
    {
        public TrialId Trial { get; } = trial;

        public Queue<Observation> Reports { get; } = new();

        public int LastKnown { get; set; }

        public int LastTaken { get; set; }

        public Observation? End { get; set; }

        // What is not known yet comes no sooner than an epoch after what is; the end comes with the last epoch, or in place of the next.
        public long NextTime => start + (Reports.TryPeek(out Observation report) ? report.Epoch : Math.Min(LastTaken + 1, epochs));
    }
}
