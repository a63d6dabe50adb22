using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;

namespace HpoActors.Training;

/// <summary>
/// One attempt between a trainer's actor and its thread. The thread runs it, alone or as a lane, and asks here for verdicts; the actor hands verdicts in and cancels.
/// </summary>
internal sealed class TrialJob : IDisposable
{
    private static readonly Reason Unasked = new("before-milestone");
    private static readonly Reason HandsBack = new("handed-back");

    private readonly CancellationTokenSource _cancel = new();
    private readonly Lock _gate = new();
    private ManualResetEventSlim? _changed;
    private Action? _wake;
    private (int Epoch, Verdict Verdict)? _judged;
    private int _until;
    private int _atWork;
    private bool _isLeaving;
    private bool _isHandedBack;
    private volatile string? _notKept;
    private int _reportedEpoch;

    public TrialJob(ExperimentSpec spec, ObjectiveFactory factory, Assignment assignment, string? traceParent, PackKey? pack = null, int? mostLanes = null)
    {
        Spec = spec;
        Factory = factory;
        Assignment = assignment;
        TraceParent = traceParent;
        Pack = pack;
        MostLanes = mostLanes;
        _until = assignment.Until;
        _reportedEpoch = assignment.FirstEpoch - 1;
    }

    public ExperimentSpec Spec { get; }

    public ObjectiveFactory Factory { get; }

    public Assignment Assignment { get; }

    public AttemptId Attempt => Assignment.Attempt;

    public string? TraceParent { get; }

    /// <summary>The pack that it is a lane of, or null where it is trained alone.</summary>
    public PackKey? Pack { get; }

    /// <summary>The most lanes that may be trained beside each other, or null where the session says.</summary>
    public int? MostLanes { get; }

    /// <summary>The checkpoint that it goes on from, or null: then it starts afresh.</summary>
    public Checkpoint? StartFrom { get; init; }

    /// <summary>Where the checkpoint that it leaves is written, or null: then it stays in memory.</summary>
    public CheckpointKeeper? Keeper { get; init; }

    public CancellationToken Cancelled => _cancel.Token;

    /// <summary>Whether it was cancelled; may be asked when all is over, too.</summary>
    public bool IsCancelled => _cancel.IsCancellationRequested;

    /// <summary>Whether a thread is at it. Read after <see cref="Cancel"/>, false means that the objective will not see the job any more.</summary>
    public bool IsAtWork => Volatile.Read(ref _atWork) != 0;

