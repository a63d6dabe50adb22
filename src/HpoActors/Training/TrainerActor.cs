using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using HpoActors.Checkpoints;
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
/// Working: the executor takes jobs. Draining: jobs were cancelled that the thread is at; until it let go of them no new one starts, and if it does not in time
/// the thread is abandoned and replaced. Cancelled lanes do not stop the others.
/// </remarks>
internal sealed class TrainerActor : ReceiveActor, IWithTimers, IWithStash
{
    // A searcher that does not acknowledge gets no further work done for it.
    private const int MaxUnacknowledged = 1024;

    // No experiment has an empty name.
    private const string Everything = "";

    private readonly string _name;
    private readonly Func<IActorRef, ITrialExecutor> _startExecutor;
    private readonly HpoSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private readonly Dictionary<string, OpenExperiment> _experiments = [];
    private readonly Dictionary<string, (IActorRef Searcher, long Office)> _searchers = [];
    private readonly HeldAttempts _attempts = new();
    private readonly TrialOutbox _outbox = new();
    private readonly RoomAnnouncer _room;
    private ITrialExecutor _executor;
    private readonly Dictionary<string, (IActorRef Asker, TestBest Test)> _tests = [];
    private readonly HashSet<TrialJob> _submitted = [];
    private readonly HashSet<TrialJob> _draining = [];
    private readonly HashSet<string> _leaving = [];
    private bool _saidHandedBack;
    private bool _isDraining;
    private bool _flushing;

    public TrainerActor(string name, Func<IActorRef, ITrialExecutor> startExecutor, HpoSettings settings, IActorRef pool)
    {
        _name = name;
        _startExecutor = startExecutor;
        _settings = settings;
        _room = new RoomAnnouncer(name, pool, settings.Credit);
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
        foreach (HeldAttempt running in _attempts.Unended)
        {
            running.Job.Cancel();
        }

        _executor.Abandon();
    }

