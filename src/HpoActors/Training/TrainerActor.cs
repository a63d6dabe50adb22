using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Training;

/// <summary>
/// Runs attempts on its device, through its executor's thread, and decides nothing: it announces room, takes assignments, passes reports up and verdicts
/// down, keeps the trial's time-out, and sends everything again until it is acknowledged.
/// </summary>
/// <remarks>
/// Working: the executor takes jobs. Draining: a job was cancelled; until its thread comes back no new one starts, and if it does not come back in time
/// the thread is abandoned and replaced.
/// </remarks>
internal sealed class TrainerActor : ReceiveActor, IWithTimers, IWithStash
{
    // Below this the messages around a trial cost as much as the trial, so that some are kept at hand.
    private const double ShortTrialSeconds = 0.001;

    // A searcher that does not acknowledge gets no further work done for it.
    private const int MaxUnacknowledged = 1024;

    private readonly string _name;
    private readonly Func<IActorRef, ITrialExecutor> _startExecutor;
    private readonly HpoSettings _settings;
    private readonly IActorRef _pool;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private readonly Dictionary<string, Open> _experiments = [];
    private readonly Dictionary<(string Experiment, AttemptId Attempt), HeldAttempt> _attempts = [];
    private readonly List<HeldAttempt> _unsent = [];
    private readonly Dictionary<string, double> _usage = [];
    private ITrialExecutor _executor;
    private readonly Dictionary<string, (IActorRef Asker, TestBest Test)> _tests = [];
    private readonly HashSet<TrialJob> _submitted = [];
    private bool _announced;
    private int _announcedLanes;
    private bool _flushing;
    private double _meanSeconds = double.NaN;
    private TrialJob? _draining;

