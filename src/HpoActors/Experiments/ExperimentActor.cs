using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using HpoActors.Checkpoints;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Protocol;
using HpoActors.Results;
using HpoActors.Searcher;
using HpoActors.Telemetry;
using static HpoActors.Protocol.ResultsProtocol;

namespace HpoActors.Experiments;

/// <summary>
/// One experiment: prepares its objective, takes trainers from the pool, starts and supervises the searcher and the results, has the best model measured,
/// and completes the client's promise.
/// </summary>
/// <remarks>
/// Preparing → Joining → Running (→ Testing (→ Keeping)) (→ Loading) → gone. In a store, an interrupted experiment does not end: its trainers hand their trials back, and it goes on
/// another time. A searcher that stops while the experiment runs is started again, and goes on where its journal
/// ends; where the journal keeps nothing, the experiment has failed.
/// </remarks>
internal sealed class ExperimentActor : ReceiveActor, IWithTimers
{
    // The searcher answers a stop at once; if it does not, what is known has to do.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly ExperimentProtocol.Run _run;
    private readonly HpoSettings _settings;
    private readonly IActorRef _pool;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CheckpointShelf _checkpoints;
    private readonly CancellationTokenSource _preparing = new();
    private readonly DateTimeOffset _acceptedAt = Context.System.Scheduler.Now;
    private Activity? _span;
    private ObjectiveDescription _description = ObjectiveDescription.None;
    private IActorRef _searcher = ActorRefs.Nobody;
    private IActorRef _results = ActorRefs.Nobody;
    private ExperimentResult? _result;
    private ILaneObjective? _lanes;
    private Reason? _interrupted;
    private int _restarts;
    private bool _isAlone;
    private bool _isOver;

    public ExperimentActor(ExperimentProtocol.Run run, HpoSettings settings, IActorRef pool)
    {
        _run = run;
        _settings = settings;
        _pool = pool;
        _checkpoints = run.Checkpoints ?? new CheckpointShelf(settings.CheckpointDirectory is { } directory ? new CheckpointFolder(directory, run.Spec.Name) : null);
        _isAlone = run.Office > 0 && run.IsAlone;
        Preparing();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private ExperimentSpec Spec => _run.Spec;

    // In a cluster one that stopped by an error is not over, and its trainers train on for whoever takes its office next.
    private bool GoesOnElsewhere => !_run.IsAlone && !_isOver && _interrupted is null;

    public static Props Props(ExperimentProtocol.Run run, HpoSettings settings, IActorRef pool) =>
        Akka.Actor.Props.Create(() => new ExperimentActor(run, settings, pool));

    protected override void PreStart()
    {
        _span = HpoTelemetry.Source.StartActivity("experiment", ActivityKind.Internal, default(ActivityContext))
            ?.SetTag(HpoTelemetry.Tags.Experiment, Spec.Name)
            .SetTag("hpo.searcher", Spec.Searcher.Name)
            .SetTag("hpo.scheduler", Spec.Scheduler.Name)
            .SetTag("hpo.seed", Spec.Seed);
        Activity.Current = null;

        IObjective objective;
        try
        {
            objective = _run.Options.Objective!(Spec);
        }
#pragma warning disable CA1031 // A user's factory may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Self.Tell(new NotPrepared(exception));
            return;
        }

        IPreparedObjective? prepared = _run.IsPreparedElsewhere ? null : objective as IPreparedObjective;
        if (prepared is not null || _checkpoints.Keeper?.IsLasting == true)
        {
            IProgress<string> progress = _run.Options.Preparation ?? new Progress<string>(_ => { });
            CancellationToken cancel = _preparing.Token;
            CheckpointKeeper? keeper = _checkpoints.Keeper;
            Elsewhere(
                () => (prepared is null ? new Prepared(ObjectiveDescription.None, KeepOrDispose(objective)) : Prepare(prepared, progress, cancel)) with { Kept = keeper?.Find() ?? [] },
                exception => new NotPrepared(exception));
        }
        else
        {
            Self.Tell(new Prepared(ObjectiveDescription.None, KeepOrDispose(objective)));
        }
    }

    protected override void PostStop()
    {
        _preparing.Cancel();
        _preparing.Dispose();
        _span?.Dispose();
        Warned(_checkpoints.Dispose);
        (_lanes as IDisposable)?.Dispose();
    }

