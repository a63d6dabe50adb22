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
internal sealed class ProcessExecutor : ITrialExecutor
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

    private void Hear(ChildProcess child, (object Message, ReadOnlyMemory<byte> Blob)? said)
    {
        if (said is not var (message, blob))
        {
            OnGone(child);
        }
        else if (child == _child)
        {
            Hear(child, message, blob);
        }
        else if (message is NotClosed)
        {
            _trainer.Tell(message);
        }
    }

    private void Hear(ChildProcess child, object message, ReadOnlyMemory<byte> blob)
    {
        switch (message)
        {
            case IsolationProtocol.Ready ready:
                child.IsReady = ready.Version == IsolationProtocol.Version;
                _hasStarted |= child.IsReady;
                child.KillAfter(child.IsReady ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
                Feed();
                break;
            case IsolationProtocol.At at:
                OnAt(at.Jobs);
                break;
            case IsolationProtocol.Started started when Find(started.Job) is { } remote:
                _trainer.Tell(new JobStarted(remote.Job));
                break;
            case IsolationProtocol.Waits waits when Find(waits.Job) is { } remote:
                _trainer.Tell(new JobWaits(remote.Job));
                break;
            case IsolationProtocol.Reported reported when Find(reported.Job) is { } remote:
                child.HasDoneWork = true;
                _trainer.Tell(Reported(remote, reported));
                break;
            case IsolationProtocol.Ended ended when Find(ended.Job) is { } remote:
                child.HasDoneWork = true;
                JobEnded end = Remove(remote, ended, blob);
                if (ended.IsNews)
                {
                    _ends.Add(end);
                    TellNews();
                }
                else
                {
                    _trainer.Tell(end);
                    Feed();
                }

                break;
            case IsolationProtocol.News news:
                child.HasDoneWork = true;
                _news = (news, [.. news.Reports.Where(r => Find(r.Job) is not null).Select(r => Reported(_jobs[r.Job], r))]);
                TellNews();
                break;
            case Tested tested:
                Measured(tested);
                break;
            case SessionLimit or NotPinned or NotClosed:
                _trainer.Tell(message);
                break;
        }
    }

    private RemoteJob? Find(int number) => _jobs.TryGetValue(number, out RemoteJob? remote) && remote.IsSent ? remote : null;

    private void OnAt(ImmutableArray<int> numbers)
    {
        foreach (RemoteJob remote in _jobs.Values)
        {
            if (remote.IsSent && remote.IsAt(numbers.Contains(remote.Number)))
            {
                _trainer.Tell(new JobBegan(remote.Job));
            }
        }
    }

    private static JobReported Reported(RemoteJob remote, IsolationProtocol.Reported reported)
    {
        remote.Reported(reported.Report, reported.Seconds);
        return new JobReported(remote.Job, reported.Report, reported.Seconds);
    }

    private void TellNews()
    {
        if (_news is var (news, reports) && _ends.Count == news.Ends)
        {
            _trainer.Tell(new LanesNews(news.Experiment, news.Lanes, reports, [.. _ends]));
            _news = null;
            _ends.Clear();
            Feed();
        }
    }

    private JobEnded Remove(RemoteJob remote, IsolationProtocol.Ended ended, ReadOnlyMemory<byte> blob)
    {
        if (ended.IsHandedBack)
        {
            remote.Job.HandedBack();
        }

        TrialOutcome? outcome = ended switch
        {
            { IsCancelled: true } => null,
            { Failure: { } failure } => TrialOutcome.Failed(failure.Kind, failure.Message),
            { Format: { } format } => remote.Job.Keep(TrialOutcome.CompletedWith(new Checkpoint(format, blob)), remote.Epoch),
            _ => TrialOutcome.Completed,
        };
        _jobs.Remove(remote.Number);
        remote.Over(outcome);
        _busy.Add(remote.Job.Spec.Name, ended.Seconds);
        return new JobEnded(remote.Job, outcome, ended.Seconds, ended.Attributes);
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

    private void OnGone(ChildProcess child)
    {
        ChildEnd end = child.AwaitEnd();
        bool isCurrent = child == _child;
        child.Dispose();
        if (!isCurrent)
        {
            return;
        }

        _child = null;
        TellRestOfNews();
        if (!child.IsReady)
        {
            NotStarted(
                end.Failure.Kind,
                _hasStarted ? end.Failure.Message
                : $"the program {child.Program} is no trainer's process ({child.Problem ?? $"it {end.How}"}); call TrainerProcess.RunIfAsked first in its Main, "
                    + "or name another one in hpo.trainer.isolation-program");
            return;
        }

        RemoteJob[] sent = [.. _jobs.Values.Where(job => job.IsSent).OrderBy(job => job.Number)];
        RemoteJob[] suspects = Array.FindAll(sent, job => job.IsAtWork);
        if (suspects.Length == 0 && !child.HasDoneWork)
        {
            // Nothing ever got anywhere with these: not to try for ever, the first one has failed.
            suspects = sent[..Math.Min(1, sent.Length)];
        }

        LinkedListNode<RemoteJob>? last = null;
        foreach (RemoteJob job in sent)
        {
            bool isCulprit = suspects.Length == 1 && suspects[0] == job;
            TrialOutcome outcome = TrialOutcome.Failed(end.Failure.Kind, end.Failure.Message);
            job.Lost(outcome);
            if (isCulprit || job.Job.IsCancelled)
            {
                End(job, job.Job.IsCancelled ? null : outcome);
            }
            else if (suspects.Contains(job))
            {
                _suspects.Enqueue(job);
            }
            else
            {
                last = last is null ? _waiting.AddFirst(job) : _waiting.AddAfter(last, job);
            }
        }

        if (_measuring is { } experiment)
        {
            Measured(new Tested(experiment, new TrainerProtocol.BestTested(null, end.Failure.Message)));
        }

        Feed();
    }

    // What it had not said to the end.
    private void TellRestOfNews()
    {
        if (_news is var (news, reports))
        {
            _trainer.Tell(new LanesNews(news.Experiment, news.Lanes, reports, [.. _ends]));
            _news = null;
            _ends.Clear();
        }
    }

    // A program that never was a trainer's process will never be one. One that was may be short of memory: that costs an attempt.
    private void NotStarted(FailureKind kind, string problem)
    {
        if (_hasStarted && (_suspects.TryDequeue(out RemoteJob? first) || _waiting.First is not null))
        {
            first ??= _waiting.First!.Value;
            _waiting.Remove(first);
            End(first, first.Job.IsCancelled ? null : TrialOutcome.Failed(kind, problem));
            Feed();
            return;
        }

        _suspects.Clear();
        _waiting.Clear();
        foreach (RemoteJob remote in _jobs.Values.ToArray())
        {
            End(remote, remote.Job.IsCancelled ? null : TrialOutcome.Failed(FailureKind.UserError, problem));
        }

        foreach ((ExperimentSpec spec, _) in _tests)
        {
            _trainer.Tell(new Tested(spec.Name, new TrainerProtocol.BestTested(null, problem)));
        }

        _tests.Clear();
        _measuring = null;
    }
}
