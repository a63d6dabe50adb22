using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Checks.Facts;

/// <summary>
/// What was decided about trials is what a fresh scheduler decides that hears the same facts; and who proposes trials proposes the same ones. Says nothing where the order is
/// strict: there the scheduler hears of facts in an imagined order.
/// </summary>
internal sealed class VerdictCheck : IFactCheck
{
    private readonly string _check;
    private readonly ITrialScheduler _scheduler;
    private bool _hasLast;

    public VerdictCheck(string check, ExperimentSpec spec)
    {
        _check = check;
        _scheduler = spec.Scheduler.Create(spec);
    }

    public void On(FactWalk walk, ExperimentEvent fact)
    {
        if (walk.Spec.Order == TrialOrder.Strict)
        {
            return;
        }

        try
        {
            Hear(walk, fact);
        }
        catch (Exception error) when (error is not ConformanceException)
        {
            throw walk.Breach(_check, $"a fresh scheduler that heard the same facts does not stand this one: {error.Message}");
        }
    }

    private void Hear(FactWalk walk, ExperimentEvent fact)
    {
        switch (fact)
        {
            case TrialProposed proposed:
                OnProposed(walk, proposed);
                break;
            case SpaceExhausted:
                Last();
                break;
            case AttemptStarted started when walk.Trial is { } trial:
                int milestone = trial.Until > 0 ? trial.Until : _scheduler.FirstMilestone(trial.Id, trial.Configuration);
                Expect(walk, Math.Clamp(milestone, started.FirstEpoch, trial.Epochs), started.Until, "the milestone");
                break;
            case VerdictGiven { Verdict: var given } when walk.Trial is { State: TrialState.Running } trial:
                OnVerdict(walk, given, trial);
                break;
            case VerdictGiven given:
                Expect(walk, Due(walk), new Decision(given.Trial, given.Verdict), "what was to be decided");
                break;
            case TrialPaused paused:
                _scheduler.OnPaused(paused.Trial);
                break;
            case TrialResumed resumed when walk.Trial is { } trial:
                Decision due = Due(walk);
                Expect(walk, (due.Trial, due.Verdict.Kind), (resumed.Trial, VerdictKind.Continue), "the trial to go on");
                Expect(walk, (Math.Clamp(due.Verdict.Until, trial.Epoch + 1, trial.Epochs), due.Verdict.Reason), (resumed.Until, resumed.Reason), "until when, and why,");
                _scheduler.OnResumed(resumed.Trial);
                break;
            case TrialEnded ended:
                _scheduler.OnEnd(ended.Trial, ended.State);
                break;
        }
    }

    private void OnProposed(FactWalk walk, TrialProposed proposed)
    {
        if (_scheduler is IProposingScheduler proposer && proposed.Trial.Value >= walk.Spec.Points.Count
            && proposer.Propose(proposed.Trial, RandomStream.For(walk.Spec.Seed, "searcher", proposed.Trial.Value)) is { } own)
        {
            Expect(walk, (own.Configuration, own.Reason, own.StartFrom), (proposed.Configuration, proposed.Reason, proposed.StartFrom), "the proposal");
        }

        _scheduler.OnProposed(proposed.Trial, new Proposal(proposed.Configuration, proposed.Reason, proposed.StartFrom));
        if (walk.Proposed + 1 == walk.Spec.Budget.Trials)
        {
            Last();
        }
    }

    private void OnVerdict(FactWalk walk, in Verdict given, WalkedTrial trial)
    {
        Verdict verdict = _scheduler.OnMilestone(trial.Id, trial.Epoch, walk.Spec.ToMinimize(trial.Value));
        if (verdict.Kind == VerdictKind.Continue)
        {
            verdict = verdict with { Until = Math.Clamp(verdict.Until, trial.Epoch + 1, trial.Epochs) };
            if (walk.Used + walk.Reserved + verdict.Until - trial.Epoch > walk.Spec.Budget.TotalEpochs)
            {
                verdict = Verdict.Stop(new Reason("budget", "total-epochs"));
            }
        }

        Expect(walk, verdict, given, "the verdict");
    }

    private void Last()
    {
        if (!_hasLast)
        {
            _hasLast = true;
            _scheduler.OnLastProposed();
        }
    }

    private Decision Due(FactWalk walk) =>
        _scheduler.Next() ?? throw walk.Breach(_check, "a fresh scheduler that heard the same facts has nothing to decide here");

    private void Expect<T>(FactWalk walk, T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw walk.Breach(_check, $"of a fresh scheduler that heard the same facts, {what} is {expected}, not {actual}");
        }
    }
}
