using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using static HpoActors.Core.Experiments.ExperimentCommands;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Experiments;

/// <summary>
/// Drives one experiment: asks the searcher and the scheduler, puts their answers to <see cref="Experiment"/> and applies what it decides. Ask for a
/// trial, evaluate it, tell the outcome; the actors do just that, and so can a loop of ten lines. Not thread-safe.
/// </summary>
/// <remarks>
/// Facts come back by <see cref="Replay"/>: the searcher and the scheduler see the same calls again, and since both are pure they reach the same state.
/// </remarks>
public sealed partial class ExperimentDriver
{
    private readonly Action<ExperimentEvent>? _facts;
    private readonly ITrialScheduler _scheduler;
    private readonly IProposingScheduler? _proposer;

    // Proposed but not yet affordable: tried again when epochs are given back, unless the searcher has learnt meanwhile.
    private Proposal? _held;
    private bool _lacksEpochs;

    /// <summary>An experiment before its start.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="facts">Takes every fact that is decided here, in order; not those that are replayed.</param>
    /// <exception cref="InvalidOptionException">The specification does not fit together.</exception>
    public ExperimentDriver(ExperimentSpec spec, Action<ExperimentEvent>? facts = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        State = new ExperimentState(spec);
        Searcher = new PlannedSearcher(spec.Scheduler.CreateSearcher(spec), spec);
        _strict = spec.Order == TrialOrder.Strict ? new StrictOrder(spec.StrictLanes) : null;
        _scheduler = spec.Scheduler.Create(spec);
        _proposer = _scheduler as IProposingScheduler;
        _facts = facts;
    }

    /// <summary>Where the experiment stands.</summary>
    public ExperimentState State { get; }

    /// <summary>The searcher.</summary>
    public ISearcher Searcher { get; }

    /// <summary>Whether a checkpoint can be had; a trial whose own cannot starts over. Default: all can.</summary>
    public Func<CheckpointId, bool> HasCheckpoint { get; init; } = static _ => true;

    private ExperimentSpec Spec => State.Spec;

    /// <summary>Begins, where that has not happened.</summary>
    /// <param name="at">The time.</param>
    public void Start(DateTimeOffset at = default) => Handle(new Start(at));

    /// <summary>
    /// The next trial to run, or null: then the experiment has ended, or nothing can start before a running trial reports. What is tried again comes
    /// first, then what goes on after a pause, then what is new.
    /// </summary>
    /// <param name="trainer">Who will run it.</param>
    /// <param name="at">The time.</param>
    public Assignment? Ask(string trainer = "loop", DateTimeOffset at = default)
    {
        Settle(at);
        if (State.Phase != ExperimentPhase.Running)
        {
            return null;
        }

        while (true)
        {
            Assignment? assignment = AssignWaiting(trainer, at) ?? (Resume(at) ? AssignWaiting(trainer, at) : AssignNew(trainer, at));
            if (assignment is not null)
            {
                return assignment;
            }

            Settle(at);
            if (!GoOnWithoutNew(at))
            {
                EndWhereNothingCanChange(at);
                return null;
            }
        }
    }

    /// <summary>Reports an epoch.</summary>
    /// <returns>The verdict, the same again for a doubled report; null where none is due or the attempt is stale.</returns>
    public Verdict? Report(AttemptId attempt, int epoch, Metrics metrics, DateTimeOffset at = default)
    {
        Handle(new Report(at, attempt, epoch, metrics));
        if (State.Current(attempt) is not { } trial)
        {
            // It may have ended the last trial, as a failure.
            Settle(at);
            return null;
        }

        if (trial.Epoch != epoch)
        {
            return null;
        }

        if (trial.AwaitsVerdict)
        {
            Handle(new Judge(at, attempt, epoch, VerdictOn(trial)));
        }

        return trial.Judged is { } judged && judged.Epoch == epoch ? judged.Verdict : null;
    }

    /// <summary>Says that an attempt is done.</summary>
    /// <param name="attempt">Which.</param>
    /// <param name="failure">Why it failed, or null.</param>
    /// <param name="seconds">What the objective spent.</param>
    /// <param name="attributes">Numbers about the trial as a whole.</param>
    /// <param name="at">The time.</param>
    /// <param name="isSaved">Whether it left a checkpoint, from which a paused trial can go on. Default: it did.</param>
    public void End(AttemptId attempt, TrialFailure? failure = null, double seconds = 0, Metrics? attributes = null, DateTimeOffset at = default, bool isSaved = true)
    {
        Handle(new End(at, attempt, failure, seconds, attributes ?? Metrics.None, isSaved));
        Settle(at);
    }

