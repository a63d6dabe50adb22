using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Protocol;
using HpoActors.Telemetry;
using static HpoActors.Core.Experiments.ExperimentEvents;
using static HpoActors.Protocol.SearcherProtocol;

namespace HpoActors.Searcher;

/// <summary>
/// Proposes and decides, through <see cref="ExperimentDriver"/>, and journals every fact before its effects leave. Decisions apply at once in memory;
/// one write is in flight at a time, and all facts gathered meanwhile become the next record. A failed write stops the actor.
/// </summary>
/// <remarks>
/// Where there is a store it first writes down that it took office, and does nothing before that is written. Two that think they are in office cannot both go on: the
/// journal takes one record of each number, and who finds a later office than his own in it, or hears of one, stops for good.
/// </remarks>
internal sealed class SearcherActor : UntypedPersistentActor, IWithTimers
{
    private readonly ExperimentDriver _driver;
    private readonly HpoSettings _settings;
    private readonly IActorRef _pool;
    private readonly IActorRef _results;
    private readonly CheckpointShelf _shelf;
    private readonly Func<Configuration, PackKey>? _keyOf;
    private readonly ExperimentTracing _tracing;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    // What waits for the present write: facts to record, and messages to send once they are.
    private readonly ImmutableArray<ExperimentEvent>.Builder _facts = ImmutableArray.CreateBuilder<ExperimentEvent>();
    private List<(IActorRef To, object Message)> _effects = [];
    private bool _writing;

    private readonly Leases _leases;
    private DateTimeOffset _checkedAt;
    private readonly HashSet<IActorRef> _watched = [];

    // Whether a record was written since the start.
    private bool _works;

    // Set when a trainer was sent away without work.
    private bool _starved;

    private int _lanes = 1;

    // The office in which it decides, and whether that is still to be written down.
    private readonly long _office;
    private readonly bool _isAlone;
    private bool _takesOffice;
    private long _lastOffice;
    private bool _isSuspended;

    // Told when the next record was read, or all were.
    private FactBatch? _recovered;
    private long _recoveredNumber;

    // Made where the searcher thinks long.
    private IActorRef? _thinker;
    private Activity? _suggesting;

