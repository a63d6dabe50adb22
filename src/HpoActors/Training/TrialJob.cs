using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;

namespace HpoActors.Training;

/// <summary>
/// One attempt between a trainer's actor and its thread. The thread runs it and waits here for verdicts; the actor hands verdicts in and cancels.
/// </summary>
internal sealed class TrialJob : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly Lock _gate = new();
    private ManualResetEventSlim? _judged;
    private Verdict _verdict;
    private int _until;
    private int _begun;

    public TrialJob(ExperimentSpec spec, ObjectiveFactory factory, Assignment assignment, string? traceParent)
    {
        Spec = spec;
        Factory = factory;
        Assignment = assignment;
        TraceParent = traceParent;
        _until = assignment.Until;
    }

    public ExperimentSpec Spec { get; }

    public ObjectiveFactory Factory { get; }

    public Assignment Assignment { get; }

    public AttemptId Attempt => Assignment.Attempt;

    public string? TraceParent { get; }

    public CancellationToken Cancelled => _cancel.Token;

    /// <summary>Whether a thread has it. Read after <see cref="Cancel"/>, false means that the objective will never see the job.</summary>
    public bool HasBegun => Interlocked.CompareExchange(ref _begun, 0, 0) != 0;

    /// <summary>Thread's side: takes the job, or not where it was cancelled before.</summary>
    public bool Begin()
    {
        Interlocked.Exchange(ref _begun, 1);
        return !_cancel.IsCancellationRequested;
    }

    /// <summary>Actor's side: the scheduler decided about the milestone at which the thread waits.</summary>
    public void Judge(int epoch, in Verdict verdict)
    {
        lock (_gate)
        {
            // A verdict that comes twice, or for an earlier milestone, is old news.
            if (epoch == _until && _judged is { IsSet: false } waiting)
            {
                _verdict = verdict;
                _until = verdict.Kind == VerdictKind.Continue ? verdict.Until : _until;
                waiting.Set();
            }
        }
    }

    /// <summary>Actor's side: the thread is to come back soon.</summary>
    public void Cancel() => _cancel.Cancel();

    /// <summary>
    /// Thread's side: the verdict on an epoch. At once where none is due; otherwise <paramref name="post"/> is called and the thread waits.
    /// </summary>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A milestone was left out; nobody would ever answer.</exception>
    public Verdict AwaitVerdict(int epoch, Action post)
    {
        _cancel.Token.ThrowIfCancellationRequested();
        if (epoch >= Assignment.Epochs)
        {
            post();
            return Verdict.LastEpoch;
        }

        ManualResetEventSlim judged;
        lock (_gate)
        {
            if (epoch < _until)
            {
                judged = null!;
            }
            else if (epoch > _until)
            {
                throw new InvalidOperationException($"epoch {epoch} was reported without epoch {_until}, at which the scheduler decides; report every epoch");
            }
            else
            {
                judged = _judged ??= new ManualResetEventSlim();
                judged.Reset();
            }
        }

        post();
        if (judged is null)
        {
            return Verdict.Continue(_until, Unasked);
        }

        judged.Wait(_cancel.Token);
        lock (_gate)
        {
            return _verdict;
        }
    }

    public void Dispose()
    {
        _cancel.Dispose();
        _judged?.Dispose();
    }

    private static readonly Reason Unasked = new("before-milestone");
}