    /// <summary>Whether it was told to pause, by its scheduler or to be handed back.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_gate)
            {
                return _isHandedBack || _judged is { Verdict.Kind: VerdictKind.Pause };
            }
        }
    }

    /// <summary>Whether the trainer wants to hand it back, at its next report.</summary>
    public bool IsLeaving
    {
        get
        {
            lock (_gate)
            {
                return _isLeaving;
            }
        }
    }

    /// <summary>Whether it paused because the trainer hands it back.</summary>
    public bool IsHandedBack
    {
        get
        {
            lock (_gate)
            {
                return _isHandedBack;
            }
        }
    }

    /// <summary>The next epoch that waits for a verdict, and the last verdict.</summary>
    public (int Until, (int Epoch, Verdict Verdict)? Judged) Milestone
    {
        get
        {
            lock (_gate)
            {
                return (_until, _judged);
            }
        }
    }

    /// <summary>Thread's side, of a plain job: the last epoch that it reported.</summary>
    public int ReportedEpoch => _reportedEpoch;

    /// <summary>Why the trained state of a trial that completed could not be kept, or null. It costs the state, not the trial.</summary>
    public string? NotKept => _notKept;

    /// <summary>Actor's side: the device time that was counted for the experiment before the job's end.</summary>
    public double CountedSeconds { get; set; }

    /// <summary>The same attempt from its start for another thread; what was judged stays judged.</summary>
    public TrialJob Again()
    {
        lock (_gate)
        {
            return new TrialJob(Spec, Factory, Assignment, TraceParent, Pack, MostLanes) { StartFrom = StartFrom, Keeper = Keeper, _until = _until, _judged = _judged, _isLeaving = _isLeaving };
        }
    }

    /// <summary>What the objective gets to see of the job.</summary>
    public TrialContext ContextOn(Device device, ITrialReporter reporter) => new(reporter)
    {
        Experiment = Spec.Name,
        Seed = Spec.Seed,
        Trial = Attempt.Trial,
        Attempt = Attempt.Attempt,
        Configuration = Assignment.Configuration,
        Metric = Spec.Metric,
        Device = device,
        FirstEpoch = Assignment.FirstEpoch,
        Epochs = Assignment.Epochs,
        Checkpoint = StartFrom,
    };

    /// <summary>Thread's side: takes the job up, or not where it was cancelled or is to be handed back.</summary>
    public bool Begin() => GoOn() && !IsLeaving;

    /// <summary>Thread's side: goes on with a job, or not where it was cancelled. One that is to be handed back after its next report has to reach that.</summary>
    public bool GoOn()
    {
        Interlocked.Exchange(ref _atWork, 1);
        return !_cancel.IsCancellationRequested;
    }

    /// <summary>Thread's side: the objective is done with the job for now.</summary>
    public void Rest() => Interlocked.Exchange(ref _atWork, 0);

    /// <summary>
    /// Thread's side: the outcome as it is told, its checkpoint with the keeper where there is one: a paused trial's, and where the keeper's outlive the process each one's.
    /// </summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="epoch">The last epoch that is in its checkpoint.</param>
    public TrialOutcome Keep(TrialOutcome outcome, int epoch)
    {
        if (Keeper is null || outcome.Checkpoint is not { } checkpoint || !(IsPaused || Keeper.IsLasting))
        {
            return outcome;
        }

        if (Keeper.KeepsNothing)
        {
            return TrialOutcome.Completed;
        }

        try
        {
            return TrialOutcome.CompletedWith(Keeper.Write(new CheckpointId(Attempt.Trial, epoch), Attempt, checkpoint));
        }
        catch (IOException exception) when (IsPaused)
        {
            return TrialOutcome.Failed(FailureKind.UserError, exception.Message);
        }
        catch (IOException exception)
        {
            _notKept = exception.Message;
            return TrialOutcome.Completed;
        }
    }

    /// <summary>Thread's side: <paramref name="wake"/> is called when the job is judged or cancelled.</summary>
    public void WakeBy(Action wake)
    {
        lock (_gate)
        {
            _wake = wake;
        }

        _cancel.Token.Register(wake);
    }

    /// <summary>Actor's side: the scheduler decided about a milestone.</summary>
    public void Judge(int epoch, in Verdict verdict)
    {
        Action? wake;
        lock (_gate)
        {
            // A verdict that comes twice, or for an earlier milestone, is old news.
            if (epoch != _until || _judged?.Epoch == epoch)
            {
                return;
            }

            _judged = (epoch, verdict);
            _until = verdict.Kind == VerdictKind.Continue ? verdict.Until : _until;
            _changed?.Set();
            wake = _wake;
        }

        wake?.Invoke();
    }

    /// <summary>Actor's side: the thread is to pause it at its next report, or where it waits for a verdict at once, since the trainer hands it back.</summary>
    public void Leave()
    {
        Action? wake;
        lock (_gate)
        {
            _isLeaving = true;
            _changed?.Set();
            wake = _wake;
        }

        wake?.Invoke();
    }

    /// <summary>It paused to be handed back, in another process.</summary>
    public void HandedBack()
    {
        lock (_gate)
        {
            _isHandedBack = true;
        }
    }

    /// <summary>Actor's side: the thread is to come back soon.</summary>
    public void Cancel() => _cancel.Cancel();

    /// <summary>Thread's side: the verdict on an epoch; null at a milestone that is not judged yet.</summary>
    /// <exception cref="InvalidOperationException">A milestone was left out; nobody would ever answer.</exception>
    public Verdict? VerdictOn(int epoch)
    {
        if (epoch >= Assignment.Epochs)
        {
            return Verdict.LastEpoch;
        }

        lock (_gate)
        {
            if (_isHandedBack || (_isLeaving && epoch <= _until && _judged?.Epoch != epoch))
            {
                _isHandedBack = true;
                return Verdict.Pause(HandsBack);
            }

            return _judged is { } judged && judged.Epoch == epoch ? judged.Verdict
                : epoch < _until ? Verdict.Continue(_until, Unasked)
                : epoch == _until ? null
                : throw new InvalidOperationException($"epoch {epoch} was reported without epoch {_until}, at which the scheduler decides; report every epoch");
        }
    }

    /// <summary>
    /// Thread's side: calls <paramref name="post"/> and returns the verdict on an epoch, at once where none is due, otherwise after waiting for it.
    /// </summary>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A milestone was left out; nobody would ever answer.</exception>
    public Verdict AwaitVerdict(int epoch, Action post)
    {
        _cancel.Token.ThrowIfCancellationRequested();
        VerdictOn(epoch);
        _reportedEpoch = epoch;
        post();
        while (true)
        {
            ManualResetEventSlim changed;
            lock (_gate)
            {
                if (VerdictOn(epoch) is { } verdict)
                {
                    return verdict;
                }

                changed = _changed ??= new ManualResetEventSlim();
                changed.Reset();
            }

            changed.Wait(_cancel.Token);
        }
    }

    public void Dispose()
    {
        _cancel.Dispose();
        _changed?.Dispose();
    }
}
