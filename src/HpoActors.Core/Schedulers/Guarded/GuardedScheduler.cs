using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Guarded;

/// <summary>
/// Any scheduler with guards around its trials: patience, a threshold, divergence, and the fewest and the most epochs of a trial. See <see cref="GuardOptions"/>.
/// </summary>
/// <remarks>
/// <para>
/// The scheduler is asked at its own milestones only and hears every value there, also one that a guard ends. What it decides holds unless a guard stops the
/// trial; where it stops one before the fewest epochs, it hears that it did, and the trial trains on up to there and stops then, with the scheduler's reason.
/// Patience, threshold and divergence look at each epoch, from the first one on, but stop nobody before the fewest epochs. A trial that goes on after a pause
/// goes on with what the guards knew; a copy of another trial starts anew with them, its epochs counting from the first of the one it copies.
/// </para>
/// <para>
/// Patience counts epochs since the last improvement, as early stopping in deep learning does (Prechelt, "Early stopping — but when?", 1998). Optuna's PatientPruner
/// compares two windows instead and asks its inner pruner only when they show no improvement; its ThresholdPruner has an upper and a lower bound, this one the bad
/// side alone. A trial stopped at the most epochs is stopped, not completed: it can be the experiment's best with <c>best-of = all</c> only.
/// </para>
/// </remarks>
public sealed class GuardedScheduler : IProposingScheduler
{
    private readonly ITrialScheduler _scheduler;
    private readonly IProposingScheduler? _proposer;
    private readonly GuardOptions _guards;
    private readonly Direction _direction;
    private readonly Dictionary<TrialId, GuardedTrial> _trials = [];

    /// <summary>Guards around a scheduler in its initial state.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="guards">The guards.</param>
    /// <param name="direction">The metric's direction, in which <paramref name="guards"/> are given. Values come to be minimised all the same.</param>
    /// <exception cref="InvalidOptionException">A guard is out of its range, or none is set.</exception>
    public GuardedScheduler(ITrialScheduler scheduler, GuardOptions guards, Direction direction = Direction.Minimize)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentNullException.ThrowIfNull(guards);
        _scheduler = scheduler;
        _proposer = scheduler as IProposingScheduler;
        _guards = guards.Validated();
        _direction = direction;
    }

    /// <inheritdoc/>
    public bool HasRoom => _proposer?.HasRoom ?? true;

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random) => _proposer?.Propose(trial, random);

    /// <inheritdoc/>
    public int FirstMilestone(TrialId trial, Configuration configuration) => NextMilestone(0, _scheduler.FirstMilestone(trial, configuration));

    /// <inheritdoc/>
    public void OnProposed(TrialId trial, Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        _scheduler.OnProposed(trial, proposal);
        _trials.Add(trial, new GuardedTrial(_scheduler.FirstMilestone(trial, proposal.Configuration)));
    }

    /// <inheritdoc/>
    public void OnLastProposed() => _scheduler.OnLastProposed();

    /// <inheritdoc/>
    public Verdict OnMilestone(TrialId trial, int epoch, double value)
    {
        GuardedTrial guarded = _trials[trial];
        Reason? broken = guarded.Take(_guards, _direction, epoch, value);
        Verdict verdict = guarded.GivenUp is { } reason ? Verdict.Stop(reason)
            : epoch >= guarded.SchedulerMilestone ? Ask(trial, guarded, epoch, value)
            : Verdict.Continue(guarded.SchedulerMilestone, new Reason("guards"));
        if (epoch < _guards.MinEpochs)
        {
            return verdict.Kind == VerdictKind.Pause ? verdict : Onwards(guarded, verdict);
        }

        return verdict.Kind == VerdictKind.Stop ? verdict
            : broken is not null ? Verdict.Stop(broken)
            : epoch >= _guards.MaxEpochs ? Verdict.Stop(new Reason("max-epochs", $"{_guards.MaxEpochs}"))
            : verdict.Kind == VerdictKind.Pause ? verdict
            : Onwards(guarded, verdict);
    }

    /// <inheritdoc/>
    public void OnPaused(TrialId trial) => _scheduler.OnPaused(trial);

    /// <inheritdoc/>
    public Decision? Next()
    {
        if (_scheduler.Next() is not { } decision)
        {
            return null;
        }

        GuardedTrial guarded = _trials[decision.Trial];
        return decision.Verdict.Kind == VerdictKind.Stop && guarded.Epoch >= _guards.MinEpochs ? decision : decision with { Verdict = Onwards(guarded, decision.Verdict) };
    }

    /// <inheritdoc/>
    public void OnResumed(TrialId trial)
    {
        GuardedTrial guarded = _trials[trial];
        Decision? decision = _scheduler.Next();
        if (decision?.Trial != trial)
        {
            throw new InvalidOperationException($"trial {trial} goes on, but nobody decided so");
        }

        if (decision.Verdict.Kind == VerdictKind.Stop)
        {
            GiveUp(trial, guarded, decision.Verdict.Reason);
        }
        else
        {
            guarded.SchedulerMilestone = decision.Verdict.Until;
            _scheduler.OnResumed(trial);
        }
    }

    /// <inheritdoc/>
    public void OnEnd(TrialId trial, TrialState state)
    {
        if (_trials.Remove(trial, out GuardedTrial? guarded) && guarded.GivenUp is null)
        {
            _scheduler.OnEnd(trial, state);
        }
    }

    private Verdict Ask(TrialId trial, GuardedTrial guarded, int epoch, double value)
    {
        Verdict verdict = _scheduler.OnMilestone(trial, epoch, value);
        if (verdict.Kind == VerdictKind.Continue)
        {
            guarded.SchedulerMilestone = verdict.Until;
        }
        else if (verdict.Kind == VerdictKind.Stop && epoch < _guards.MinEpochs)
        {
            GiveUp(trial, guarded, verdict.Reason);
        }

        return verdict;
    }

    // The scheduler counts on what it decided, though the trial trains on.
    private void GiveUp(TrialId trial, GuardedTrial guarded, Reason reason)
    {
        guarded.GivenUp = reason;
        _scheduler.OnEnd(trial, TrialState.Stopped);
    }

    // On to the next milestone; one that is to stop, to the fewest epochs.
    private Verdict Onwards(GuardedTrial guarded, Verdict verdict) =>
        Verdict.Continue(NextMilestone(guarded.Epoch, verdict.Kind == VerdictKind.Stop ? _guards.MinEpochs : verdict.Until), verdict.Reason);

    private int NextMilestone(int epoch, int scheduled) =>
        Math.Min(_guards.WatchesValues ? epoch + 1 : scheduled, Math.Min(scheduled, _guards.MaxEpochs is { } most && most > epoch ? most : int.MaxValue));
}
