using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using static HpoActors.Core.Experiments.ExperimentCommands;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Experiments;

/// <summary>
/// The rules of an experiment. <see cref="Decide"/> turns a command into facts and changes nothing; <see cref="Apply"/> makes a fact part of the state.
/// Commands that are stale, doubled or come too late give no facts.
/// </summary>
public static class Experiment
{
    /// <summary>The facts that follow from a command, in order. To be applied one after the other before the next command.</summary>
    public static IReadOnlyList<ExperimentEvent> Decide(ExperimentState state, ExperimentCommand command)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(command);
        if (command is Start)
        {
            return state.Phase == ExperimentPhase.New ? [new Started(command.At, state.Spec.Name, state.Spec.Seed)] : [];
        }

        if (command is KeepTest test)
        {
            return state is { Phase: ExperimentPhase.Finished or ExperimentPhase.Exhausted, IsTested: false, Best: { } best } ? [new BestTested(test.At, best, test.Metrics)] : [];
        }

        return state.Phase != ExperimentPhase.Running ? [] : command switch
        {
            Propose propose => DecidePropose(state, propose),
            Assign assign => DecideAssign(state, assign),
            Report report => DecideReport(state, report),
            Judge judge => DecideJudge(state, judge),
            Decide decide => DecidePaused(state, decide),
            LoseCheckpoint lost => state.LiveTrials.TryGetValue(lost.Trial, out LiveTrial? trial) && trial.State != TrialState.Running && trial.StartFrom is not null
                ? [new CheckpointLost(lost.At, lost.Trial)]
                : [],
            End end => DecideEnd(state, end),
            Return back => DecideReturn(state, back),
            Stop stop => CancelAll(state, stop.At, stop.Phase, stop.Reason),
            Settle => DecideSettle(state, command.At),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command"),
        };
    }

    /// <summary>Makes a fact part of the state.</summary>
    public static void Apply(ExperimentState state, ExperimentEvent fact)
    {
        ArgumentNullException.ThrowIfNull(state);
        switch (fact)
        {
            case Started started:
                state.Phase = ExperimentPhase.Running;
                state.StartedAt = started.At;
                break;
            case TrialProposed proposed:
                state.Proposed = proposed.Trial.Value + 1;
                state.Checkpoints.Change(null, proposed.StartFrom);
                state.LiveTrials.Add(
                    proposed.Trial,
                    new LiveTrial(proposed.Trial, proposed.Configuration, state.Spec.EpochsOf(proposed.Configuration), proposed.StartFrom));
                state.Waiting.AddLast(proposed.Trial);
                break;
            case AttemptStarted started:
                ApplyAttemptStarted(state, started);
                break;
            case Reported reported:
                LiveTrial reporter = state.LiveTrials[reported.Trial];
                state.EpochsReserved -= reported.Epoch - reporter.Epoch;
                state.EpochsUsed += reported.Epoch - reporter.Epoch;
                reporter.Epoch = reported.Epoch;
                reporter.Value = reported.Metrics.TryGet(state.Spec.Metric, out double value) ? value : double.NaN;
                break;
            case VerdictGiven given:
                ApplyVerdictGiven(state, given);
                break;
            case TrialPaused paused:
                LiveTrial resting = state.LiveTrials[paused.Trial];
                state.Move(resting, TrialState.Paused);
                resting.Ending = null;
                if (paused.IsSaved)
                {
                    GoOnFrom(state, resting, new CheckpointId(resting.Id, resting.Epoch));
                }

                break;
            case TrialResumed resumed:
                LiveTrial called = state.LiveTrials[resumed.Trial];
                state.Move(called, TrialState.Proposed);
                called.Until = resumed.Until;
                state.Waiting.AddLast(resumed.Trial);
                break;
            case CheckpointLost lost:
                GoOnFrom(state, state.LiveTrials[lost.Trial], null);
                break;
            case AttemptFailed failed:
                LiveTrial retried = state.LiveTrials[failed.Trial];
                Release(state, retried);
                state.Move(retried, TrialState.Proposed);
                retried.Failures++;
                state.Waiting.AddFirst(failed.Trial);
                break;
            case AttemptReturned returned:
                LiveTrial back = state.LiveTrials[returned.Trial];
                Release(state, back);
                state.Move(back, TrialState.Proposed);
                if (returned.IsSaved)
                {
                    GoOnFrom(state, back, new CheckpointId(back.Id, back.Epoch));
                }

                state.Waiting.AddFirst(returned.Trial);
                break;
            case TrialEnded ended:
                ApplyTrialEnded(state, ended);
                break;
            case SpaceExhausted:
                state.IsExhausted = true;
                break;
            case Ended ended:
                state.Phase = ended.Phase;
                state.EndReason = ended.Reason;
                break;
            case BestTested:
                state.IsTested = true;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fact), fact, "unknown fact");
        }
    }

    /// <summary>Whether the budget has room for one more trial.</summary>
    public static bool MayPropose(ExperimentState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Phase == ExperimentPhase.Running && !state.IsExhausted && !(state.Proposed >= state.Spec.Budget.Trials);
    }

    /// <summary>Whether the budget of all epochs has room for this many more.</summary>
    public static bool CanAfford(ExperimentState state, long epochs)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Spec.Budget.TotalEpochs is not { } total || state.EpochsUsed + state.EpochsReserved + epochs <= total;
    }

    private static ExperimentEvent[] DecidePropose(ExperimentState state, Propose propose)
    {
        if (propose.Trial.Value != state.Proposed || !MayPropose(state))
        {
            return [];
        }

        return propose.Proposal is { } proposal
            ? [new TrialProposed(propose.At, propose.Trial, proposal.Configuration, proposal.Reason, proposal.StartFrom)]
            : [new SpaceExhausted(propose.At)];
    }

    private static ExperimentEvent[] DecideAssign(ExperimentState state, Assign assign)
    {
        if (!state.LiveTrials.TryGetValue(assign.Trial, out LiveTrial? trial) || trial.State != TrialState.Proposed)
        {
            return [];
        }

        int done = EpochsDone(trial);
        int until = Math.Clamp(assign.Until, done + 1, trial.Epochs);
        return CanAfford(state, until - done)
            ? [new AttemptStarted(assign.At, assign.Trial, trial.Attempt + 1, assign.Trainer, done + 1, until)]
            : [];
    }

    private static ExperimentEvent[] DecidePaused(ExperimentState state, Decide decide)
    {
        (TrialId id, Verdict verdict) = decide.Decision;
        if (!state.LiveTrials.TryGetValue(id, out LiveTrial? trial) || trial.State != TrialState.Paused)
        {
            return [];
        }

        return verdict.Kind switch
        {
            VerdictKind.Stop =>
            [
                new VerdictGiven(decide.At, id, trial.Attempt, trial.Epoch, verdict),
                new TrialEnded(decide.At, id, trial.Attempt, TrialState.Stopped, trial.Value, null, 0, Metrics.None),
            ],
            VerdictKind.Pause => [new VerdictGiven(decide.At, id, trial.Attempt, trial.Epoch, verdict)],
            VerdictKind.Continue when CanResume(state, trial, verdict) => [new TrialResumed(decide.At, id, ResumedUntil(trial, verdict), verdict.Reason)],
            _ => [],
        };
    }

    /// <summary>Whether the budget has room for what a paused trial that goes on will train.</summary>
    internal static bool CanResume(ExperimentState state, LiveTrial trial, in Verdict verdict) =>
        CanAfford(state, ResumedUntil(trial, verdict) - EpochsDone(trial));

    private static int ResumedUntil(LiveTrial trial, in Verdict verdict) => Math.Clamp(verdict.Until, trial.Epoch + 1, trial.Epochs);

    /// <summary>The epochs that a trial's next attempt need not train.</summary>
    public static int EpochsDone(LiveTrial trial) => trial?.StartFrom?.Epoch ?? 0;

    private static ExperimentEvent[] DecideReport(ExperimentState state, Report report)
    {
        LiveTrial? trial = state.Current(report.Attempt);
        if (trial is null || report.Epoch <= trial.Epoch || report.Epoch > trial.Until || trial.Ending is not null)
        {
            return [];
        }

        Reported reported = new(report.At, trial.Id, trial.Attempt, report.Epoch, report.Metrics);
        if (!report.Metrics.TryGet(state.Spec.Metric, out double value))
        {
            return [reported, .. Failure(state, trial, report.At, new(FailureKind.UserError, $"epoch {report.Epoch} was reported without the metric '{state.Spec.Metric}'"), 0, Metrics.None, double.NaN)];
        }

        return double.IsFinite(value)
            ? [reported]
            : [reported, .. Failure(state, trial, report.At, new(FailureKind.Diverged, $"{state.Spec.Metric} was {value:R} at epoch {report.Epoch}"), 0, Metrics.None, double.NaN)];
    }

    private static ExperimentEvent[] DecideJudge(ExperimentState state, Judge judge)
    {
        LiveTrial? trial = state.Current(judge.Attempt);
        if (trial is not { AwaitsVerdict: true } || judge.Epoch != trial.Epoch)
        {
            return [];
        }

        Verdict verdict = judge.Verdict;
        if (verdict.Kind == VerdictKind.Continue)
        {
            verdict = verdict with { Until = Math.Clamp(verdict.Until, trial.Epoch + 1, trial.Epochs) };
            if (!CanAfford(state, verdict.Until - trial.Epoch))
            {
                verdict = Verdict.Stop(new Reason("budget", "total-epochs"));
            }
        }

        return [new VerdictGiven(judge.At, trial.Id, trial.Attempt, trial.Epoch, verdict)];
    }

    private static ExperimentEvent[] DecideEnd(ExperimentState state, End end)
    {
        if (state.Current(end.Attempt) is not { } trial)
        {
            return [];
        }

        // Told to stop or to pause, its value is known: what goes wrong on its way out takes nothing of that away.
        if (end.Failure is not null && trial.Ending is null)
        {
            return Failure(state, trial, end.At, end.Failure, end.Seconds, end.Attributes, trial.Value);
        }

        if (trial.Epoch < trial.FirstEpoch)
        {
            TrialFailure silent = new(FailureKind.UserError, $"the objective ended without reporting '{state.Spec.Metric}'");
            return Failure(state, trial, end.At, silent, end.Seconds, end.Attributes, double.NaN);
        }

        return trial.Ending == VerdictKind.Pause
            ? [new TrialPaused(end.At, trial.Id, trial.Attempt, end.Seconds, end.IsSaved && end.Failure is null, end.Failure)]
            : [new TrialEnded(
                end.At, trial.Id, trial.Attempt, trial.Ending == VerdictKind.Stop ? TrialState.Stopped : TrialState.Completed, trial.Value, null, end.Seconds, end.Attributes)];
    }

    private static ExperimentEvent[] DecideReturn(ExperimentState state, Return back)
    {
        if (state.Current(back.Attempt) is not { } trial)
        {
            return [];
        }

        // Told to stop or to pause, it has done what it was to do. From a checkpoint of the last epoch nothing could go on.
        return trial.Ending is not null
            ? DecideEnd(state, new End(back.At, back.Attempt, null, back.Seconds, Metrics.None, back.IsSaved))
            : [new AttemptReturned(back.At, trial.Id, trial.Attempt, back.Seconds, back.IsSaved && trial.Epoch >= trial.FirstEpoch && trial.Epoch < trial.Epochs)];
    }

    private static ExperimentEvent[] Failure(
        ExperimentState state, LiveTrial trial, DateTimeOffset at, TrialFailure failure, double seconds, Metrics attributes, double value)
    {
        ExperimentSpec spec = state.Spec;
        bool again = trial.Failures + 1 < spec.MaxAttempts && (failure.Kind == FailureKind.TrainerLost || spec.RetryOn.Contains(failure.Kind));
        return again
            ? [new AttemptFailed(at, trial.Id, trial.Attempt, failure, seconds)]
            : [new TrialEnded(at, trial.Id, trial.Attempt, TrialState.Failed, value, failure, seconds, attributes)];
    }

    private static ExperimentEvent[] DecideSettle(ExperimentState state, DateTimeOffset at)
    {
        Budget budget = state.Spec.Budget;
        if (budget.Target is { } target && state.Best is not null && state.Spec.ToMinimize(state.BestValue) <= state.Spec.ToMinimize(target))
        {
            return CancelAll(state, at, ExperimentPhase.Finished, new Reason("target", $"{state.BestValue:R}"));
        }

        if (budget.WallTime is { } limit && at - state.StartedAt >= limit)
        {
            return CancelAll(state, at, ExperimentPhase.Finished, new Reason("wall-time", $"{limit}"));
        }

        if (state.IsExhausted && state.LiveTrials.Count == 0)
        {
            return [new Ended(at, ExperimentPhase.Exhausted, new Reason("exhausted", $"{state.Proposed} trials"))];
        }

        if (state.Proposed >= budget.Trials && state.LiveTrials.Count == 0)
        {
            return [new Ended(at, ExperimentPhase.Finished, new Reason("trials", $"{budget.Trials}"))];
        }

        return [];
    }

    private static ExperimentEvent[] CancelAll(ExperimentState state, DateTimeOffset at, ExperimentPhase phase, Reason reason) =>
    [
        .. state.LiveTrials.Values.OrderBy(t => t.Id)
            .Select(t => new TrialEnded(
                at,
                t.Id,
                t.Attempt,
                t.State == TrialState.Paused && phase is ExperimentPhase.Finished or ExperimentPhase.Exhausted ? TrialState.Stopped : TrialState.Cancelled,
                t.Value,
                null,
                t.State == TrialState.Running ? (at - t.StartedAt).TotalSeconds : 0,
                Metrics.None)),
        new Ended(at, phase, reason),
    ];

    private static void ApplyAttemptStarted(ExperimentState state, AttemptStarted started)
    {
        LiveTrial trial = state.LiveTrials[started.Trial];
        state.Waiting.Remove(started.Trial);
        if (trial.Epoch != started.FirstEpoch - 1)
        {
            trial.Epoch = started.FirstEpoch - 1;
            trial.Value = double.NaN;
        }

        state.Move(trial, TrialState.Running);
        trial.Judged = null;
        trial.FirstEpoch = started.FirstEpoch;
        trial.Attempt = started.Attempt;
        trial.Trainer = started.Trainer;
        trial.StartedAt = started.At;
        trial.Until = started.Until;
        state.EpochsReserved += started.Until - trial.Epoch;
    }

    private static void ApplyVerdictGiven(ExperimentState state, VerdictGiven given)
    {
        LiveTrial trial = state.LiveTrials[given.Trial];
        trial.Judged = (given.Epoch, given.Verdict);
        if (trial.State == TrialState.Paused)
        {
            return;
        }

        if (given.Verdict.Kind == VerdictKind.Continue)
        {
            state.EpochsReserved += given.Verdict.Until - trial.Until;
            trial.Until = given.Verdict.Until;
        }
        else
        {
            trial.Ending = given.Verdict.Kind;
        }
    }

    private static void ApplyTrialEnded(ExperimentState state, TrialEnded ended)
    {
        LiveTrial trial = state.LiveTrials[ended.Trial];
        if (trial.State == TrialState.Running)
        {
            Release(state, trial);
        }
        else if (trial.State == TrialState.Proposed)
        {
            state.Waiting.Remove(ended.Trial);
        }

        GoOnFrom(state, trial, null);
        state.LiveTrials.Remove(ended.Trial);
        state.Move(trial, ended.State);
        _ = ended.State switch
        {
            TrialState.Completed => state.Completed++,
            TrialState.Stopped => state.Stopped++,
            TrialState.Failed => state.Failed++,
            _ => state.Cancelled++,
        };

        if (state.Spec.BestOf.Counts(ended.State) && Leaderboard.IsBetter(state.Spec, ended.Value, ended.Trial, state.BestValue, state.Best))
        {
            state.Best = ended.Trial;
            state.BestTrained = new CheckpointId(ended.Trial, trial.Epoch);
            state.BestValue = ended.Value;
        }
    }

    private static void GoOnFrom(ExperimentState state, LiveTrial trial, CheckpointId? checkpoint)
    {
        state.Checkpoints.Change(trial.StartFrom, checkpoint);
        trial.StartFrom = checkpoint;
    }

    private static void Release(ExperimentState state, LiveTrial trial) => state.EpochsReserved -= trial.Until - trial.Epoch;
}