    /// <summary>Says that a trainer gave an attempt back, or is gone with its process. That is no failure: the trial is tried again, from its last checkpoint.</summary>
    /// <param name="attempt">Which.</param>
    /// <param name="seconds">What the objective spent.</param>
    /// <param name="at">The time.</param>
    /// <param name="isSaved">Whether it left a checkpoint of the last epoch that it reported. Default: it did not.</param>
    public void Return(AttemptId attempt, double seconds = 0, DateTimeOffset at = default, bool isSaved = false)
    {
        Handle(new Return(at, attempt, seconds, isSaved));
        Settle(at);
    }

    /// <summary>Tells a trial's value: one report at its last epoch, and its end.</summary>
    public void Tell(Assignment assignment, double value, DateTimeOffset at = default)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        Report(assignment.Attempt, assignment.Until, new Metrics(Spec.Metric, value), at);
        End(assignment.Attempt, at: at);
    }

    /// <summary>Ends the experiment now; what runs or waits is cancelled.</summary>
    public void Stop(ExperimentPhase phase, Reason reason, DateTimeOffset at = default) => Handle(new Stop(at, phase, reason));

    /// <summary>Keeps what the best trial's model measured on data that the search never saw. Counts once, after the end.</summary>
    public void KeepTest(Metrics metrics, DateTimeOffset at = default) => Handle(new KeepTest(at, metrics));

    /// <summary>Ends the experiment where a limit is reached or nothing is left to do.</summary>
    public void Settle(DateTimeOffset at = default)
    {
        if (State.Phase == ExperimentPhase.Running)
        {
            Handle(new Settle(at));
        }
    }

    /// <summary>Applies a fact that was decided before, as from a journal.</summary>
    public void Replay(ExperimentEvent fact)
    {
        if (_strict is null && fact is VerdictGiven given && State.LiveTrials[given.Trial] is { State: TrialState.Running } trial)
        {
            _scheduler.OnMilestone(trial.Id, trial.Epoch, Spec.ToMinimize(trial.Value));
        }

        Apply(fact);
    }

    // Where nothing starts and nothing runs, no report and no epoch given back will ever change that.
    private void EndWhereNothingCanChange(DateTimeOffset at)
    {
        if (State.Phase != ExperimentPhase.Running || IsThinking || State.Running > 0)
        {
            return;
        }

        bool unaffordable = _lacksEpochs || State.Waiting.Count > 0 || NextDecision() is not null;
        Handle(
            unaffordable ? new Stop(at, ExperimentPhase.Finished, new Reason("total-epochs", $"{State.EpochsUsed} of {Spec.Budget.TotalEpochs}"))
            : State.IsExhausted ? new Stop(at, ExperimentPhase.Exhausted, new Reason("exhausted", $"{State.Proposed} trials"))
            : new Stop(at, ExperimentPhase.Finished, new Reason("trials", $"{State.Proposed}")));
    }

    // With nothing running and no epochs for a new trial there will be none: a scheduler that waits for more decides without.
    private bool GoOnWithoutNew(DateTimeOffset at)
    {
        if (State.Running > 0 || IsThinking || !Experiment.MayPropose(State))
        {
            return false;
        }

        Handle(new Propose(at, new TrialId(State.Proposed), null));
        return NextResumed(at) is not null;
    }

    private Assignment? AssignWaiting(string trainer, DateTimeOffset at)
    {
        for (LinkedListNode<TrialId>? node = State.Waiting.First; node is not null; node = node.Next)
        {
            if (Assign(State.LiveTrials[node.Value], trainer, at) is { } assignment)
            {
                return assignment;
            }
        }

        return null;
    }

    // Does what the scheduler decided about paused trials, up to the first one that goes on, and says whether there was one.
    private bool Resume(DateTimeOffset at)
    {
        if (NextResumed(at) is not { } decision)
        {
            return false;
        }

        Handle(new Decide(at, decision));
        return State.LiveTrials[decision.Trial].State == TrialState.Proposed;
    }

    // Ends those that the scheduler gives up, which may end the search where such a one counts; null where no other may go on.
    private Decision? NextResumed(DateTimeOffset at)
    {
        while (State.Phase == ExperimentPhase.Running && NextDecision() is { } decision)
        {
            if (State.LiveTrials.GetValueOrDefault(decision.Trial)?.State != TrialState.Paused)
            {
                throw new InvalidOperationException($"the scheduler {Spec.Scheduler.Name} decided about trial {decision.Trial}, which is not paused");
            }

            if (decision.Verdict.Kind == VerdictKind.Continue)
            {
                return decision;
            }

            Handle(new Decide(at, decision));
            Settle(at);
        }

        return null;
    }

    private Assignment? AssignNew(string trainer, DateTimeOffset at) =>
        State.Waiting.Count == 0 && (Spec.MaxConcurrent is not { } most || Active < most) && ProposeNew(at, 0) is { } trial
            ? Assign(trial, trainer, at)
            : null;

    // A new trial, or null where there is none or the epochs that nothing else claims do not suffice for it.
    private LiveTrial? ProposeNew(DateTimeOffset at, long claimed)
    {
        if (!MayPropose)
        {
            return null;
        }

        TrialId next = new(State.Proposed);
        if (_held is null && _proposer is not null && next.Value >= Spec.Points.Count
            && _proposer.Propose(next, Thought.StreamOf(Spec.Seed, next)) is { } own)
        {
            return Accept(next, own, at, claimed);
        }

        if (_held is null && ThinksElsewhere && Searcher.ThinksLong)
        {
            _isThoughtWanted = true;
            return null;
        }

        return Accept(next, _held ?? Searcher.Propose(next, Thought.StreamOf(Spec.Seed, next)), at, claimed);
    }

    private LiveTrial? Accept(TrialId next, Proposal? proposal, DateTimeOffset at, long claimed)
    {
        _held = null;
        _lacksEpochs = false;
        if (proposal is not null)
        {
            int epochs = Math.Min(Spec.EpochsOf(proposal.Configuration), _scheduler.FirstMilestone(next, proposal.Configuration));
            if (!Experiment.CanAfford(State, claimed + epochs))
            {
                // The checkpoint that a copy starts from may be gone when there are epochs; it is proposed again then.
                _held = proposal.StartFrom is null ? proposal : null;
                _lacksEpochs = true;
                return null;
            }
        }

        Handle(new Propose(at, next, proposal));
        return State.LiveTrials.GetValueOrDefault(next);
    }

    private Assignment? Assign(LiveTrial trial, string trainer, DateTimeOffset at)
    {
        if (trial.StartFrom is { } checkpoint && !HasCheckpoint(checkpoint))
        {
            Handle(new LoseCheckpoint(at, trial.Id));
        }

        Handle(new Assign(at, trial.Id, trainer, UntilOf(trial)));
        return trial.State == TrialState.Running
            ? new Assignment(new AttemptId(trial.Id, trial.Attempt), trial.Configuration, trial.Epoch + 1, trial.Until, trial.Epochs, trial.StartFrom)
            : null;
    }

    // What was granted once stays granted, whatever an attempt came to.
    private int UntilOf(LiveTrial trial) => Math.Clamp(
        trial.Until > 0 ? trial.Until : _scheduler.FirstMilestone(trial.Id, trial.Configuration), Experiment.EpochsDone(trial) + 1, trial.Epochs);

    private void Handle(ExperimentCommand command)
    {
        foreach (ExperimentEvent fact in Experiment.Decide(State, command))
        {
            Apply(fact);
            _facts?.Invoke(fact);
        }
    }

    private void Apply(ExperimentEvent fact)
    {
        LiveTrial? ending = fact is TrialEnded over ? State.LiveTrials[over.Trial] : null;
        Experiment.Apply(State, fact);
        CarriedOut(fact);
        switch (fact)
        {
            case TrialProposed proposed:
                _scheduler.OnProposed(proposed.Trial, new Proposal(proposed.Configuration, proposed.Reason, proposed.StartFrom));
                Observe(ObservationKind.Proposed, State.LiveTrials[proposed.Trial], double.NaN);
                if (State.Proposed >= Spec.Budget.Trials)
                {
                    _scheduler.OnLastProposed();
                }

                break;
            case SpaceExhausted:
                _scheduler.OnLastProposed();
                break;
            case Reported reported:
                LiveTrial reporter = State.LiveTrials[reported.Trial];
                Observe(ObservationKind.Reported, reporter, reporter.Value);
                break;
            case TrialEnded ended:
                Observe(ObservationKind.Ended, ending!, ended.State == TrialState.Failed ? double.NaN : ended.Value);
                break;
        }

        if (_strict is null)
        {
            TellScheduler(fact);
        }
        else
        {
            PassStrictly();
        }
    }

    private void TellScheduler(ExperimentEvent fact)
    {
        switch (fact)
        {
            case TrialPaused paused:
                _scheduler.OnPaused(paused.Trial);
                break;
            case TrialResumed resumed:
                _scheduler.OnResumed(resumed.Trial);
                break;
            case TrialEnded ended:
                _scheduler.OnEnd(ended.Trial, ended.State);
                break;
        }
    }

    private void Observe(ObservationKind kind, LiveTrial trial, double value) =>
        Learn(new Observation(kind, trial.Id, trial.Configuration, trial.Epoch, Spec.ToMinimize(value), trial.State));
}
