using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Devices;
using HpoActors.Protocol;
using HpoActors.Telemetry;

namespace HpoActors.Training;

/// <summary>
/// A trainer's own thread, pinned to its core. Objectives run here and nowhere else, so that a training never blocks an actor and what libraries keep
/// per thread stays with the trainer. Plain jobs run one after the other, to their end; lanes are trained in between, a pass at a time.
/// </summary>
internal sealed class TrainerThread : ITrialExecutor
{
    private readonly TrainerPlace _place;
    private readonly BlockingCollection<Action> _queue = [];
    private readonly OpenObjectives _objectives;
    private readonly BusyTime _busy;
    private readonly LaneRunner _lanes;
    private readonly Thread _thread;

    private volatile bool _abandoned;
    private int _woken;

    /// <param name="device">What to train on.</param>
    /// <param name="trainer">Who is told.</param>
    /// <param name="worksOn">Takes the jobs that the objective is given to work on, before that, or null (default) where nobody asks; none where it is done with them.</param>
    public TrainerThread(Device device, IActorRef trainer, Action<IReadOnlyCollection<TrialJob>>? worksOn = null)
    {
        _place = new TrainerPlace(device, trainer, Wake, () => _abandoned, worksOn ?? (_ => { }));
        _objectives = new OpenObjectives(trainer);
        _busy = new BusyTime(_place.Name);
        _lanes = new LaneRunner(_place, _busy);
        _thread = new Thread(Loop) { IsBackground = true, Name = $"hpo {_place.Name}" };
        _thread.Start();
    }

    private IActorRef Trainer => _place.Trainer;

    public void Submit(TrialJob job) => _queue.Add(() => Run(job));

    public void Test(ExperimentSpec spec, ObjectiveFactory factory, Checkpoint checkpoint) => _queue.Add(() => RunTest(spec, factory, checkpoint));

    public void Close(string experiment)
    {
        if (!_queue.IsAddingCompleted)
        {
            _queue.Add(() => CloseObjective(experiment));
        }
    }

    public void Abandon()
    {
        _abandoned = true;
        _queue.CompleteAdding();
    }

    /// <summary>Waits until the thread has ended, after <see cref="Abandon"/>.</summary>
    /// <param name="limit">How long at the most.</param>
    public void Join(TimeSpan limit) => _thread.Join(limit);

    private void Wake()
    {
        if (!_queue.IsAddingCompleted && Interlocked.Exchange(ref _woken, 1) == 0)
        {
            _queue.Add(() => Volatile.Write(ref _woken, 0));
        }
    }

    private void Loop()
    {
        Pin();
        while (!_abandoned)
        {
            if (_queue.TryTake(out Action? work) || _queue.TryTake(out work, _lanes.Settle()))
            {
                work();
            }
            else if (!_abandoned)
            {
                _lanes.Step();
            }
        }

        foreach (string experiment in _objectives.Experiments.ToArray())
        {
            CloseObjective(experiment);
        }
    }

    // A thread that stays where the system puts it trains just as well, only less evenly.
    private void Pin()
    {
        try
        {
            if (_place.Device.Kind == DeviceKind.Cpu)
            {
                CpuAffinity.Pin(_place.Device.Index);
            }
        }
        catch (InvalidOperationException exception)
        {
            Trainer.Tell(new ExecutorProtocol.NotPinned(ObjectiveErrors.OneLine(exception)));
        }
    }

    private void Run(TrialJob job)
    {
        // A lane begins when its pack admits it.
        if (job.Pack is null ? !job.Begin() : job.IsCancelled)
        {
            End(job, null);
            return;
        }

        bool timed = job.Pack is null && job.Spec.TrialTimeout is not null;
        if (timed)
        {
            Trainer.Tell(new ExecutorProtocol.JobStarted(job));
        }

        _place.WorksOn([job]);
        long start = Stopwatch.GetTimestamp();
        IObjective objective;
        try
        {
            objective = _objectives.Of(job.Spec, job.Factory);
            if (objective is ILaneObjective lanes)
            {
                _lanes.Add(job, lanes);
                job.Rest();
                _place.WorksOn([]);
                if (timed)
                {
                    Trainer.Tell(new ExecutorProtocol.JobWaits(job));
                }

                return;
            }
        }
#pragma warning disable CA1031 // A user's code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            End(job, ObjectiveErrors.Outcome(exception), _busy.Count(job.Spec.Name, start));
            return;
        }

        using AttemptTracing tracing = AttemptTracing.Start(job, _place.Name);
        TrialContext context = job.ContextOn(_place.Device, new Reporter(job, Trainer, tracing));
        TrialOutcome? outcome = Guarded(objective, job, context);
        tracing.End(outcome);
        End(job, outcome, _busy.Count(job.Spec.Name, start), context.Attributes.Count == 0 ? Metrics.None : new Metrics(context.Attributes));
    }

    private void End(TrialJob job, TrialOutcome? outcome, double seconds = 0, Metrics? attributes = null) =>
        Trainer.Tell(new ExecutorProtocol.JobEnded(job, outcome, seconds, attributes ?? Metrics.None));

    // Whatever an objective throws is a fact about its trial, never an error of the trainer.
    private static TrialOutcome? Guarded(IObjective objective, TrialJob job, TrialContext context)
    {
        try
        {
            return objective.Run(context, job.Cancelled) is { } outcome
                ? job.Keep(outcome, job.ReportedEpoch)
                : TrialOutcome.Failed(FailureKind.UserError, "the objective returned null where an outcome should be");
        }
        catch (OperationCanceledException) when (job.IsCancelled)
        {
            return null;
        }
#pragma warning disable CA1031 // A user's code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ObjectiveErrors.Outcome(exception);
        }
    }

    private void RunTest(ExperimentSpec spec, ObjectiveFactory factory, Checkpoint checkpoint)
    {
        TrainerProtocol.BestTested result;
        try
        {
            IObjective objective = _objectives.Of(spec, factory);
            result = new(objective is ITestedObjective tested ? tested.Test(checkpoint, _place.Device, CancellationToken.None) : null, null);
        }
#pragma warning disable CA1031 // A user's code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            result = new(null, ObjectiveErrors.OneLine(exception));
        }

        Trainer.Tell(new ExecutorProtocol.Tested(spec.Name, result));
    }

    private void CloseObjective(string experiment)
    {
        _busy.Forget(experiment);
        _lanes.Close(experiment);
        _objectives.Close(experiment);
    }

    private sealed class Reporter(TrialJob job, IActorRef trainer, AttemptTracing tracing) : ITrialReporter
    {
        public Verdict Report(int epoch, Metrics metrics)
        {
            tracing.Epoch(epoch, metrics);
            return job.AwaitVerdict(epoch, () => trainer.Tell(new ExecutorProtocol.JobReported(job, new TrialReport(epoch, metrics))));
        }
    }
}