    public TrainerActor(string name, Func<IActorRef, ITrialExecutor> startExecutor, HpoSettings settings, IActorRef pool)
    {
        _name = name;
        _startExecutor = startExecutor;
        _settings = settings;
        _pool = pool;
        _executor = startExecutor(Self);
        Working();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public static Props Props(string name, Func<IActorRef, ITrialExecutor> startExecutor, HpoSettings settings, IActorRef pool) =>
        Akka.Actor.Props.Create(() => new TrainerActor(name, startExecutor, settings, pool));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Beat.Instance, Beat.Instance, _settings.HeartbeatInterval);
        AnnounceRoom();
    }

    protected override void PostStop()
    {
        // A job that has ended is disposed, though its end may not be acknowledged.
        foreach (HeldAttempt running in _attempts.Values.Where(r => r.End is null))
        {
            running.Job.Cancel();
        }

        _executor.Abandon();
    }

    private int Active => _submitted.Count;

    private int Credit => _meanSeconds < ShortTrialSeconds ? _settings.Credit : 1;

    private void Working()
    {
        Receive<Assign>(Take);
        Receive<TestBest>(test =>
        {
            if (_experiments.TryGetValue(test.Experiment, out Open? open))
            {
                _tests[test.Experiment] = (Sender, test);
                _executor.Test(open.Spec, open.Factory, test.Checkpoint);
            }
            else
            {
                Sender.Tell(new BestTested(null, $"the experiment {test.Experiment} is not open here"));
            }
        });
        Always();
    }

    private void Draining()
    {
        Receive<Assign>(_ => Stash.Stash());
        Receive<TestBest>(_ => Stash.Stash());
        Receive<ThreadOverdue>(overdue =>
        {
            if (!ReferenceEquals(overdue.Job, _draining))
            {
                return;
            }

            _log.Warning("{0}: trial {1} did not end within {2:0.###} s after it was cancelled; its thread is abandoned", _name, overdue.Job.Attempt, _settings.AbandonAfter.TotalSeconds);
            _executor.Abandon();
            _executor = _startExecutor(Self);
            _submitted.Clear();
            foreach (HeldAttempt queued in _attempts.Values.Where(r => r.End is null))
            {
                Submit(queued.Job);
            }

            foreach ((string experiment, (_, TestBest test)) in _tests)
            {
                _executor.Test(_experiments[experiment].Spec, _experiments[experiment].Factory, test.Checkpoint);
            }

            Resume();
        });
        Always();
    }

    private void Always()
    {
        Receive<OpenExperiment>(open => _experiments[open.Spec.Name] = new Open(open.Spec, open.Factory));
        Receive<CancelExperiment>(cancel => CancelAll(cancel.Experiment));
        Receive<CloseExperiment>(close =>
        {
            CancelAll(close.Experiment);
            _tests.Remove(close.Experiment);
            if (_experiments.Remove(close.Experiment))
            {
                _executor.Close(close.Experiment);
            }
        });
        Receive<JobStarted>(started =>
        {
            if (Find(started.Job) is { End: null })
            {
                Timers.StartSingleTimer(started.Job, new TimedOut(started.Job), started.Job.Spec.TrialTimeout!.Value);
            }
        });
        Receive<JobReported>(reported =>
        {
            if (Find(reported.Job) is { End: null } running)
            {
                running.Reports.Add(reported.Report);
                Send(running);
            }
        });
        Receive<JobEnded>(Ended);
        Receive<TimedOut>(timedOut =>
        {
            if (Find(timedOut.Job) is { End: null } running)
            {
                TimeSpan limit = running.Job.Spec.TrialTimeout!.Value;
                running.End = new AttemptEnd(
                    new TrialFailure(FailureKind.TimedOut, $"ran longer than trial-timeout = {limit.TotalSeconds:0.###} s"), limit.TotalSeconds, Metrics.None, null);
                Send(running);
                Drain(running.Job);
            }
        });
        Receive<Tested>(tested =>
        {
            if (_tests.Remove(tested.Experiment, out (IActorRef Asker, TestBest Test) asked))
            {
                asked.Asker.Tell(tested.Result);
            }
        });
        Receive<NotPinned>(pin => _log.Warning("{0}: the thread is not pinned: {1}", _name, pin.Problem));
        Receive<NotClosed>(closed => _log.Warning("{0}: the objective of the experiment {1} could not be disposed: {2}", _name, closed.Experiment, closed.Problem));
        Receive<VerdictReached>(verdict =>
        {
            if (_attempts.TryGetValue((verdict.Experiment, verdict.Attempt), out HeldAttempt? running))
            {
                running.Judge(verdict.Epoch, verdict.Verdict);
            }
        });
        Receive<Acknowledged>(Acknowledge);
        Receive<StandDown>(stand =>
        {
            foreach (AttemptId attempt in stand.Attempts)
            {
                if (_attempts.Remove((stand.Experiment, attempt), out HeldAttempt? running))
                {
                    Drop(running);
                }
            }

            AnnounceRoom();
        });
        Receive<Beat>(_ => OnBeat());
        Receive<Flush>(_ => SendUnsent());
        Receive<ThreadOverdue>(_ => { });
    }

    private void Take(Assign assign)
    {
        _announced = false;
        if (!_experiments.TryGetValue(assign.Experiment, out Open? open))
        {
            // Closed while the assignment was under way; nobody waits for it.
            AnnounceRoom();
            return;
        }

        foreach (WorkItem item in assign.Work)
        {
            (string, AttemptId) key = (assign.Experiment, item.Assignment.Attempt);
            if (_attempts.ContainsKey(key))
            {
                continue;
            }

            HeldAttempt running = new(new TrialJob(open.Spec, open.Factory, item.Assignment, item.TraceParent), Sender);
            _attempts.Add(key, running);
            Submit(running.Job);
        }

        AnnounceRoom();
    }

    private void Ended(JobEnded ended)
    {
        TrialJob job = ended.Job;
        job.Dispose();
        if (!_submitted.Remove(job))
        {
            // An abandoned thread came back after all.
            return;
        }

        Timers.Cancel(job);
        Spend(job.Spec.Name, ended.Seconds);
        if (Find(job) is { End: null } running)
        {
            running.End = new AttemptEnd(
                ended.Outcome is null ? new TrialFailure(FailureKind.TrainerLost, $"{_name} cancelled the attempt") : ended.Outcome.Failure,
                ended.Seconds,
                ended.Attributes,
                ended.Outcome?.Checkpoint);
            Send(running);
        }

        if (ReferenceEquals(job, _draining))
        {
            Resume();
        }
        else
        {
            AnnounceRoom();
        }
    }

    private void CancelAll(string experiment)
    {
        foreach (HeldAttempt running in _attempts.Values.Where(r => r.Job.Spec.Name == experiment).ToArray())
        {
            _attempts.Remove((experiment, running.Job.Attempt));
            Drop(running);
        }

        AnnounceRoom();
    }

    // The attempt is nobody's concern any more; what its thread still says is ignored.
    private void Drop(HeldAttempt running)
    {
        if (running.End is null)
        {
            Timers.Cancel(running.Job);
            Drain(running.Job);
        }
    }

    private void Drain(TrialJob job)
    {
        job.Cancel();

        // One that has not begun comes back by itself when the thread gets to it.
        if (_draining is null && job.HasBegun)
        {
            _draining = job;
            Timers.StartSingleTimer(ThreadOverdue.Key, new ThreadOverdue(job), _settings.AbandonAfter);
            Become(Draining);
        }
    }

    private void Resume()
    {
        Timers.Cancel(ThreadOverdue.Key);
        _draining = null;
        Become(Working);
        Stash.UnstashAll();
        AnnounceRoom();
    }

    private void Acknowledge(Acknowledged acknowledged)
    {
        foreach (Receipt receipt in acknowledged.Receipts)
        {
            if (_attempts.TryGetValue((acknowledged.Experiment, receipt.Attempt), out HeldAttempt? running))
            {
                running.Reports.RemoveAll(r => r.Epoch <= receipt.Epoch && r.Epoch != running.AwaitsVerdictAt);
                if (receipt.Ended && running.End is not null)
                {
                    _attempts.Remove((acknowledged.Experiment, receipt.Attempt));
                }
            }
        }

        AnnounceRoom();
    }

    // News is gathered until the mailbox has been read once more, so that short trials share a message.
    private void Send(HeldAttempt running)
    {
        if (!running.IsUnsent)
        {
            running.IsUnsent = true;
            _unsent.Add(running);
        }

        if (!_flushing)
        {
            _flushing = true;
            Self.Tell(Flush.Instance);
        }
    }

    private void SendUnsent()
    {
        _flushing = false;
        Send(_unsent.Where(r => _attempts.ContainsKey((r.Job.Spec.Name, r.Job.Attempt))));
        foreach (HeldAttempt running in _unsent)
        {
            running.IsUnsent = false;
        }

        _unsent.Clear();
    }

    private static void Send(IEnumerable<HeldAttempt> attempts)
    {
        foreach (IGrouping<IActorRef, HeldAttempt> bySearcher in attempts.GroupBy(r => r.Searcher))
        {
            bySearcher.Key.Tell(new TrialUpdates([.. bySearcher.Select(r => new AttemptUpdate(r.Job.Attempt, [.. r.Reports], r.End))]));
        }
    }

    private void OnBeat()
    {
        foreach (IGrouping<IActorRef, HeldAttempt> bySearcher in _attempts.Values.GroupBy(r => r.Searcher))
        {
            bySearcher.Key.Tell(new Heartbeat([.. bySearcher.Select(r => r.Job.Attempt)]));
        }

        Send(_attempts.Values.Where(r => r.Reports.Count > 0 || r.End is not null));

        // What came of the last announcement may have been lost on its way.
        _announced &= Active > 0;
        AnnounceRoom();
    }

    private void AnnounceRoom()
    {
        int lanes = Active == 0 ? 1 : 0;
        bool known = _announced && (_announcedLanes > 0 || lanes == 0);
        if (known || _draining is not null || Active > Credit / 2 || _attempts.Count - Active > MaxUnacknowledged)
        {
            return;
        }

        _announced = true;
        _announcedLanes = lanes;
        _pool.Tell(new PoolProtocol.TrainerReady(_name, lanes, Credit - Active, [.. _usage.Select(u => new PoolProtocol.Usage(u.Key, u.Value))]));
        _usage.Clear();
    }

    private void Submit(TrialJob job)
    {
        _submitted.Add(job);
        _executor.Submit(job);
    }

    private void Spend(string experiment, double seconds)
    {
        _usage[experiment] = _usage.GetValueOrDefault(experiment) + seconds;
        _meanSeconds = double.IsNaN(_meanSeconds) ? seconds : (0.8 * _meanSeconds) + (0.2 * seconds);
    }

    private HeldAttempt? Find(TrialJob job) => _attempts.TryGetValue((job.Spec.Name, job.Attempt), out HeldAttempt? running) && running.Job == job ? running : null;

    private sealed record Open(ExperimentSpec Spec, ObjectiveFactory Factory);

    private sealed record TimedOut(TrialJob Job) : ILocalMessage;

    private sealed record ThreadOverdue(TrialJob Job) : ILocalMessage
    {
        public static readonly object Key = new();
    }

    private sealed record Beat : ILocalMessage
    {
        public static readonly Beat Instance = new();
    }

    private sealed record Flush : ILocalMessage
    {
        public static readonly Flush Instance = new();
    }
}