    private void Working()
    {
        Receive<Assign>(Refuse, assign => assign.Office < OfficeOf(assign.Experiment));
        Receive<Assign>(Take);
        Receive<TestBest>(test =>
        {
            if (_experiments.TryGetValue(test.Experiment, out OpenExperiment? open))
            {
                Checkpoint checkpoint = KeptCheckpoint.At(test.Checkpoint, open.Checkpoints)!;
                _tests[test.Experiment] = (Sender, test with { Checkpoint = checkpoint });
                _executor.Test(open.Spec, open.Factory, checkpoint);
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
            if (_draining.Contains(overdue.Job))
            {
                _log.Warning("{0}: trial {1} did not end within {2:0.###} s after it was cancelled; its thread is abandoned", _name, overdue.Job.Attempt, _settings.AbandonAfter.TotalSeconds);
                ReplaceThread();
            }
        });
        Always();
    }

    private void Always()
    {
        Receive<OpenExperiment>(open =>
        {
            _experiments[open.Spec.Name] = open;
            if (open.Lanes is not null)
            {
                _room.Lanes.Open(open.Spec.Name, open.Lanes);
                AnnounceRoom();
            }
        });
        Receive<CancelExperiment>(cancel => CancelAll(cancel.Experiment));
        Receive<CloseExperiment>(close =>
        {
            CancelAll(close.Experiment);
            _tests.Remove(close.Experiment);
            _searchers.Remove(close.Experiment);
            _leaving.Remove(close.Experiment);
            _room.Lanes.Close(close.Experiment);
            _outbox.Forget(close.Experiment);
            if (_experiments.Remove(close.Experiment))
            {
                _executor.Close(close.Experiment);
            }
        });
        Receive<JobStarted>(started =>
        {
            if (_attempts.Find(started.Job) is { End: null })
            {
                Timers.StartSingleTimer(started.Job, new TimedOut(started.Job), started.Job.Spec.TrialTimeout!.Value);
            }
        });
        Receive<JobBegan>(began =>
        {
            if (_submitted.Contains(began.Job))
            {
                Drain(began.Job);
            }
        });
        Receive<JobWaits>(waits => Timers.Cancel(waits.Job));
        Receive<JobReported>(Reported);
        Receive<JobEnded>(ended =>
        {
            Ended(ended);
            AfterEnds();
        });
        Receive<LanesNews>(OnLanes);
        Receive<SessionLimit>(session =>
        {
            _room.Lanes.Learn(session);
            AnnounceRoom();
        });
        Receive<TimedOut>(timedOut =>
        {
            if (_attempts.Find(timedOut.Job) is { End: null } running)
            {
                TimeSpan limit = running.Job.Spec.TrialTimeout!.Value;
                running.End = new AttemptEnd(
                    new TrialFailure(FailureKind.TimedOut, $"ran longer than trial-timeout = {limit.TotalSeconds:0.###} s"),
                    running.Job.Pack is null ? limit.TotalSeconds : running.Job.CountedSeconds,
                    Metrics.None,
                    null);
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
        Receive<Said>(said => _log.Warning("{0}: {1}", _name, said.Line));
        Receive<NotClosed>(closed => _log.Warning("{0}: the objective of the experiment {1} threw when it was let go: {2}", _name, closed.Experiment, closed.Problem));
        Receive<IFromSearcher>(Refuse, message => message.Office < OfficeOf(message.Experiment));
        Receive<VerdictReached>(verdict => _attempts.Find(verdict.Experiment, verdict.Attempt)?.Judge(verdict.Epoch, verdict.Verdict));
        Receive<Acknowledged>(Acknowledge);
        Receive<SearcherChanged>(changed =>
        {
            if (changed.Office >= OfficeOf(changed.Experiment))
            {
                _searchers[changed.Experiment] = (changed.Searcher, changed.Office);
                _attempts.Follow(changed.Experiment, changed.Searcher);
                TellAll();
            }
        });
        Receive<StandDown>(stand =>
        {
            foreach (AttemptId attempt in stand.Attempts)
            {
                if (_attempts.Remove(stand.Experiment, attempt) is { } running)
                {
                    Drop(running);
                }
            }

            TellHandedBack();
            AnnounceRoom();
        });
        Receive<HandBack>(OnHandBack);
        Receive<Beat>(_ => OnBeat());
        Receive<Flush>(_ =>
        {
            _flushing = false;
            _outbox.SendGathered(held => _attempts.Find(held.Job) is not null);
        });
        Receive<ThreadOverdue>(_ => { });
    }

    private long OfficeOf(string experiment) => _searchers.TryGetValue(experiment, out (IActorRef, long Office) known) ? known.Office : 0;

    // Another one decides by now, whatever this one still thinks.
    private void Refuse(IFromSearcher message) => Sender.Tell(new OfficeOver(message.Experiment, OfficeOf(message.Experiment)));

    private void Take(Assign assign)
    {
        _room.Forget();
        if (!_experiments.TryGetValue(assign.Experiment, out OpenExperiment? open))
        {
            // Closed while the assignment was under way; nobody waits for it.
            AnnounceRoom();
            return;
        }

        // An assignment may come later than the news that its searcher was replaced.
        IActorRef searcher = _searchers.TryGetValue(assign.Experiment, out (IActorRef Searcher, long) known) ? known.Searcher : Sender;
        foreach (WorkItem item in assign.Work)
        {
            if (_attempts.Find(assign.Experiment, item.Assignment.Attempt) is not null)
            {
                continue;
            }

            TrialJob job = new(open.Spec, open.Factory, item.Assignment, item.TraceParent, assign.Pack, open.Lanes?.Most)
            {
                StartFrom = KeptCheckpoint.At(item.Checkpoint, open.Checkpoints),
                Keeper = open.Checkpoints,
            };
            HeldAttempt running = new(job, searcher);
            _attempts.Add(running);
            if (IsLeaving(assign.Experiment))
            {
                job.Leave();
            }

            Submit(running.Job);
        }

        AnnounceRoom();
    }

    private void Reported(JobReported reported)
    {
        if (!_submitted.Contains(reported.Job))
        {
            // An abandoned thread is still at it.
            return;
        }

        Count(reported.Job, reported.Seconds);
        _room.Lanes.Trained(reported.Job.Spec.Name, reported.Job.Attempt, reported.Report.Epoch);
        if (_attempts.Find(reported.Job) is { End: null } running && running.Take(reported.Report))
        {
            Send(running);
        }
    }

    private void OnLanes(LanesNews news)
    {
        if (_experiments.ContainsKey(news.Experiment))
        {
            _outbox.InUse(news.Experiment, news.Lanes);
        }

        foreach (JobReported reported in news.Reports)
        {
            Reported(reported);
        }

        foreach (JobEnded ended in news.Ends)
        {
            Ended(ended);
        }

        AfterEnds();
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
        Count(job, ended.Seconds);
        if (job.Pack is null)
        {
            _room.Plain--;
            _room.PlainEnded(ended.Seconds);
        }
        else
        {
            _room.Lanes.Release(job.Spec.Name, job.Attempt);
        }

        if (_attempts.Find(job) is { End: null } running)
        {
            if (job.IsPaused && ended.Outcome?.Failure is { } failure)
            {
                _log.Warning("{0}: trial {1} was paused and left no checkpoint: {2}", _name, job.Attempt, failure.Message);
            }
            else if (job.NotKept is { } problem)
            {
                _log.Warning("{0}: what trial {1} learnt is lost, its values are not: {2}", _name, job.Attempt, problem);
            }

            running.End = EndOf(ended);
            Send(running);
        }

        if (_draining.Remove(job))
        {
            Timers.Cancel(new OverdueKey(job));
        }
    }

    private AttemptEnd EndOf(JobEnded ended)
    {
        TrialOutcome? outcome = ended.Outcome;
        if (ended.Job.IsHandedBack || (outcome is null && ended.Job.IsLeaving))
        {
            return new AttemptEnd(null, ended.Seconds, ended.Attributes, outcome is { Failure: null } ? outcome.Checkpoint : null, IsReturned: true);
        }

        TrialFailure? failure = outcome is null ? new TrialFailure(FailureKind.TrainerLost, $"{_name} cancelled the attempt") : outcome.Failure;
        return new AttemptEnd(failure, ended.Seconds, ended.Attributes, outcome?.Checkpoint);
    }

    private void AfterEnds()
    {
        if (_draining.Count == 0 && _isDraining)
        {
            Resume();
        }
        else
        {
            AnnounceRoom();
        }
    }

    private bool IsLeaving(string experiment) => _leaving.Contains(experiment) || _leaving.Contains(Everything);

    private void OnHandBack(HandBack back)
    {
        _leaving.Add(back.Experiment ?? Everything);
        foreach (HeldAttempt running in _attempts.Unended.Where(held => IsLeaving(held.Job.Spec.Name)).ToArray())
        {
            running.Job.Leave();
        }

        TellHandedBack();
    }

    // Who has nothing left in his hands is free to go.
    private void TellHandedBack()
    {
        if (_attempts.Count == 0 && _leaving.Contains(Everything) && !_saidHandedBack)
        {
            _saidHandedBack = true;
            Context.Parent.Tell(new PoolProtocol.HandedBack(_name));
        }
    }

    private void CancelAll(string experiment)
    {
        foreach (HeldAttempt running in _attempts.RemoveAll(experiment))
        {
            Drop(running);
        }

        TellHandedBack();
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

        // One that the thread is not at comes back by itself when the thread gets to it.
        if (job.IsAtWork && _draining.Add(job))
        {
            Timers.StartSingleTimer(new OverdueKey(job), new ThreadOverdue(job), _settings.AbandonAfter);
            _isDraining = true;
            Become(Draining);
        }
    }

    private void ReplaceThread()
    {
        _executor.Abandon();
        _executor = _startExecutor(Self);
        foreach (TrialJob job in _submitted)
        {
            Timers.Cancel(job);
            Timers.Cancel(new OverdueKey(job));
        }

        _submitted.Clear();
        _draining.Clear();
        _room.Plain = 0;
        _room.Lanes.ReleaseAll();
        foreach (HeldAttempt held in _attempts.Unended)
        {
            held.Restart();
            Submit(held.Job);
        }

        foreach ((string experiment, (_, TestBest test)) in _tests)
        {
            _executor.Test(_experiments[experiment].Spec, _experiments[experiment].Factory, test.Checkpoint);
        }

        Resume();
    }

    private void Resume()
    {
        _isDraining = false;
        Become(Working);
        Stash.UnstashAll();
        AnnounceRoom();
    }

    private void Acknowledge(Acknowledged acknowledged)
    {
        _attempts.Acknowledge(acknowledged);
        TellHandedBack();
        AnnounceRoom();
    }

    // News is gathered until the mailbox has been read once more, so that short trials share a message.
    private void Send(HeldAttempt running)
    {
        _outbox.Add(running);
        if (!_flushing)
        {
            _flushing = true;
            Self.Tell(Flush.Instance);
        }
    }

    private void OnBeat()
    {
        TellAll();
        _room.Doubt();
        AnnounceRoom();
    }

    private void TellAll()
    {
        _attempts.TellHeartbeats();
        _outbox.Send(_attempts.WithNews);
    }

    private void AnnounceRoom()
    {
        if (!_isDraining && _attempts.Count - _submitted.Count <= MaxUnacknowledged)
        {
            _room.Announce();
        }
    }

    private void Submit(TrialJob job)
    {
        _submitted.Add(job);
        if (job.Pack is { } pack)
        {
            _room.Lanes.Take(job.Spec.Name, pack, job.Attempt, job.Assignment.FirstEpoch);
        }
        else
        {
            _room.Plain++;
        }

        _executor.Submit(job);
    }

    // A lane's device time counts as it passes, so that a long trial takes its turn while it runs.
    private void Count(TrialJob job, double seconds)
    {
        if (seconds > job.CountedSeconds)
        {
            _room.Spend(job.Spec.Name, seconds - job.CountedSeconds);
            job.CountedSeconds = seconds;
        }
    }

    private sealed record TimedOut(TrialJob Job) : ILocalMessage;

    private sealed record ThreadOverdue(TrialJob Job) : ILocalMessage;

    private sealed record OverdueKey(TrialJob Job);

    private sealed record Beat : ILocalMessage
    {
        public static readonly Beat Instance = new();
    }

    private sealed record Flush : ILocalMessage
    {
        public static readonly Flush Instance = new();
    }
}
