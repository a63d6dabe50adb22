using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Rungs;

/// <summary>Trials of one scheduler in an order that a list of numbers gives: any may report, let go, fail or be proposed next. Small whole values, so that many are equal.</summary>
internal sealed class RandomRun
{
    private static readonly Configuration Any = new([KeyValuePair.Create("x", HyperparameterValue.Of(0.5))]);
    private readonly ITrialScheduler _scheduler;
    private readonly int _epochs;
    private readonly int _trials;
    private readonly bool _mayFail;
    private readonly SortedDictionary<int, int> _running = [];
    private readonly SortedSet<int> _lettingGo = [];
    private readonly SortedDictionary<int, int> _paused = [];
    private int _proposed;

    public RandomRun(SchedulerSettings settings, int epochs, int trials, bool mayFail)
    {
        _scheduler = settings.Create(Specs.Of(trials, epochs));
        _epochs = epochs;
        _trials = trials;
        _mayFail = mayFail;
    }

    /// <summary>The results at an epoch, in the order in which they came.</summary>
    public Dictionary<int, List<(int Trial, int Value)>> Results { get; } = [];

    public int Completed { get; private set; }

    /// <summary>Called when a trial goes on from an epoch: its trial and the epoch.</summary>
    public Action<int, int> OnGoingOn { get; init; } = static (_, _) => { };

    /// <summary>Called when a trial is stopped at an epoch.</summary>
    public Action<int, int> OnStopped { get; init; } = static (_, _) => { };

    /// <summary>Called when the scheduler has nothing to say: those that are paused and where.</summary>
    public Action<IReadOnlyDictionary<int, int>> OnSilent { get; init; } = static _ => { };

    public RandomRun ToEnd(IReadOnlyList<int> choices)
    {
        foreach (int choice in choices)
        {
            Step(choice % 4, choice / 4);
        }

        for (int turn = 0; _proposed < _trials || _running.Count + _lettingGo.Count > 0 || _scheduler.Next() is not null; turn++)
        {
            Assert.True(turn < 100_000, "it does not end");
            Step(turn % 4, 1);
        }

        return this;
    }

    private void Step(int action, int detail)
    {
        switch (action)
        {
            case 0 when _proposed < _trials:
                Propose();
                break;
            case 1 when _running.Count > 0:
                Train(_running.Keys.ElementAt(detail % _running.Count), detail);
                break;
            case 2 when _lettingGo.Count > 0:
                int rested = _lettingGo.ElementAt(detail % _lettingGo.Count);
                _lettingGo.Remove(rested);
                _paused.Add(rested, Results.Where(r => r.Value.Exists(e => e.Trial == rested)).Max(r => r.Key));
                _scheduler.OnPaused(new TrialId(rested));
                break;
            case 3:
                Decide();
                break;
        }
    }

    private void Propose()
    {
        TrialId trial = new(_proposed++);
        _running.Add(trial.Value, Math.Min(_epochs, _scheduler.FirstMilestone(trial, Any)));
        _scheduler.OnProposed(trial, new Proposal(Any, new Reason("test")));
        if (_proposed == _trials)
        {
            _scheduler.OnLastProposed();
        }
    }

    private void Train(int trial, int detail)
    {
        int epoch = _running[trial];
        if (epoch == _epochs || (_mayFail && detail % 9 == 8))
        {
            _running.Remove(trial);
            Completed += epoch == _epochs ? 1 : 0;
            _scheduler.OnEnd(new TrialId(trial), epoch == _epochs ? TrialState.Completed : TrialState.Failed);
            return;
        }

        int value = detail / 9 % 7;
        Results.TryAdd(epoch, []);
        Results[epoch].Add((trial, value));
        Verdict verdict = _scheduler.OnMilestone(new TrialId(trial), epoch, value);
        switch (verdict.Kind)
        {
            case VerdictKind.Continue:
                GoOn(trial, epoch, verdict.Until);
                break;
            case VerdictKind.Pause:
                _running.Remove(trial);
                _lettingGo.Add(trial);
                break;
            default:
                _running.Remove(trial);
                OnStopped(trial, epoch);
                _scheduler.OnEnd(new TrialId(trial), TrialState.Stopped);
                break;
        }
    }

    private void Decide()
    {
        if (_scheduler.Next() is not { } decision)
        {
            OnSilent(_paused);
            return;
        }

        Assert.True(_paused.Remove(decision.Trial.Value, out int epoch), $"{decision.Trial} is not paused");
        if (decision.Verdict.Kind == VerdictKind.Continue)
        {
            GoOn(decision.Trial.Value, epoch, decision.Verdict.Until);
            _scheduler.OnResumed(decision.Trial);
        }
        else
        {
            OnStopped(decision.Trial.Value, epoch);
            _scheduler.OnEnd(decision.Trial, TrialState.Stopped);
        }
    }

    private void GoOn(int trial, int epoch, int until)
    {
        Assert.True(until > epoch);
        OnGoingOn(trial, epoch);
        _running[trial] = Math.Min(_epochs, until);
    }
}