    public SearcherActor(SearcherStart start, HpoSettings settings, IActorRef pool, IActorRef results, CheckpointShelf shelf, ActivityContext trace, Func<Configuration, PackKey>? keyOf)
    {
        ExperimentSpec spec = start.Spec;
        _office = start.Office;
        _isAlone = start.IsAlone;
        _keyOf = keyOf;
        JournalPluginId = settings.JournalPlugin;
        SnapshotPluginId = settings.SnapshotStorePlugin;
        _settings = settings;
        _leases = new Leases(settings.Lease);
        _pool = pool;
        _results = results;
        _shelf = shelf;
        _tracing = new ExperimentTracing(spec, trace);
        _driver = new ExperimentDriver(spec, fact =>
        {
            _facts.Add(fact);
            _tracing.OnFact(fact);
        })
        {
            ThinksElsewhere = true,
            HasCheckpoint = shelf.Contains,
        };
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public override string PersistenceId => $"hpo-experiment-{Spec.Name}";

    private ExperimentSpec Spec => _driver.State.Spec;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    public static Props Props(SearcherStart start, HpoSettings settings, IActorRef pool, IActorRef results, CheckpointShelf shelf, ActivityContext trace, Func<Configuration, PackKey>? keyOf = null) =>
        Akka.Actor.Props.Create(() => new SearcherActor(start, settings, pool, results, shelf, trace, keyOf));

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case FactBatch batch:
                if (batch.Office < _lastOffice)
                {
                    throw new InvalidOperationException($"record {LastSequenceNr} of the experiment {Spec.Name} was decided in office {batch.Office}, after office {_lastOffice} had begun");
                }

                _lastOffice = batch.Office;
                foreach (ExperimentEvent fact in batch.Events)
                {
                    _driver.Replay(fact);
                }

                _driver.State.TakeUnneededCheckpoints();
                TellRecovered(null, hasMore: true);
                (_recovered, _recoveredNumber) = (batch, LastSequenceNr);
                break;
            case RecoveryCompleted:
                if (_lastOffice > _office)
                {
                    StandDown(_lastOffice);
                    return;
                }

                Checkpoint? best = _shelf.Recover(_driver.State.NeedsCheckpoint, MayBeReported, _driver.State.BestTrained);
                _takesOffice = _office > 0;
                if (_driver.State.Phase.IsFinal())
                {
                    // Once nobody of an earlier office can add to it.
                    Effect(_results, Recovered(best));
                    Flush();
                    return;
                }

                TellRecovered(best);
                TakeOverLeases();
                _driver.Start(Now);
                _checkedAt = Now;
                Timers.StartPeriodicTimer(CheckLeases.Instance, CheckLeases.Instance, _settings.HeartbeatInterval);
                if (Spec.Budget.WallTime is { } limit)
                {
                    TimeSpan left = _driver.State.StartedAt + limit - Now;
                    Timers.StartSingleTimer(WallTimeOver.Instance, WallTimeOver.Instance, left > TimeSpan.Zero ? left : TimeSpan.Zero);
                }

                Flush();
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case WorkRequested request:
                GiveWork(request);
                break;
            case TrialUpdates updates:
                _lanes = Math.Max(_lanes, updates.Lanes);
                Update(updates.Updates);
                break;
            case ThinkerActor.Outcome outcome:
                EndThought(outcome);
                break;
            case Heartbeat heartbeat:
                Renew(heartbeat.Running);
                break;
            case TrainerGone gone:
                Lose(gone.Trainer, "the trainer stopped");
                break;
            case CheckLeases:
                RemindPool();
                LoseExpired();
                break;
            case WallTimeOver:
                _driver.Settle(Now);
                break;
            case StopExperiment stop:
                _driver.Stop(stop.Phase, stop.Reason, Now);
                break;
            case KeepTest test:
                _driver.KeepTest(test.Metrics, Now);
                break;
            case Suspend:
                _isSuspended = true;
                break;
            case OfficeOver over:
                if (over.Office > _office)
                {
                    StandDown(over.Office);
                    return;
                }

                break;
            default:
                Unhandled(message);
                return;
        }

        Flush();
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        _log.Error(cause, "experiment {0}: its journal could not be written; the searcher stops", Spec.Name);

