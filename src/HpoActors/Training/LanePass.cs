using System.Diagnostics;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Training;

/// <summary>
/// Trains lanes of one pack by one epoch each. A pass that fails has changed nothing and is tried again in parts: in smaller ones where memory ran out, and in
/// halves down to the culprit where anything else was thrown.
/// </summary>
internal sealed class LanePass(TrainerPlace place, LanePack pack, BusyTime busy)
{
    private readonly Stack<Lane[]> _parts = [];
    private Lane[] _current = [];
    private long _start;
    private bool _givenUp;

    /// <summary>Trains them all, unless the thread is abandoned.</summary>
    public void Train(IEnumerable<Lane> lanes)
    {
        _parts.Push([.. lanes]);
        while (!place.IsAbandoned() && _parts.TryPop(out Lane[]? part))
        {
            if (part.Length > pack.Limit)
            {
                foreach (Lane[] smaller in part.Chunk(pack.Limit).Reverse())
                {
                    _parts.Push(smaller);
                }

                continue;
            }

            _current = Array.FindAll(part, lane => lane.Job.GoOn());
            place.WorksOn([.. _current.Select(lane => lane.Job)]);
            TrainCurrent();
            place.WorksOn([]);
            foreach (Lane lane in part)
            {
                // In this order: who saw the lane at work waits for its end.
                lane.Job.Rest();
                if (lane.Job.IsCancelled && !lane.IsOver)
                {
                    pack.Drop(lane);
                }
            }
        }
    }

    private void TrainCurrent()
    {
        if (_current.Length == 0)
        {
            return;
        }

        foreach (Lane lane in _current)
        {
            lane.EpochBegins();
        }

        IReadOnlyList<LaneReport> reports;
        _givenUp = false;
        _start = Stopwatch.GetTimestamp();
        try
        {
            pack.ReadLimit();
            reports = pack.Session!.TrainEpoch([.. _current.Select(lane => lane.Job.Attempt.Trial)], Pulse) ?? [];
        }
#pragma warning disable CA1031 // A user's code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Share();
            if (!_givenUp)
            {
                Retry(exception);
            }

            return;
        }

        Share();
        Take(reports);
    }

    // Each lane has its share in what the device was used for, in vain or not.
    private void Share()
    {
        double seconds = busy.Count(pack.Experiment, _start);
        foreach (Lane lane in _current)
        {
            lane.Seconds += seconds / _current.Length;
        }
    }

    private void Retry(Exception exception)
    {
        Lane[] left = Array.FindAll(_current, lane => !lane.IsTold);
        if (_current.Length == 1 || left.Length == 0)
        {
            foreach (Lane lane in left)
            {
                pack.Fail(lane, ObjectiveErrors.Outcome(exception));
            }

            return;
        }

        int half = (left.Length + 1) / 2;
        if (ObjectiveErrors.IsOutOfMemory(exception))
        {
            pack.Shrink(_current.Length / 2);
            half = left.Length;
        }

        foreach (Lane[] part in left.Chunk(half).Reverse())
        {
            _parts.Push(part);
        }
    }

    private void Take(IReadOnlyList<LaneReport> reports)
    {
        for (int i = 0; i < _current.Length; i++)
        {
            Lane lane = _current[i];
            lane.IsDue = false;
            if (lane.IsTold)
            {
                continue;
            }

            LaneReport? report = i < reports.Count && reports[i].Trial == lane.Job.Attempt.Trial ? reports[i] : null;
            if (report is null)
            {
                string problem = $"the session's report {i + 1} of {_current.Length} should be trial {lane.Job.Attempt.Trial}'s; return one for each lane, in their order";
                pack.Fail(lane, TrialOutcome.Failed(FailureKind.UserError, problem));
            }
            else if (report.Failure is { } failure)
            {
                pack.Fail(lane, TrialOutcome.Failed(failure.Kind, failure.Message));
            }
            else
            {
                Take(lane, report);
            }
        }
    }

    private void Take(Lane lane, LaneReport report)
    {
        bool over;
        try
        {
            over = lane.Context.Report(report.Epoch, report.Metrics).Kind != Core.Schedulers.VerdictKind.Continue;
        }
#pragma warning disable CA1031 // A report that the context refuses is the user's error.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            pack.Fail(lane, ObjectiveErrors.Outcome(exception));
            return;
        }

        pack.News.Reported(lane, report);
        if (over)
        {
            pack.Finish(lane);
        }
    }

    // The trainer need not wait for an epoch's end to know that a cancelled lane is given up.
    private void Pulse()
    {
        if (place.IsAbandoned())
        {
            _givenUp = true;
            throw new OperationCanceledException("the trainer's thread is abandoned");
        }

        int wanted = 0;
        foreach (Lane lane in _current)
        {
            if (!lane.Job.IsCancelled)
            {
                wanted++;
            }
            else if (!lane.IsTold)
            {
                lane.IsTold = true;
                double share = Stopwatch.GetElapsedTime(_start).TotalSeconds / _current.Length;
                place.Trainer.Tell(new ExecutorProtocol.JobEnded(lane.Job, null, lane.Seconds + share, Metrics.None));
            }
        }

        if (wanted == 0)
        {
            _givenUp = true;
            throw new OperationCanceledException("no lane of the pass is wanted any more");
        }
    }
}
