using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Devices;
using HpoActors.Protocol;
using HpoActors.Telemetry;

namespace HpoActors.Training;

/// <summary>
/// A trainer's own thread, pinned to its core. Objectives run here and nowhere else, so that a training never blocks an actor and what libraries keep
/// per thread stays with the trainer.
/// </summary>
internal sealed class TrainerThread : ITrialExecutor
{
    private readonly Device _device;
    private readonly IActorRef _trainer;
    private readonly string _name;
    private readonly BlockingCollection<Action> _queue = [];
    private readonly Dictionary<string, IObjective> _objectives = [];
    private readonly Dictionary<string, long> _lastEnd = [];

    private volatile bool _abandoned;

    public TrainerThread(Device device, IActorRef trainer)
    {
        _device = device;
        _trainer = trainer;
        _name = device.ToString();
        new Thread(Loop) { IsBackground = true, Name = $"hpo {_name}" }.Start();
    }

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

    private void Loop()
    {
        Pin();
        foreach (Action work in _queue.GetConsumingEnumerable())
        {
            work();
            if (_abandoned)
            {
                break;
            }
        }

        foreach (string experiment in _objectives.Keys.ToArray())
        {
            CloseObjective(experiment);
        }
    }

    // A thread that stays where the system puts it trains just as well, only less evenly.
    private void Pin()
    {
        try
        {
            if (_device.Kind == DeviceKind.Cpu)
            {
                CpuAffinity.Pin(_device.Index);
            }
        }
        catch (InvalidOperationException exception)
        {
            _trainer.Tell(new ExecutorProtocol.NotPinned(OneLine(exception)));
        }
    }

    private void Run(TrialJob job)
    {
        if (!job.Begin())
        {
            _trainer.Tell(new ExecutorProtocol.JobEnded(job, null, 0, Metrics.None));
            return;
        }

        if (job.Spec.TrialTimeout is not null)
        {
            _trainer.Tell(new ExecutorProtocol.JobStarted(job));
        }

        long start = Stopwatch.GetTimestamp();
        using AttemptTracing tracing = AttemptTracing.Start(job, _name);
        TrialContext context = Context(job, tracing);
        TrialOutcome? outcome = Guarded(job, context);
        tracing.End(outcome);
        long end = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(start, end).TotalSeconds;
        Account(job.Spec.Name, start, end, seconds);
        Metrics attributes = context.Attributes.Count == 0 ? Metrics.None : new Metrics(context.Attributes);
        _trainer.Tell(new ExecutorProtocol.JobEnded(job, outcome, seconds, attributes));
    }

    private TrialContext Context(TrialJob job, AttemptTracing tracing) => new(new Reporter(job, _trainer, tracing))
    {
        Experiment = job.Spec.Name,
        Seed = job.Spec.Seed,
        Trial = job.Attempt.Trial,
        Attempt = job.Attempt.Attempt,
        Configuration = job.Assignment.Configuration,
        Metric = job.Spec.Metric,
        Device = _device,
        FirstEpoch = job.Assignment.FirstEpoch,
        Epochs = job.Assignment.Epochs,
    };

    // Whatever an objective throws is a fact about its trial, never an error of the trainer.
    private TrialOutcome? Guarded(TrialJob job, TrialContext context)
    {
        try
        {
            return Objective(job.Spec, job.Factory).Run(context, job.Cancelled)
                ?? TrialOutcome.Failed(FailureKind.UserError, "the objective returned null where an outcome should be");
        }
        catch (OperationCanceledException) when (job.Cancelled.IsCancellationRequested)
        {
            return null;
        }
        catch (OutOfMemoryException exception)
        {
            return TrialOutcome.Failed(FailureKind.OutOfMemory, OneLine(exception));
        }
#pragma warning disable CA1031 // A user's code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return TrialOutcome.Failed(FailureKind.UserError, OneLine(exception));
        }
    }

    private void RunTest(ExperimentSpec spec, ObjectiveFactory factory, Checkpoint checkpoint)
    {
        TrainerProtocol.BestTested result;
        try
        {
            result = new(Objective(spec, factory) is ITestedObjective tested ? tested.Test(checkpoint, _device, CancellationToken.None) : null, null);
        }
#pragma warning disable CA1031 // A user's code may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            result = new(null, OneLine(exception));
        }

        _trainer.Tell(new ExecutorProtocol.Tested(spec.Name, result));
    }

    private IObjective Objective(ExperimentSpec spec, ObjectiveFactory factory)
    {
        if (!_objectives.TryGetValue(spec.Name, out IObjective? objective))
        {
            _objectives.Add(spec.Name, objective = factory(spec));
        }

        return objective;
    }

    private void CloseObjective(string experiment)
    {
        _lastEnd.Remove(experiment);
        if (!_objectives.Remove(experiment, out IObjective? objective) || objective is not IDisposable disposable)
        {
            return;
        }

        try
        {
            disposable.Dispose();
        }
#pragma warning disable CA1031 // A user's code may throw anything; out of a thread of its own it would end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _trainer.Tell(new ExecutorProtocol.NotClosed(experiment, OneLine(exception)));
        }
    }

    private void Account(string experiment, long start, long end, double seconds)
    {
        if (HpoTelemetry.TrainerBusy.Enabled)
        {
            KeyValuePair<string, object?> trainer = new(HpoTelemetry.Tags.Trainer, _name);
            KeyValuePair<string, object?> name = new(HpoTelemetry.Tags.Experiment, experiment);
            HpoTelemetry.TrainerBusy.Add(seconds, trainer, name);
            if (_lastEnd.TryGetValue(experiment, out long before))
            {
                HpoTelemetry.TrainerIdle.Add(Stopwatch.GetElapsedTime(before, start).TotalSeconds, trainer, name);
            }

            _lastEnd[experiment] = end;
        }
    }

    private static string OneLine(Exception exception)
    {
        string message = exception.Message.ReplaceLineEndings(" ").Trim();
        return exception is InvalidOptionException ? message : $"{exception.GetType().Name}: {message}";
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
