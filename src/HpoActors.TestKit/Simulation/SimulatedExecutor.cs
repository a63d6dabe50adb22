using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Protocol;
using HpoActors.Training;

namespace HpoActors.TestKit.Simulation;

/// <summary>Runs attempts in virtual time as a trainer's thread does, one after the other or as lanes: how each goes, a script says.</summary>
internal sealed class SimulatedExecutor : ITrialExecutor
{
    private readonly SimulatedSystem _simulated;
    private readonly IActorRef _trainer;
    private readonly Func<TrialJob, SimulatedTrial> _script;
    private readonly double _speed;
    private readonly Queue<Action> _queue = new();
    private readonly HashSet<string> _open = [];
    private Attempt? _running;
    private bool _isBusy;

    public SimulatedExecutor(SimulatedSystem simulated, IActorRef trainer, Func<TrialJob, SimulatedTrial> script, double speed = 1)
    {
        _simulated = simulated;
        _trainer = trainer;
        _script = script;
        _speed = speed;
        Work = new WorkTime(simulated);
        Lanes = new SimulatedLanes(simulated, this, trainer, script, speed);
    }

    public SimulatedLanes Lanes { get; }

    /// <summary>How long it trained.</summary>
    public WorkTime Work { get; }

    /// <summary>The attempts that were begun, in order.</summary>
    public List<AttemptId> Begun { get; } = [];

    /// <summary>The experiments whose objective was let go.</summary>
    public List<string> Closed { get; } = [];

    /// <summary>The experiments whose best model was measured.</summary>
    public List<string> TestsBegun { get; } = [];

    public bool IsAbandoned { get; private set; }

    /// <summary>Whether it is at nothing, and let an experiment go of which it began something.</summary>
    public bool HasLetGo(string experiment) => !_isBusy && Lanes.IsEmpty && !_open.Contains(experiment);

    /// <summary>Whether an attempt is in progress.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>What the measurement of a model finds, and how long it takes.</summary>
    public Func<ExperimentSpec, (TrainerProtocol.BestTested Result, TimeSpan Time)> Testing { get; set; } =
        spec => (new TrainerProtocol.BestTested(new Metrics("test_" + spec.Metric, 0.5), null), TimeSpan.FromSeconds(1));

    public void Submit(TrialJob job)
    {
        if (job.Pack is null)
        {
            Add(() => Begin(job));
        }
        else
        {
            RefuseWhereAbandoned();
            Lanes.Submit(job);
        }
    }

    public void Test(ExperimentSpec spec, ObjectiveFactory factory, Checkpoint checkpoint) => Add(() =>
    {
        TestsBegun.Add(spec.Name);
        (TrainerProtocol.BestTested result, TimeSpan time) = Testing(spec);
        _simulated.After(time, () =>
        {
            _trainer.Tell(new ExecutorProtocol.Tested(spec.Name, result));
            Next();
        });
    });

    public void Close(string experiment) => Add(() =>
    {
        Closed.Add(experiment);
        _open.Remove(experiment);
        Lanes.Close(experiment);
        Next();
    });

    public void Abandon()
    {
        IsAbandoned = true;
        Work.Stop();
        _queue.Clear();
    }

    /// <summary>The attempt in progress comes back now, whatever the script says.</summary>
    public void ComeBack(TrialOutcome? outcome) => _running!.End(outcome, 0);

    private void RefuseWhereAbandoned()
    {
        if (IsAbandoned)
        {
            throw new InvalidOperationException("an abandoned executor was given work");
        }
    }

    private void Add(Action work)
    {
        RefuseWhereAbandoned();
        _queue.Enqueue(work);
        if (!_isBusy)
        {
            Next();
        }
    }

    private void Next()
    {
        _isBusy = !IsAbandoned && _queue.Count > 0;
        if (_isBusy)
        {
            _queue.Dequeue()();
        }
    }

    private void Begin(TrialJob job)
    {
        if (!job.Begin())
        {
            _trainer.Tell(new ExecutorProtocol.JobEnded(job, null, 0, Metrics.None));
            Next();
            return;
        }

        Begun.Add(job.Attempt);
        _open.Add(job.Spec.Name);
        if (job.Spec.TrialTimeout is not null)
        {
            _trainer.Tell(new ExecutorProtocol.JobStarted(job));
        }

        _running = new Attempt(this, job, _script(job));
        _running.Begin();
    }

    /// <summary>The attempt that the thread is at.</summary>
    private sealed class Attempt(SimulatedExecutor owner, TrialJob job, SimulatedTrial trial)
    {
        private readonly TimeSpan _began = owner._simulated.Now;
        private int _epoch = job.Assignment.FirstEpoch - 1;
        private bool _waits;

        private bool IsRunning => owner._running == this;

        private double Seconds => (owner._simulated.Now - _began).TotalSeconds;

        public void Begin()
        {
            if (trial.CancelTime is { } delay)
            {
                job.Cancelled.Register(() => owner._simulated.After(delay, () => End(null, Seconds)));
            }

            // A verdict is looked at by the thread, later but at the same time.
            job.WakeBy(() => owner._simulated.After(TimeSpan.Zero, Look));
            if (trial.Reports <= _epoch)
            {
                EndSoon(trial.Outcome);
            }
            else
            {
                Train();
            }
        }

        public void End(TrialOutcome? outcome, double seconds)
        {
            if (IsRunning)
            {
                owner._running = null;
                owner.Work.Stop();
                owner._trainer.Tell(new ExecutorProtocol.JobEnded(job, outcome, seconds, Metrics.None));
                owner.Next();
            }
        }

        private void Train()
        {
            owner.Work.Start();
            owner._simulated.After(trial.TimeOf(_epoch + 1, owner._speed), Report);
        }

        private void Report()
        {
            if (!IsRunning || owner.IsAbandoned)
            {
                return;
            }

            owner.Work.Stop();
            _epoch++;
            owner._trainer.Tell(new ExecutorProtocol.JobReported(job, new TrialReport(_epoch, new Metrics(job.Spec.Metric, trial.Value(_epoch)))));
            if (trial.Reports <= _epoch || _epoch == job.Assignment.Epochs)
            {
                EndSoon(SimulatedCheckpoint.Leave(trial, Verdict.LastEpoch, job, _epoch));
                return;
            }

            _waits = true;
            Look();
        }

        private void Look()
        {
            if (!_waits || !IsRunning || owner.IsAbandoned || job.IsCancelled || job.VerdictOn(_epoch) is not { } verdict)
            {
                return;
            }

            _waits = false;
            if (verdict.Kind == VerdictKind.Continue)
            {
                Train();
            }
            else
            {
                EndSoon(SimulatedCheckpoint.Leave(trial, verdict, job, _epoch));
            }
        }

        private void EndSoon(TrialOutcome outcome)
        {
            if (!trial.Hangs)
            {
                owner._simulated.After(TimeSpan.Zero, () => End(outcome, Seconds));
            }
        }
    }
}