    // Akka goes on after a refusal; but the facts are not written, so that their effects must not leave.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _log.Error(cause, "experiment {0}: its journal refused a record; the searcher stops", Spec.Name);
        Context.Stop(Self);
    }

    private void GiveWork(WorkRequested request)
    {
        DateTimeOffset now = Now;
        PackAnswer answer = _isSuspended ? new PackAnswer([], null, false) : _keyOf is { } keyOf ? AskPack(request, keyOf, now) : AskEach(request, now);
        foreach (Assignment assignment in answer.Work)
        {
            _leases.Grant(assignment.Attempt, request.TrainerRef, now);
        }

        _starved |= answer.Work.Length == 0;
        Think();

        // The pool first: a trainer of short trials may be done, and announce room, before this actor gets to its next line; the pool would then take the
        // older news for the newer one.
        Effect(Sender, new PoolProtocol.WorkAnswered(Spec.Name, request.Trainer, answer.Work.Length, answer.HasMore));
        if (answer.Work.Length > 0)
        {
            Watch(request.TrainerRef);
            ImmutableArray<TrainerProtocol.WorkItem> work = [.. answer.Work.Select(ItemOf)];
            Effect(request.TrainerRef, new TrainerProtocol.Assign(Spec.Name, work, answer.Key, _office));
        }
    }

    private TrainerProtocol.WorkItem ItemOf(Assignment assignment) => new(
        assignment,
        _tracing.TraceParentOf(assignment.Trial),
        assignment.StartFrom is { } from && _shelf.TryGet(from, out Checkpoint? checkpoint) ? checkpoint : null);

    private void Think()
    {
        if (_driver.TakeThought() is { } thought)
        {
            _suggesting = _tracing.StartSuggest()?.SetTag(HpoTelemetry.Tags.Trial, thought.Trial.Value);
            _thinker ??= Context.ActorOf(ThinkerActor.Props, "thinker");
            _thinker.Tell(new ThinkerActor.Think(thought));
        }
    }

    private void EndThought(ThinkerActor.Outcome outcome)
    {
        _suggesting?.Dispose();
        _suggesting = null;
        if (outcome.Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        _driver.EndThought(outcome.About, outcome.Proposal, Now);
        AnnounceWork();
    }

    private PackAnswer AskEach(WorkRequested request, DateTimeOffset now)
    {
        // Who learns from results is asked as late as possible.
        int count = _driver.Searcher.LearnsFromResults ? request.Places : request.Credit;
        var work = ImmutableArray.CreateBuilder<Assignment>();
        Func<Assignment?> ask = () => _driver.Ask(request.Trainer, now);
        while (work.Count < count && _tracing.Suggest(ask, static a => a?.Trial) is { } assignment)
        {
            work.Add(assignment);
        }

        return new PackAnswer(work.DrainToImmutable(), null, false);
    }

    private PackAnswer AskPack(WorkRequested request, Func<Configuration, PackKey> keyOf, DateTimeOffset now) => request.Lanes > 0
        ? _tracing.Suggest(
            () => _driver.AskPack(new PackRequest(request.Trainer, request.Trainers, request.Lanes, request.Open), keyOf, now),
            static answer => answer.Work.Length > 0 ? answer.Work[0].Trial : null)
        : new PackAnswer([], null, true);

    private void Update(ImmutableArray<AttemptUpdate> updates)
    {
        DateTimeOffset now = Now;
        var receipts = ImmutableArray.CreateBuilder<TrainerProtocol.Receipt>(updates.Length);
        ImmutableArray<AttemptId>.Builder? stale = null;
        foreach (AttemptUpdate update in updates)
        {
            Lease? lease = LeaseOf(update.Attempt);
            int lastEpoch = 0;
            foreach (TrialReport report in update.Reports)
            {
                lastEpoch = report.Epoch;
                if (_driver.Report(update.Attempt, report.Epoch, report.Metrics, now) is { } verdict && lease is not null)
                {
                    lease.Verdict = new TrainerProtocol.VerdictReached(Spec.Name, update.Attempt, report.Epoch, verdict, _office);
                }

                // A milestone's report comes again where its verdict was lost on the way.
                if (lease?.Verdict?.Epoch == report.Epoch)
                {
                    Effect(Sender, lease.Verdict);
                }
            }

            if (update.End is { } end)
            {
                LiveTrial? ending = _driver.State.Current(update.Attempt);
                if (end.IsReturned)
                {
                    _driver.Return(update.Attempt, end.Seconds, now, end.Checkpoint is not null);
                }
                else
                {
                    _driver.End(update.Attempt, end.Failure, end.Seconds, end.Attributes, now, end.Checkpoint is not null);
                }

                if (ending is not null && end.Checkpoint is not null)
                {
                    Keep(ending, end.Checkpoint);
                }
            }
            else if (_driver.State.Current(update.Attempt) is null)
            {
                (stale ??= ImmutableArray.CreateBuilder<AttemptId>()).Add(update.Attempt);
            }

            if (lease is not null && _driver.State.Current(update.Attempt) is null)
            {
                _leases.End(update.Attempt.Trial);
            }

            receipts.Add(new TrainerProtocol.Receipt(update.Attempt, lastEpoch, update.End is not null));
        }

        Effect(Sender, new TrainerProtocol.Acknowledged(Spec.Name, receipts.MoveToImmutable(), _office));
        if (stale is not null)
        {
            Effect(Sender, new TrainerProtocol.StandDown(Spec.Name, stale.ToImmutable(), _office));
        }

        AnnounceWork();
    }

    // One to go on from, or an ended trial's, because it may be the best.
    private void Keep(LiveTrial trial, Checkpoint checkpoint)
    {
        if (trial.State is TrialState.Paused or TrialState.Proposed)
        {
            _shelf.Put(new CheckpointId(trial.Id, trial.Epoch), checkpoint);
        }
        else
        {
            _shelf.PutTrained(trial.Id, checkpoint);
        }
    }

    // The lease on an attempt; who holds one that a restarted searcher knows from its journal shows himself here.
    private Lease? LeaseOf(AttemptId attempt)
    {
        Lease? lease = _leases.Find(attempt);
        if (lease?.Trainer.IsNobody() == true)
        {
            lease.Trainer = Sender;
            Watch(Sender);
        }

        return lease;
    }

    private void Watch(IActorRef trainer)
    {
        // One on another node is known by its leases alone: to watch over the network is to cut nodes off that were only slow.
        if (((IInternalActorRef)trainer).IsLocal && _watched.Add(trainer))
        {
            Context.WatchWith(trainer, new TrainerGone(trainer));
        }
    }

    // The trainers go on meanwhile, and say so; unless they ended with the process in which they were.
    private void TakeOverLeases()
    {
        foreach (LiveTrial trial in _driver.State.Live.Values.Where(trial => trial.State == TrialState.Running).OrderByDescending(trial => trial.Id).ToArray())
        {
            AttemptId attempt = new(trial.Id, trial.Attempt);
            if (_isAlone)
            {
                // What it left may be there, though its process did not come to write that down.
                _driver.Return(attempt, at: Now, isSaved: _shelf.Contains(new CheckpointId(trial.Id, trial.Epoch)));
            }
            else
            {
                _leases.Grant(attempt, ActorRefs.Nobody, Now);
            }
        }
    }

    // What a running trial's attempt left may be there already, though that is not written down yet.
    private bool MayBeReported(CheckpointId checkpoint) =>
        _driver.State.Live.TryGetValue(checkpoint.Trial, out LiveTrial? trial) && trial.State == TrialState.Running && checkpoint.Epoch >= trial.Epoch;

    private void StandDown(long office)
    {
        _log.Warning("experiment {0}: office {1} is over, another process has office {2}; this searcher stops", Spec.Name, _office, office);
        Context.Parent.Tell(new ExperimentProtocol.Superseded());
        Context.Stop(Self);
    }

    private void Renew(ImmutableArray<AttemptId> running)
    {
        DateTimeOffset now = Now;
        ImmutableArray<AttemptId>.Builder? stale = null;
        foreach (AttemptId attempt in running)
        {
            if (LeaseOf(attempt) is { } lease)
            {
                _leases.Renew(lease, now);
            }
            else if (_driver.State.Current(attempt) is null)
            {
                (stale ??= ImmutableArray.CreateBuilder<AttemptId>()).Add(attempt);
            }
        }

        if (stale is not null)
        {
            Effect(Sender, new TrainerProtocol.StandDown(Spec.Name, stale.ToImmutable(), _office));
        }
    }

    private void LoseExpired()
    {
        DateTimeOffset now = Now;
        bool slept = now - _checkedAt > 2 * _settings.HeartbeatInterval;
        _checkedAt = now;
        if (slept)
        {
            // This process was stopped, or its machine asleep: what trainers said meanwhile may not be read yet.
            _leases.RenewAll(now);
            return;
        }

        foreach (Lease lease in _leases.ExpiredAt(now))
        {
            Lose(lease, $"its lease of {_settings.Lease.TotalSeconds:0.###} s ran out", now);
        }

        AnnounceWork();
    }

    private void Lose(IActorRef trainer, string why)
    {
        _watched.Remove(trainer);
        foreach (Lease lease in _leases.Of(trainer))
        {
            Lose(lease, why, Now);
        }

        AnnounceWork();
    }

    private void Lose(Lease lease, string why, DateTimeOffset now)
    {
        _leases.End(lease.Attempt.Trial);
        string name = _driver.State.Current(lease.Attempt)?.Trainer ?? lease.Trainer.Path.Name;
        _log.Warning("experiment {0}: trial {1} lost its trainer {2}: {3}", Spec.Name, lease.Attempt, name, why);
        _driver.End(lease.Attempt, new TrialFailure(FailureKind.TrainerLost, $"{name}: {why}"), at: now);
        Effect(lease.Trainer, new TrainerProtocol.StandDown(Spec.Name, [lease.Attempt], _office));
    }

    private void AnnounceWork()
    {
        if (_starved && _driver.State.Phase == ExperimentPhase.Running)
        {
            _starved = false;
            Effect(_pool, new PoolProtocol.WorkAvailable(Spec.Name));
        }
    }

    // The pool asks no more once it was told that there is no work; the news that there is some may have been lost.
    private void RemindPool()
    {
        if (Experiment.MayPropose(_driver.State) || _driver.State.Live.Count > _driver.State.Running)
        {
            Effect(_pool, new PoolProtocol.WorkAvailable(Spec.Name));
        }
    }

    private void Effect(IActorRef to, object message) => _effects.Add((to, message));

    // Sends what is due, after writing what has to be written first.
    private void Flush()
    {
        if (_writing)
        {
            return;
        }

        if (_facts.Count == 0 && !_takesOffice)
        {
            Release(_effects);
            _effects.Clear();
            if (_isSuspended && _driver.State.Running == 0)
            {
                Context.Parent.Tell(ExperimentProtocol.Suspended.Instance);
            }

            return;
        }

        FactBatch batch = new(_facts.DrainToImmutable(), _office);
        _takesOffice = false;
        IReadOnlyList<CheckpointId> unneeded = _driver.State.TakeUnneededCheckpoints();
        List<(IActorRef, object)> effects = _effects;
        _effects = [];
        _writing = true;
        Activity? span = _tracing.StartPersist(batch.Events.Length);
        PersistAsync(batch, written =>
        {
            span?.Dispose();
            _writing = false;
            if (!_works && written.Events.Length > 0)
            {
                _works = true;
                Context.Parent.Tell(ExperimentProtocol.SearcherWorks.Instance);
            }

            if (written.Events.Length > 0)
            {
                TellResults(written.Events, unneeded);
            }

            _shelf.Review(_driver.State.NeedsCheckpoint, MayBeReported);
            Release(effects);
            if (written.Events is [.., Ended])
            {
                Timers.CancelAll();
                _leases.Clear();
            }

            Flush();
        });
    }

    private void TellResults(ImmutableArray<ExperimentEvent> events, IReadOnlyList<CheckpointId> unneeded) =>
        _results.Tell(new ResultsProtocol.Facts(events, _shelf.HandOver(events, unneeded, _driver.State.Best), _lanes, LastSequenceNr));

    // The last record goes with what the best trial learnt: if it ends the experiment, that is wanted at once.
    private void TellRecovered(Checkpoint? bestState, bool hasMore = false)
    {
        if (_recovered is not null)
        {
            _results.Tell(Recovered(bestState, hasMore));
        }
    }

    private ResultsProtocol.Facts Recovered(Checkpoint? bestState, bool hasMore = false) =>
        new(_recovered!.Events, bestState is null ? [] : [new ResultsProtocol.TrainedState(_driver.State.Best!.Value, bestState)], _lanes, _recoveredNumber, hasMore);

    private static void Release(List<(IActorRef To, object Message)> effects)
    {
        foreach ((IActorRef to, object message) in effects)
        {
            to.Tell(message);
        }
    }

    protected override void PostStop()
    {
        _suggesting?.Dispose();
        _tracing.Dispose();
        base.PostStop();
    }

    private sealed record TrainerGone(IActorRef Trainer) : ILocalMessage;

    private sealed record CheckLeases : ILocalMessage, INotInfluenceReceiveTimeout
    {
        public static readonly CheckLeases Instance = new();
    }

    private sealed record WallTimeOver : ILocalMessage
    {
        public static readonly WallTimeOver Instance = new();
    }
}
