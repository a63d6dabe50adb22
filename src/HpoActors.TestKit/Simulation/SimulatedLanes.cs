using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Training;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.TestKit.Simulation;

/// <summary>
/// Trains lanes in virtual time as a trainer's thread does: pass after pass, up to eight lanes in tiles of four, those at the least epoch first. A lane that hangs
/// hangs its whole pass.
/// </summary>
internal sealed class SimulatedLanes(SimulatedSystem simulated, SimulatedExecutor executor, IActorRef trainer, Func<TrialJob, SimulatedTrial> script, double speed)
{
    public const int Most = 8;
    public const int TileSize = 4;

    private readonly List<Lane> _lanes = [];
    private readonly List<TrialJob> _waiting = [];
    private readonly HashSet<(string, PackKey)> _open = [];
    private List<Lane> _pass = [];
    private bool _looking;

    /// <summary>The trials of each pass that ended, in order.</summary>
    public List<int[]> Passes { get; } = [];

    /// <summary>Whether nothing is in training or waits.</summary>
    public bool IsEmpty => _lanes.Count == 0 && _waiting.Count == 0;

    public void Submit(TrialJob job)
    {
        job.WakeBy(Look);
        _waiting.Add(job);
        Look();
    }

    public void Close(string experiment)
    {
        _waiting.RemoveAll(job => job.Spec.Name == experiment && Told(job));
        _lanes.RemoveAll(lane => lane.Job.Spec.Name == experiment && Told(lane.Job));
        _open.RemoveWhere(open => open.Item1 == experiment);
    }

    // Later, but at the same time: as a thread does that is told of several things at once.
    private void Look()
    {
        if (!_looking)
        {
            _looking = true;
            simulated.After(TimeSpan.Zero, () =>
            {
                _looking = false;
                if (executor.IsAbandoned)
                {
                    return;
                }

                if (_pass.Count > 0)
                {
                    Pulse();
                }
                else
                {
                    Settle();
                    Train();
                }
            });
        }
    }

    private void Pulse()
    {
        if (!_pass.Exists(lane => lane.Hangs))
        {
            _lanes.RemoveAll(lane => lane.Job.IsCancelled && Told(lane.Job));
        }
        else if (_pass.Find(lane => lane is { Hangs: true, IsComingBack: false, Job.IsCancelled: true, Trial.CancelTime: not null }) is { } hung)
        {
            hung.IsComingBack = true;
            List<Lane> pass = _pass;
            simulated.After(hung.Trial.CancelTime!.Value, () => Finish(pass));
        }
    }

    private void Settle()
    {
        _lanes.RemoveAll(lane => lane.Job.IsCancelled && Told(lane.Job));
        foreach (Lane lane in _lanes.FindAll(lane => lane.Job.VerdictOn(lane.Epoch) is { Kind: not VerdictKind.Continue }))
        {
            TrialOutcome outcome = SimulatedCheckpoint.Leave(lane.Trial, lane.Job.VerdictOn(lane.Epoch)!.Value, lane.Job, lane.Epoch);
            trainer.Tell(new LanesNews(lane.Job.Spec.Name, _lanes.Count, [], [End(lane, outcome)]));
        }

        _waiting.RemoveAll(job => job.IsCancelled && Told(job));
        foreach (TrialJob job in _waiting.ToArray())
        {
            PackKey pack = job.Pack!.Value;
            int most = Math.Min(Most, job.MostLanes ?? Most);
            if (_lanes.Count(l => l.Job.Spec.Name == job.Spec.Name && l.Job.Pack == pack) < most)
            {
                _waiting.Remove(job);
                _lanes.Add(new Lane(job, script(job)));
                executor.Begun.Add(job.Attempt);
                if (job.Spec.TrialTimeout is not null)
                {
                    trainer.Tell(new JobStarted(job));
                }

                if (_open.Add((job.Spec.Name, pack)))
                {
                    trainer.Tell(new SessionLimit(job.Spec.Name, pack, most, TileSize, false));
                }
            }
        }
    }

    private void Train()
    {
        List<Lane> trainable = _lanes.FindAll(lane => lane.Job.VerdictOn(lane.Epoch) is { Kind: VerdictKind.Continue });
        if (trainable.MinBy(lane => lane.Epoch) is not { } least)
        {
            return;
        }

        List<Lane> pass = _pass = trainable.FindAll(lane =>
            lane.Epoch == least.Epoch && lane.Job.Spec.Name == least.Job.Spec.Name && lane.Job.Pack == least.Job.Pack && lane.Job.GoOn());
        if (!pass.Exists(lane => lane.Hangs))
        {
            executor.Work.Start();
            simulated.After(TimeOf(pass), () => Finish(pass));
        }
    }

    private void Finish(List<Lane> pass)
    {
        if (executor.IsAbandoned || _pass != pass)
        {
            return;
        }

        executor.Work.Stop();
        _pass = [];
        Passes.Add([.. pass.Select(lane => lane.Job.Attempt.Trial.Value)]);
        List<JobReported> reports = [];
        List<JobEnded> ends = [];
        double share = TimeOf(pass).TotalSeconds / pass.Count;
        int inUse = _lanes.Count(lane => lane.Job.Spec.Name == pass[0].Job.Spec.Name);
        foreach (Lane lane in pass.Where(_lanes.Contains))
        {
            lane.Job.Rest();
            lane.Seconds += share;
            if (lane.Job.IsCancelled)
            {
                continue;
            }

            bool learns = !(lane.Trial.Reports <= lane.Epoch);
            if (learns)
            {
                lane.Epoch++;
                reports.Add(new JobReported(lane.Job, new TrialReport(lane.Epoch, new Metrics(lane.Job.Spec.Metric, lane.Trial.Value(lane.Epoch))), lane.Seconds));
            }

            if (!learns || lane.Epoch == lane.Job.Assignment.Epochs)
            {
                ends.Add(End(lane, SimulatedCheckpoint.Leave(lane.Trial, Verdict.LastEpoch, lane.Job, lane.Epoch)));
            }
        }

        trainer.Tell(new LanesNews(pass[0].Job.Spec.Name, inUse, [.. reports], [.. ends]));
        Look();
    }

    private TimeSpan TimeOf(List<Lane> pass) => pass.Max(lane => lane.Trial.TimeOf(lane.Epoch + 1, speed));

    private JobEnded End(Lane lane, TrialOutcome outcome)
    {
        _lanes.Remove(lane);
        return new JobEnded(lane.Job, outcome, lane.Seconds, Metrics.None);
    }

    private bool Told(TrialJob job)
    {
        trainer.Tell(new JobEnded(job, null, 0, Metrics.None));
        return true;
    }

    private sealed class Lane(TrialJob job, SimulatedTrial trial)
    {
        public TrialJob Job { get; } = job;

        public SimulatedTrial Trial { get; } = trial;

        public int Epoch { get; set; } = job.Assignment.FirstEpoch - 1;

        public double Seconds { get; set; }

        public bool IsComingBack { get; set; }

        public bool Hangs => Trial.Hangs && Trial.Reports <= Epoch;
    }
}
