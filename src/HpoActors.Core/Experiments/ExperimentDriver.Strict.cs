using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Experiments;

/// <summary>
/// The strict order: searcher and scheduler hear and decide at the imagined time, whatever the real trainers do. A real trial whose verdict is not due yet pauses, so
/// that it holds no trainer up, and learns its verdict as a paused one.
/// </summary>
public sealed partial class ExperimentDriver
{
    private static readonly Verdict NotDueYet = Verdict.Pause(new Reason("strict-order"));

    private readonly StrictOrder? _strict;

    // Decided in the imagined time and no fact yet.
    private readonly SortedDictionary<TrialId, Verdict> _due = [];

    // Paused in the imagined time: what was last heard of them.
    private readonly Dictionary<TrialId, Observation> _resting = [];

    private void LearnStrictly(in Observation observation)
    {
        if (observation.Kind == ObservationKind.Proposed)
        {
            LiveTrial trial = State.LiveTrials[observation.Trial];
            _strict!.Start(trial.Id, Experiment.EpochsDone(trial), _scheduler.FirstMilestone(trial.Id, trial.Configuration), trial.Epochs);
            Hear(observation);
        }
        else
        {
            _strict!.Add(observation);
        }
    }

    // Lets the imagined time pass as far as it is known. With a lane free the next trial comes first, unless there is none.
    private void PassStrictly()
    {
        while (_strict is not null)
        {
            if (_strict.HasFreeLane)
            {
                if (_scheduler.Next() is { } decision)
                {
                    DecideStrictly(decision);
                    continue;
                }

                if (MayPropose)
                {
                    return;
                }
            }

            if (_strict.Take() is not { } next)
            {
                return;
            }

            Hear(next.Observation);
            if (next.IsMilestone)
            {
                JudgeStrictly(next.Observation);
            }
            else if (next.Observation.Kind == ObservationKind.Ended)
            {
                _scheduler.OnEnd(next.Observation.Trial, next.Observation.State);
            }
        }
    }

    private void JudgeStrictly(in Observation report)
    {
        TrialId trial = report.Trial;
        Verdict verdict = _scheduler.OnMilestone(trial, report.Epoch, report.Value);
        _due[trial] = verdict;
        switch (verdict.Kind)
        {
            case VerdictKind.Continue:
                _strict!.Continue(trial, verdict.Until);
                break;
            case VerdictKind.Pause:
                _strict!.Leave(trial);
                _resting[trial] = report;
                _scheduler.OnPaused(trial);
                break;
            default:
                _strict!.Leave(trial);
                EndStrictly(report);
                break;
        }
    }

    private void DecideStrictly(Decision decision)
    {
        if (!_resting.Remove(decision.Trial, out Observation last))
        {
            throw new InvalidOperationException($"the scheduler {Spec.Scheduler.Name} decided about trial {decision.Trial}, which is not paused");
        }

        _due[decision.Trial] = decision.Verdict;
        if (decision.Verdict.Kind == VerdictKind.Stop)
        {
            EndStrictly(last);
        }
        else
        {
            _strict!.Start(decision.Trial, last.Epoch, decision.Verdict.Until, Spec.EpochsOf(last.Configuration));
            _scheduler.OnResumed(decision.Trial);
        }
    }

    private void EndStrictly(in Observation last)
    {
        Hear(last with { Kind = ObservationKind.Ended, State = TrialState.Stopped });
        _scheduler.OnEnd(last.Trial, TrialState.Stopped);
    }

    // A fact carries out what was due, live or replayed.
    private void CarriedOut(ExperimentEvent fact)
    {
        switch (fact)
        {
            case VerdictGiven given:
                _due.Remove(given.Trial);
                break;
            case TrialResumed resumed:
                _due.Remove(resumed.Trial);
                break;
            case TrialEnded ended:
                _due.Remove(ended.Trial);
                break;
        }
    }

    // The scheduler's verdict on a trial that waits at its milestone.
    private Verdict VerdictOn(LiveTrial trial) =>
        _strict is null ? _scheduler.OnMilestone(trial.Id, trial.Epoch, Spec.ToMinimize(trial.Value)) : _due.GetValueOrDefault(trial.Id, NotDueYet);

    // What is decided about a trial that rests at no trainer.
    private Decision? NextDecision()
    {
        if (_strict is null)
        {
            return _scheduler.Next();
        }

        foreach ((TrialId trial, Verdict verdict) in _due)
        {
            if (State.LiveTrials.GetValueOrDefault(trial)?.State == TrialState.Paused)
            {
                return new Decision(trial, verdict);
            }
        }

        return null;
    }
}
