using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Runs;

/// <summary>An experiment of a scheduler with virtual trainers, epoch by epoch, in an order that a seed decides.</summary>
internal sealed class SchedulerRun
{
    // Nobody waits for ever.
    private const int MostTurns = 20_000;

    private readonly string _check;
    private readonly SchedulerSettings _settings;
    private readonly SchedulerScenario _scenario;
    private readonly bool _asksAgain;
    private readonly RandomStream _order;
    private readonly Work?[] _trainers;
    private readonly List<ExperimentEvent> _facts = [];
    private ExperimentDriver _driver;
    private WatchedScheduler _scheduler = null!;
    private int _turn;

    public SchedulerRun(string check, SchedulerSettings settings, SchedulerScenario scenario, bool asksAgain = false)
    {
        _check = check;
        _settings = settings;
        _scenario = scenario;
        _asksAgain = asksAgain;
        _order = RandomStream.For(scenario.Seed, "scheduler-run");
        _trainers = new Work?[scenario.Trainers];
        _driver = Driver(_facts.Add);
        Guard(() => _driver.Start());
    }

    public IReadOnlyList<ExperimentEvent> Facts => _facts;

    /// <summary>What the scheduler decided, in order.</summary>
    public IReadOnlyList<string> Decisions => _scheduler.Decisions;

    public bool HasEnded => _driver.State.Phase.IsFinal();

    /// <summary>Goes on until the experiment has ended, or for so many turns of trainers.</summary>
    public SchedulerRun Run(int turns = int.MaxValue)
    {
        int last = turns == int.MaxValue ? turns : _turn + turns;
        for (; !HasEnded && _turn < last; _turn++)
        {
            if (_turn == MostTurns)
            {
                throw Breach($"does not come to an end; {_driver.State.Running} trials run and {_driver.State.Paused} are paused");
            }

            if (_turn == _scenario.InterruptedAt)
            {
                Guard(() => _driver.Stop(ExperimentPhase.Interrupted, new Reason("interrupted")));
            }
            else
            {
                int trainer = _order.NextInt32(_trainers.Length);
                Guard(() => Turn(trainer));
            }
        }

        return this;
    }

    /// <summary>The facts in a fresh driver with a fresh scheduler; the trainers did not notice.</summary>
    public SchedulerRun Restarted()
    {
        ExperimentEvent[] facts = [.. _facts];
        IReadOnlyList<string> before = Decisions;
        _driver = Driver(_facts.Add);
        Guard(() => Array.ForEach(facts, _driver.Replay));
        _scheduler.Decisions.Clear();
        _scheduler.Decisions.AddRange(before);
        return this;
    }

    public void RequireEnded()
    {
        int[] proposed = [.. _facts.OfType<TrialProposed>().Select(f => f.Trial.Value)];
        if (!proposed.SequenceEqual(_facts.OfType<TrialEnded>().Select(f => f.Trial.Value).Order()))
        {
            throw Breach($"brought {_facts.OfType<TrialEnded>().Count()} of {proposed.Length} trials to their end");
        }

        if (_driver.State.EndReason is { Rule: "trials" } && proposed.Length != _scenario.Trials)
        {
            throw Breach($"ended with {proposed.Length} trials of {_scenario.Trials}");
        }

        if (_driver.State.EpochsUsed > _scenario.TotalEpochs || _driver.State.EpochsReserved != 0)
        {
            throw Breach($"used {_driver.State.EpochsUsed} epochs of {_scenario.TotalEpochs}, and holds {_driver.State.EpochsReserved}");
        }
    }

    public void RequireSame(SchedulerRun other, string first, string second)
    {
        if (!_facts.SequenceEqual(other._facts))
        {
            int at = _facts.Zip(other._facts).TakeWhile(p => p.First == p.Second).Count();
            throw Breach($"{first}, and {second}, differ at fact {at}: {_facts.ElementAtOrDefault(at)}, and {other._facts.ElementAtOrDefault(at)}");
        }
    }

    public ConformanceException Breach(string problem, Exception? inner = null) =>
        new(_check, $"the scheduler '{_settings.Name}' {problem}\n  {_scenario}, turn {_turn}, {_facts.Count} facts", inner);

    private ExperimentDriver Driver(Action<ExperimentEvent> facts) => Guard(() => new ExperimentDriver(_scenario.Spec(new Watched(this)), facts));

    private void Turn(int trainer)
    {
        if (_trainers[trainer] is not { } work)
        {
            _trainers[trainer] = _driver.Ask($"cpu:{trainer}") is { } assignment ? new Work(assignment) : null;
            return;
        }

        AttemptId attempt = work.Assignment.Attempt;
        if (_order.NextDouble() < _scenario.Failures)
        {
            _trainers[trainer] = null;
            FailureKind kind = _order.NextInt32(2) == 0 ? FailureKind.UserError : FailureKind.TrainerLost;
            _driver.End(attempt, new TrialFailure(kind, "it broke"));
            return;
        }

        if (work.IsToLetGo || work.Epoch == work.Assignment.Epochs)
        {
            _trainers[trainer] = null;
            _driver.End(attempt, isSaved: _scenario.SavesPauses);
            return;
        }

        work.Epoch++;
        double value = _scenario.Value(RandomStream.For(_scenario.Seed, "value", ((long)attempt.Trial.Value << 32) | (uint)work.Epoch), work.Epoch);
        Verdict? verdict = _driver.Report(attempt, work.Epoch, new Metrics(ExperimentRun.Metric, value));
        work.IsToLetGo = verdict is { Kind: not VerdictKind.Continue };
        if (_driver.State.Current(attempt) is null)
        {
            // A value that is no number, or the experiment's end.
            _trainers[trainer] = null;
        }
    }

    private void Guard(Action action) => Guard(
        () =>
        {
            action();
            return true;
        });

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is not (ConformanceException or Core.InvalidOptionException))
        {
            throw Breach($"breaks the experiment: {error.GetType().Name}: {error.Message}", error);
        }
    }

    private sealed class Work(Assignment assignment)
    {
        public Assignment Assignment { get; } = assignment;

        public int Epoch { get; set; } = assignment.FirstEpoch - 1;

        public bool IsToLetGo { get; set; }
    }

    private sealed record Watched(SchedulerRun Run) : SchedulerSettings
    {
        public override string Name => Run._settings.Name;

        public override ITrialScheduler Create(ExperimentSpec spec)
        {
            ExperimentSpec own = spec with { Scheduler = Run._settings };
            return Run._scheduler = WatchedScheduler.Around(Run._settings.Create(own), problem => Run.Breach(problem), Run._asksAgain);
        }

        public override ISearcher CreateSearcher(ExperimentSpec spec) => Run._settings.CreateSearcher(spec with { Scheduler = Run._settings });
    }
}