    // What may wait, for a disk or a user's code, does so where no actor waits for it.
    private static void Elsewhere(Func<object> work, Func<Exception, object> failure)
    {
        IActorRef self = Context.Self;
        Context.System.Dispatchers.Lookup("hpo.waiting-dispatcher").Schedule(() =>
        {
            object answer;
            try
            {
                answer = work();
            }
#pragma warning disable CA1031 // A user's code may throw anything.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                answer = failure(exception);
            }

            self.Tell(answer, self);
        });
    }

    private void DeleteCheckpoints() => Warned(_checkpoints.DeleteAll);

    private void Warned(Action letGo)
    {
        try
        {
            letGo();
        }
        catch (IOException exception)
        {
            _log.Warning("experiment {0}: {1}", Spec.Name, exception.Message);
        }
    }

    // An actor that broke is not to be trusted with its state: the results' error ends the experiment, another searcher begins with what is in the journal.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private static Prepared Prepare(IPreparedObjective objective, IProgress<string> progress, CancellationToken cancel)
    {
        bool kept = false;
        try
        {
            ObjectiveDescription description = objective.Prepare(progress, cancel);
            cancel.ThrowIfCancellationRequested();
            ILaneObjective? lanes = objective as ILaneObjective;
            kept = lanes is not null;
            return new Prepared(description, lanes);
        }
        finally
        {
            if (!kept)
            {
                (objective as IDisposable)?.Dispose();
            }
        }
    }

    // One that trains lanes is asked for the packs of configurations to the end.
    private static ILaneObjective? KeepOrDispose(IObjective objective)
    {
        if (objective is not ILaneObjective)
        {
            (objective as IDisposable)?.Dispose();
        }

        return objective as ILaneObjective;
    }

    // A configuration that the objective cannot read fails on its trainer, as its trial's error.
    private PackKey KeyOf(Configuration configuration)
    {
        try
        {
            return _lanes!.KeyOf(configuration);
        }
#pragma warning disable CA1031 // A user's code may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new PackKey("unknown");
        }
    }

    private void Preparing()
    {
        Receive<Prepared>(prepared =>
        {
            _description = prepared.Description;
            _lanes = prepared.Lanes;
            _checkpoints.Put(prepared.Kept);
            foreach (string notice in _description.Notices)
            {
                _log.Info("experiment {0}: {1}", Spec.Name, notice);
            }

            _pool.Tell(new PoolProtocol.Join(Spec, _run.Options.Objective!, _run.Options.Trainers, _lanes is null ? null : new PoolProtocol.LaneOffer(_lanes.Lanes), _checkpoints.Keeper));
            Become(Joining);
        });
        Receive<NotPrepared>(failed => GiveUp(failed.Cause is InvalidOptionException or ExperimentFailedException
            ? failed.Cause
            : new ExperimentFailedException(failed.Cause.Message.ReplaceLineEndings(" "), failed.Cause)));
        Receive<ExperimentProtocol.Interrupt>(InterruptedEarly);
        Receive<ExperimentProtocol.Superseded>(_ => StandDown());
    }

    private void Joining()
    {
        Receive<PoolProtocol.Joined>(joined =>
        {
            IActorRef self = Self;
            _results = Context.ActorOf(ResultsActor.Props(Spec, self, _run.Options.Observer), "results");
            Context.WatchWith(_results, new ResultsGone());
            _description = joined.Description ?? _description;
            _log.Debug("experiment {0} runs on {1}", Spec.Name, string.Join(", ", joined.Trainers));
            Become(Running);
            BeginSearch();
        });
        Receive<PoolProtocol.Refused>(refused => GiveUp(new ExperimentFailedException(refused.Problem)));
        Receive<ExperimentProtocol.Interrupt>(InterruptedEarly);
        Receive<ExperimentProtocol.Superseded>(_ => StandDown());
    }

    private void Running()
    {
        Receive<ExperimentProtocol.Interrupt>(interrupt =>
        {
            _interrupted ??= interrupt.Reason;
            _isOver |= interrupt.IsFinal;
            if (Timers.IsTimerActive(Restart.Instance))
            {
                Timers.Cancel(Restart.Instance);
                _results.Tell(Conclude.Instance);
                return;
            }

            if (_run.Office > 0 && !interrupt.IsFinal)
            {
                _searcher.Tell(SearcherProtocol.Suspend.Instance);
                _pool.Tell(new PoolProtocol.Suspend(Spec.Name));
                Timers.StartSingleTimer(StopOverdue.Instance, StopOverdue.Instance, _settings.HandBackLimit);
                return;
            }

            _searcher.Tell(new SearcherProtocol.StopExperiment(ExperimentPhase.Interrupted, interrupt.Reason));
            Timers.StartSingleTimer(StopOverdue.Instance, StopOverdue.Instance, StopLimit);
        });
        Receive<StopOverdue>(_ => _results.Tell(Conclude.Instance));
        Receive<ExperimentProtocol.Suspended>(_ => _results.Tell(Conclude.Instance));
        Receive<ExperimentProtocol.Superseded>(_ => StandDown());
        Receive<SearcherGone>(_ => OnSearcherGone());
        Receive<Restart>(_ => BeginSearch());
        Receive<ExperimentProtocol.SearcherWorks>(_ => _restarts = 0);
        Receive<ResultsGone>(_ => GiveUp(new ExperimentFailedException($"the results of the experiment {Spec.Name} stopped by an error of their own; see the log")));
        Receive<Concluded>(OnConcluded);
    }

    private void BeginSearch()
    {
        StartSearcher();
        _pool.Tell(new PoolProtocol.Begin(Spec.Name, _searcher, _run.Office));
    }

    private void StartSearcher()
    {
        _searcher = Context.ActorOf(SearcherActor.Props(new SearcherStart(Spec, _run.Office, _isAlone), _settings, _pool, _results, _checkpoints, _span?.Context ?? default, _lanes is null ? null : KeyOf), "searcher");
        Context.WatchWith(_searcher, new SearcherGone());
        _isAlone = false;
    }

    private void OnSearcherGone()
    {
        _searcher = ActorRefs.Nobody;
        if (_interrupted is not null || !_settings.KeepsFacts || _restarts == _settings.SearcherRestarts)
        {
            _results.Tell(Conclude.Instance);
            return;
        }

        TimeSpan wait = TimeSpan.FromTicks((long)Math.Min(_settings.SearcherBackoff.Ticks * Math.Pow(2, _restarts), _settings.MostSearcherBackoff.Ticks));
        _restarts++;
        _log.Warning("experiment {0}: the searcher stopped by an error; it is started again in {1:0.###} s", Spec.Name, wait.TotalSeconds);
        Timers.StartSingleTimer(Restart.Instance, Restart.Instance, wait);
    }

    private void Loading()
    {
        Receive<ExperimentProtocol.SearcherWorks>(_ => { });
        Receive<Loaded>(loaded =>
        {
            if (loaded.Problem is not null)
            {
                _log.Warning("experiment {0}: the best trial's state is lost: {1}", Spec.Name, loaded.Problem);
            }

            Finish(_result! with { BestCheckpoint = loaded.Checkpoint });
        });
        Receive<ExperimentProtocol.Interrupt>(_ => Finish(_result! with { BestCheckpoint = null }));
        Receive<ExperimentProtocol.Superseded>(_ => StandDown());
        Receive<SearcherGone>(_ => { });
        Receive<ResultsGone>(_ => { });
    }

    private void Testing()
    {
        Receive<ExperimentProtocol.SearcherWorks>(_ => { });
        Receive<TrainerProtocol.BestTested>(tested =>
        {
            if (tested.Error is not null)
            {
                _log.Warning("experiment {0}: the best model could not be tested: {1}", Spec.Name, tested.Error);
            }

            Timers.Cancel(TestOverdue.Instance);
            _result = _result! with { Test = tested.Metrics };
            if (tested.Metrics is null)
            {
                Load(_result);
                return;
            }

            Become(Keeping);
            KeepTest();
        });
        Receive<TestOverdue>(_ =>
        {
            _log.Warning("experiment {0}: the test of the best model took longer than hpo.test-timeout = {1:0.###} s", Spec.Name, _settings.TestTimeout.TotalSeconds);
            Load(_result!);
        });
        Receive<ExperimentProtocol.Interrupt>(_ => Load(_result!));
        Receive<ExperimentProtocol.Superseded>(_ => StandDown());
        Receive<SearcherGone>(_ => _searcher = ActorRefs.Nobody);
        Receive<ResultsGone>(_ => { });
    }

    // The test's result is written down before anybody is told.
    private void Keeping()
    {
        Receive<Concluded>(concluded => Load(concluded.Result with { Test = _result!.Test }));
        Receive<Restart>(_ =>
        {
            StartSearcher();
            KeepTest();
        });
        Receive<ExperimentProtocol.SearcherWorks>(_ => _restarts = 0);
        Receive<ExperimentProtocol.Interrupt>(_ => Load(_result!));
        Receive<ExperimentProtocol.Superseded>(_ => StandDown());
        Receive<SearcherGone>(_ => OnSearcherGone());
        Receive<ResultsGone>(_ => Load(_result!));
    }

    private void KeepTest()
    {
        if (_searcher.IsNobody())
        {
            OnSearcherGone();
            return;
        }

        _searcher.Tell(new SearcherProtocol.KeepTest(_result!.Test!));
    }

    // Nothing was measured yet.
    private void InterruptedEarly(ExperimentProtocol.Interrupt interrupt)
    {
        _isOver = interrupt.IsFinal;
        Finish(new Leaderboard(Spec).ToResult() with { Phase = ExperimentPhase.Interrupted, EndReason = interrupt.Reason });
    }

    private void OnConcluded(Concluded concluded)
    {
        Timers.Cancel(Restart.Instance);
        ExperimentResult result = concluded.Result;
        _isOver |= result.Phase.IsFinal();
        if (!GoesOnElsewhere)
        {
            _pool.Tell(new PoolProtocol.Finish(Spec.Name));
        }

        if (!result.Phase.IsFinal())
        {
            result = _interrupted is { } asked
                ? result with { Phase = ExperimentPhase.Interrupted, EndReason = asked }
                : result with { Phase = ExperimentPhase.Failed, EndReason = new Reason("searcher-lost", "the searcher stopped by an error; see the log") };
        }

        Test(result);
    }

    private void Test(ExperimentResult result)
    {
        _result = result;
        if (result is { BestCheckpoint: { } checkpoint, Test: null, Phase: ExperimentPhase.Finished or ExperimentPhase.Exhausted })
        {
            _pool.Tell(new PoolProtocol.TestBest(Spec.Name, checkpoint));
            Timers.StartSingleTimer(TestOverdue.Instance, TestOverdue.Instance, _settings.TestTimeout);
            Become(Testing);
        }
        else
        {
            Load(result);
        }
    }

    // What lies with a keeper goes with the experiment.
    private void Load(ExperimentResult result)
    {
        Timers.CancelAll();
        if (result.BestCheckpoint is KeptCheckpoint kept)
        {
            _result = result;
            Elsewhere(() => new Loaded(new Checkpoint(kept.Format, kept.Content), null), exception => new Loaded(null, exception.Message));
            Become(Loading);
        }
        else
        {
            Finish(result);
        }
    }

    private void Finish(ExperimentResult result)
    {
        // Before the client knows, so that it may use the name again.
        if (!GoesOnElsewhere)
        {
            _pool.Tell(new PoolProtocol.Leave(Spec.Name));
        }

        _span?.SetTag("hpo.experiment.state", ResultDocument.NameOf(result.Phase));

        // In a store they stay until its end is written down there, by who has the office: whoever is killed before that finds the best model again.
        if (_run.Office == 0)
        {
            DeleteCheckpoints();
        }

        result = result with { Objective = _description, Seconds = (Context.System.Scheduler.Now - _acceptedAt).TotalSeconds };
        _run.Concluded?.Invoke(result, _isOver);
        _run.Result.TrySetResult(result);
        Context.Stop(Self);
    }

    // Trainers of other processes are another's by now.
    private void StandDown()
    {
        if (_run.IsAlone)
        {
            _pool.Tell(new PoolProtocol.Leave(Spec.Name));
        }

        _run.Result.TrySetException(new ExperimentFailedException($"another process took over the experiment {Spec.Name}; this one has stopped"));
        Context.Stop(Self);
    }

    private void GiveUp(Exception cause)
    {
        _pool.Tell(new PoolProtocol.Leave(Spec.Name));
        _span?.SetStatus(ActivityStatusCode.Error, cause.Message);
        _run.Result.TrySetException(cause);
        Context.Stop(Self);
    }

    private sealed record Prepared(ObjectiveDescription Description, ILaneObjective? Lanes) : ILocalMessage
    {
        public IReadOnlyList<(CheckpointId Id, KeptCheckpoint Checkpoint)> Kept { get; init; } = [];
    }

    private sealed record NotPrepared(Exception Cause) : ILocalMessage;

    private sealed record Loaded(Checkpoint? Checkpoint, string? Problem) : ILocalMessage;

    private sealed record SearcherGone : ILocalMessage;

    private sealed record ResultsGone : ILocalMessage;

    private sealed record Restart : ILocalMessage
    {
        public static readonly Restart Instance = new();
    }

    private sealed record StopOverdue : ILocalMessage
    {
        public static readonly StopOverdue Instance = new();
    }

    private sealed record TestOverdue : ILocalMessage
    {
        public static readonly TestOverdue Instance = new();
    }
}
