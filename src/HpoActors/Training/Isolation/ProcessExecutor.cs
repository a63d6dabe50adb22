using System.Collections.Immutable;
using System.ComponentModel;
using System.Threading.Channels;
using Akka.Actor;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Files;
using HpoActors.Protocol;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Training.Isolation;

/// <summary>
/// Runs a trainer's jobs in a process of their own, over pipes. One that crashes takes the attempt with it that it was at, and nothing else: the others are started again,
/// in the next process.
/// </summary>
/// <remarks>
/// Where it was at several lanes, nobody knows whose fault it was: each of them runs once more, alone, so that only one that crashes alone has failed.
/// </remarks>
internal sealed partial class ProcessExecutor : ITrialExecutor
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    // Twice what the process itself gives its objective.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(4);

    private readonly Device _device;
    private readonly string _name;
    private readonly IActorRef _trainer;
    private readonly IReadOnlyList<string>? _program;
    private readonly Channel<Action> _inbox = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<int, RemoteJob> _jobs = [];
    private readonly LinkedList<RemoteJob> _waiting = [];
    private readonly Queue<RemoteJob> _suspects = [];
    private readonly LinkedList<(ExperimentSpec Spec, Checkpoint Checkpoint)> _tests = [];
    private readonly List<JobEnded> _ends = [];
    private readonly BusyTime _busy;
    private (IsolationProtocol.News News, ImmutableArray<JobReported> Reports)? _news;
    private RemoteJob? _alone;
    private volatile ChildProcess? _child;
    private volatile bool _abandoned;
    private bool _hasStarted;
    private int _lastNumber;
    private string? _measuring;

    /// <param name="device">What to train on.</param>
    /// <param name="trainer">Who is told.</param>
    /// <param name="program">The program and its arguments, or null for this one once more.</param>
    public ProcessExecutor(Device device, IActorRef trainer, IReadOnlyList<string>? program)
    {
        _device = device;
        _name = device.ToString();
        _busy = new BusyTime(_name);
        _trainer = trainer;
        _program = program;
        new Thread(Loop) { IsBackground = true, Name = $"hpo {_name} process" }.Start();
    }

    public void Submit(TrialJob job) => Post(() => Take(job));

    public void Test(ExperimentSpec spec, ObjectiveFactory factory, Checkpoint checkpoint) => Post(() =>
    {
        _tests.AddLast((spec, checkpoint));
        Feed();
    });

    public void Close(string experiment) => Post(() => CloseExperiment(experiment));

    public void Abandon()
    {
        _abandoned = true;
        _inbox.Writer.TryComplete();
        _child?.KillAfter(LongestStop);
    }

    // What comes after the end, nobody waits for.
    private void Post(Action action) => _inbox.Writer.TryWrite(action);

    // This thread starts the processes, which end with it.
    private void Loop()
    {
        while (!_abandoned && _inbox.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (!_abandoned && _inbox.Reader.TryRead(out Action? action))
            {
                action();
            }
        }

        if (_child is { } child)
        {
            child.Stop();
            child.KillAfter(LongestStop);
            child.AwaitEnd();
            child.Dispose();
        }
    }

    private void Take(TrialJob job)
    {
        RemoteJob remote = new(job, ++_lastNumber);
        _jobs.Add(remote.Number, remote);
        _waiting.AddLast(remote);
        job.WakeBy(() => Post(() => Woken(remote)));
        Feed();
    }

    private void Woken(RemoteJob remote)
    {
        if (remote.IsSent && _child is { } child)
        {
            remote.Update(child);
        }
        else if (remote.Job.IsCancelled && _waiting.Remove(remote))
        {
            End(remote, null);
        }
    }

    // Suspects go one at a time, before all others.
    private void Feed()
    {
        if (_suspects.Count + _waiting.Count + _tests.Count == 0)
        {
            return;
        }

        if (_child is not { } child)
        {
            Start();
            return;
        }

        if (!child.IsReady)
        {
            return;
        }

        while (_suspects.Count > 0 && !_jobs.Values.Any(job => job.IsSent))
        {
            _alone = _suspects.Dequeue();
            Send(_alone, child);
        }

        if (_suspects.Count > 0 || (_alone is { IsSent: true } && _jobs.ContainsKey(_alone.Number)))
        {
            return;
        }

        while (_waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            Send(first.Value, child);
        }

        if (_measuring is null && _tests.First is { } test)
        {
            _measuring = test.Value.Spec.Name;
            Measure(test.Value.Spec, test.Value.Checkpoint, child);
        }
    }

    private void Send(RemoteJob remote, ChildProcess child)
    {
        if (remote.Job.IsCancelled)
        {
            End(remote, null);
            return;
        }

        try
        {
            Open(remote.Job.Spec, child);
            remote.Send(child, _name);
        }
        catch (Exception exception) when (exception is InvalidOptionException or IOException)
        {
            End(remote, ObjectiveErrors.Outcome(exception));
        }
    }

    private void Measure(ExperimentSpec spec, Checkpoint checkpoint, ChildProcess child)
    {
        try
        {
            Open(spec, child);
            child.Say(new IsolationProtocol.Measure(spec.Name, checkpoint.Format), checkpoint.Content);
        }
        catch (Exception exception) when (exception is InvalidOptionException or IOException)
        {
            Measured(new Tested(spec.Name, new TrainerProtocol.BestTested(null, ObjectiveErrors.OneLine(exception))));
        }
    }

    private static void Open(ExperimentSpec spec, ChildProcess child)
    {
        if (!child.Open.Contains(spec.Name))
        {
            child.Say(new IsolationProtocol.Open(ExperimentText.Write(spec)));
            child.Open.Add(spec.Name);
        }
    }

    private void CloseExperiment(string experiment)
    {
        if (_child is { } child && child.Open.Remove(experiment))
        {
            child.Say(new IsolationProtocol.Close(experiment));
            if (child.Open.Count == 0 && _jobs.Count == 0)
            {
                // Nobody needs it: its memory is for others.
                _child = null;
                child.Stop();
                child.KillAfter(LongestStop);
            }
        }
    }

    private void Start()
    {
        IReadOnlyList<string> program = [];
        try
        {
            program = _program ?? TrainerProgram.Own();
            ChildProcess child = ChildProcess.Start(program, _name, (who, said) => Post(() => Hear(who, said)), line => _trainer.Tell(new Said(line)));
            _child = child;
            child.KillAfter(LongestStart);
            child.Say(new IsolationProtocol.Begin(_device));
            if (_abandoned)
            {
                child.KillAfter(TimeSpan.Zero);
            }
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOptionException or IOException)
        {
            NotStarted(FailureKind.TrainerLost, $"the trainer's process {string.Join(' ', program)} cannot be started: {exception.Message}");
        }
    }

    private void End(RemoteJob remote, TrialOutcome? outcome)
    {
        _jobs.Remove(remote.Number);
        remote.Over(outcome);
        _trainer.Tell(new JobEnded(remote.Job, outcome, remote.Seconds, Metrics.None));
    }

    private void Measured(Tested tested)
    {
        if (_measuring == tested.Experiment)
        {
            _measuring = null;
            _tests.RemoveFirst();
        }

        _trainer.Tell(tested);
        Feed();
    }
}
