using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using HpoActors.Training;

namespace HpoActors.TestKit.Simulation;

/// <summary>Runs attempts in virtual time, one after the other or as lanes, as a script says. Of the first kind, a report at a milestone before the last epoch is the last one: no verdict is waited for.</summary>
internal sealed class SimulatedExecutor : ITrialExecutor
{
    private readonly SimulatedSystem _simulated;
    private readonly IActorRef _trainer;
    private readonly Func<TrialJob, SimulatedTrial> _script;
    private readonly Queue<Action> _queue = new();
    private TrialJob? _running;
    private bool _busy;

    public SimulatedExecutor(SimulatedSystem simulated, IActorRef trainer, Func<TrialJob, SimulatedTrial> script)
    {
        _simulated = simulated;
        _trainer = trainer;
        _script = script;
        Lanes = new SimulatedLanes(simulated, this, trainer, script);
    }

    public SimulatedLanes Lanes { get; }

    /// <summary>The attempts that were begun, in order.</summary>
    public List<AttemptId> Begun { get; } = [];

    /// <summary>The experiments whose objective was let go.</summary>
    public List<string> Closed { get; } = [];

    /// <summary>The experiments whose best model was measured.</summary>
    public List<string> TestsBegun { get; } = [];

    public bool IsAbandoned { get; private set; }

    /// <summary>Whether an attempt is in progress.</summary>
    public bool IsBusy => _busy;

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
        Lanes.Close(experiment);
        Next();
    });

    public void Abandon()
    {
        IsAbandoned = true;
        _queue.Clear();
    }

    /// <summary>The attempt in progress comes back now, whatever the script says.</summary>
    public void ComeBack(TrialOutcome? outcome) => End(_running!, outcome, 0);

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
        if (!_busy)
        {
            Next();
        }
    }

    private void Next()
    {
        _busy = !IsAbandoned && _queue.Count > 0;
        if (_busy)
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

        _running = job;
        Begun.Add(job.Attempt);
        if (job.Spec.TrialTimeout is not null)
        {
            _trainer.Tell(new ExecutorProtocol.JobStarted(job));
        }

        SimulatedTrial trial = _script(job);
        TimeSpan began = _simulated.Now;
        if (trial.CancelTime is { } delay)
        {
            job.Cancelled.Register(() => _simulated.After(delay, () => End(job, null, (_simulated.Now - began).TotalSeconds)));
        }

        Epoch(job, trial, job.Assignment.FirstEpoch, began);
    }

    private void Epoch(TrialJob job, SimulatedTrial trial, int epoch, TimeSpan began)
    {
        int last = Math.Min(trial.Reports ?? int.MaxValue, job.Assignment.Until);
        if (epoch > last)
        {
            if (!trial.Hangs && (trial.Reports <= job.Assignment.Until || last == job.Assignment.Epochs))
            {
                _simulated.After(TimeSpan.Zero, () => End(job, trial.Outcome, (_simulated.Now - began).TotalSeconds));
            }

            return;
        }

        _simulated.After(trial.EpochTime, () =>
        {
            if (_running == job)
            {
                _trainer.Tell(new ExecutorProtocol.JobReported(job, new TrialReport(epoch, new Metrics(job.Spec.Metric, trial.Value(epoch)))));
                Epoch(job, trial, epoch + 1, began);
            }
        });
    }

    private void End(TrialJob job, TrialOutcome? outcome, double seconds)
    {
        if (_running == job)
        {
            _running = null;
            _trainer.Tell(new ExecutorProtocol.JobEnded(job, outcome, seconds, Metrics.None));
            Next();
        }
    }
}
