using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using static HpoActors.Core.Experiments.ExperimentCommands;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Plays a scenario with virtual trainers that fail, repeat themselves and speak out of turn, and checks what must always hold.</summary>
internal sealed class VirtualRun
{
    private readonly Scenario _scenario;
    private readonly List<ExperimentEvent> _facts = [];
    private readonly Leaderboard _board;
    private readonly Work?[] _trainers;
    private readonly List<Action> _past = [];
    private ExperimentDriver _driver;

    public VirtualRun(Scenario scenario)
    {
        _scenario = scenario;
        _board = new Leaderboard(scenario.Spec);
        _trainers = new Work?[scenario.Trainers];
        _driver = new ExperimentDriver(scenario.Spec, Hear);
        _driver.Start(Rules.Noon);
    }

    public IReadOnlyList<ExperimentEvent> Facts => _facts;

    public ExperimentState State => _driver.State;

    /// <summary>The scenario's steps, and then well-behaved trainers to the end.</summary>
    public VirtualRun ToEnd()
    {
        foreach ((int action, int trainer, int detail) in _scenario.Steps)
        {
            Step(action, trainer % _trainers.Length, detail);
            Check();
        }

        for (int turn = 0; !State.Phase.IsFinal(); turn++)
        {
            Assert.True(turn < 5000, "the experiment does not end");
            Step(turn % 2 == 0 ? 0 : 30, turn / 2 % _trainers.Length, 1);
            Check();
        }

        CheckEnd();
        return this;
    }

    private void Step(int action, int trainer, int detail)
    {
        Forget();
        Work? work = _trainers[trainer];
        switch (action)
        {
            case < 25 when work is null:
                Ask(trainer);
                break;
            case < 70 when work is not null:
                Train(trainer, work, detail);
                break;
            case < 76 when work is not null:
                _trainers[trainer] = null;
                TrialFailure failure = new((FailureKind)(detail % 5), "it broke");
                Say(() => _driver.End(work.Attempt, failure, 1));
                break;
            case < 90 when _past.Count > 0:
                _past[detail % _past.Count]();
                break;
            case < 93:
                Unheard(detail);
                break;
            case < 96:
                Crash(trainer);
                break;
            case 96:
                _driver.Settle(Rules.Noon);
                break;
            case 97 when detail % 10 == 0:
                _driver.Stop(ExperimentPhase.Interrupted, Rules.Why, Rules.Noon);
                break;
        }
    }

    private void Ask(int trainer)
    {
        if (_driver.Ask($"cpu:{trainer}", Rules.Noon) is { } assignment)
        {
            Assert.Equal(TrialState.Running, State.Live[assignment.Trial].State);
            Assert.DoesNotContain(_trainers, t => t?.Attempt.Trial == assignment.Trial);
            Assert.InRange(assignment.FirstEpoch, 1, assignment.Until);
            Assert.InRange(assignment.Until, 1, assignment.Epochs);
            _trainers[trainer] = new Work(assignment);
        }
    }

    private void Train(int trainer, Work work, int detail)
    {
        if (work.MayEnd)
        {
            _trainers[trainer] = null;
            Say(() => _driver.End(work.Attempt, seconds: 1, at: Rules.Noon));
            return;
        }

        int epoch = work.Epoch + 1;
        double value = Value(work.Assignment.Configuration.GetDouble("x"), epoch, detail);
        Metrics metrics = detail % 97 == 0 ? new Metrics("loss", 1) : new Metrics("error", value);
        Verdict? verdict = null;
        Say(() => verdict = _driver.Report(work.Attempt, epoch, metrics, Rules.Noon));
        work.Epoch = epoch;
        if (State.Current(work.Attempt) is not { } trial)
        {
            return;
        }

        Assert.Equal(epoch == work.Until && epoch < work.Assignment.Epochs, verdict is not null);
        work.MayEnd = epoch == work.Assignment.Epochs || verdict is { Kind: not VerdictKind.Continue };
        if (verdict is { Kind: VerdictKind.Continue } onwards)
        {
            work.Until = onwards.Until;
            Assert.Equal(trial.Until, work.Until);
        }
    }

    // What was said once may be said again at any time.
    private void Say(Action message)
    {
        message();
        _past.Add(message);
    }

    private void Unheard(int detail)
    {
        string before = Snapshot.Of(State);
        AttemptId nobody = detail % 2 == 0 ? new(new TrialId(State.Proposed + detail), 1) : new(new TrialId(detail % 12), 99);
        Assert.Null(_driver.Report(nobody, 1, Rules.Error(-1), Rules.Noon));
        _driver.End(nobody, at: Rules.Noon);
        Experiment.Decide(State, new Judge(Rules.Noon, nobody, 1, Verdict.Stop(Rules.Why)));
        Assert.Equal(before, Snapshot.Of(State));
    }

    // The facts alone bring everything back, and what comes next is the same.
    private void Crash(int trainer)
    {
        ExperimentDriver again = Replayed(out List<ExperimentEvent> heard);
        ExperimentDriver twin = Replayed(out _);
        Assert.Equal(Snapshot.Of(State), Snapshot.Of(again.State));
        int known = _facts.Count;
        Assert.Equal(_driver.Ask("cpu:9", Rules.Noon), twin.Ask("cpu:9", Rules.Noon));
        Assert.Equal(Snapshot.Of(State), Snapshot.Of(twin.State));

        // Go on with the replayed one; it has to be told what was decided since.
        again = Replayed(out heard);
        Assert.Empty(heard);
        _driver = again;
        if (_facts.Skip(known).OfType<AttemptStarted>().SingleOrDefault() is { } started && _trainers[trainer] is null)
        {
            LiveTrial trial = State.Live[started.Trial];
            _trainers[trainer] = new Work(new Assignment(new AttemptId(trial.Id, trial.Attempt), trial.Configuration, trial.Epoch + 1, trial.Until, trial.Epochs, null));
        }
        else if (_facts.Skip(known).OfType<AttemptStarted>().SingleOrDefault() is { } lost)
        {
            _driver.End(new AttemptId(lost.Trial, lost.Attempt), new TrialFailure(FailureKind.TrainerLost, "gone"), at: Rules.Noon);
        }
    }

    private ExperimentDriver Replayed(out List<ExperimentEvent> heard)
    {
        List<ExperimentEvent> told = heard = [];
        int known = _facts.Count;
        ExperimentDriver driver = null!;
        driver = new ExperimentDriver(_scenario.Spec, fact =>
        {
            told.Add(fact);
            if (ReferenceEquals(driver, _driver))
            {
                Hear(fact);
            }
        });
        foreach (ExperimentEvent fact in _facts.Take(known).ToArray())
        {
            driver.Replay(fact);
        }

        return driver;
    }

    private void Hear(ExperimentEvent fact)
    {
        _facts.Add(fact);
        _board.Apply(fact);
    }

    // A trainer whose attempt is over learns so and is free.
    private void Forget()
    {
        for (int i = 0; i < _trainers.Length; i++)
        {
            if (_trainers[i] is { } work && State.Current(work.Attempt) is null)
            {
                _trainers[i] = null;
            }
        }
    }

    private void Check()
    {
        ExperimentState s = State;
        ExperimentSpec spec = _scenario.Spec;
        LiveTrial[] running = [.. s.Live.Values.Where(t => t.State == TrialState.Running)];
        Assert.True(s.Proposed <= spec.Budget.Trials);
        Assert.True(s.EpochsReserved >= 0);
        Assert.True(s.EpochsUsed + s.EpochsReserved <= (spec.Budget.TotalEpochs ?? long.MaxValue));
        Assert.Equal(running.Sum(t => (long)t.Until - t.Epoch), s.EpochsReserved);
        Assert.Equal(s.Proposed, s.Live.Count + s.Completed + s.Stopped + s.Failed + s.Cancelled);
        Assert.All(s.Live.Values, t => Assert.InRange(t.Failures, 0, spec.MaxAttempts - 1));
        Assert.All(s.Live.Values, t => Assert.True(t.Attempt > 0 || t.State == TrialState.Proposed));
        Assert.Equal((running.Length, s.Live.Values.Count(t => t.State == TrialState.Paused)), (s.Running, s.Paused));
        Assert.All(running, t => Assert.True(t.Epoch <= t.Until && t.Until <= t.Epochs));

        Assert.Equal((s.Completed, s.Stopped, s.Failed, s.Cancelled), (_board.CountOf(TrialState.Completed), _board.CountOf(TrialState.Stopped), _board.CountOf(TrialState.Failed), _board.CountOf(TrialState.Cancelled)));
        Assert.Equal(running.Length, _board.CountOf(TrialState.Running));
        Assert.Equal((s.Best, s.BestValue), (_board.Best?.Id, _board.Best?.Value ?? double.NaN));
        Assert.Equal((s.Phase, s.EndReason, s.EpochsUsed), (_board.Phase, _board.EndReason, _board.Epochs));

        string before = Snapshot.Of(s);
        ExperimentCommand[] commands =
        [
            new Propose(Rules.Noon, new TrialId(s.Proposed), Rules.Point(0)), new Assign(Rules.Noon, new TrialId(0), "cpu:0", 3), new Settle(Rules.Noon),
            new Report(Rules.Noon, Rules.Id(0), 2, Rules.Error(0.5)), new End(Rules.Noon, Rules.Id(0), null, 1, Metrics.None, true), new Decide(Rules.Noon, new(new TrialId(0), Verdict.Continue(9, Rules.Why))), new LoseCheckpoint(Rules.Noon, new TrialId(0)), new Stop(Rules.Noon, ExperimentPhase.Failed, Rules.Why),
        ];
        foreach (ExperimentCommand command in commands)
        {
            Experiment.Decide(s, command);
        }

        Assert.Equal(before, Snapshot.Of(s));
    }

    private void CheckEnd()
    {
        Assert.Empty(State.Live);
        Assert.Equal(0, State.EpochsReserved);
        Assert.Equal(Enumerable.Range(0, State.Proposed), _facts.OfType<TrialProposed>().Select(f => f.Trial.Value));
        Assert.Equal(Enumerable.Range(0, State.Proposed), _facts.OfType<TrialEnded>().Select(f => f.Trial.Value).Order());
        Assert.Single(_facts.OfType<Ended>());
        Assert.IsType<Ended>(_facts[^1]);
        if (State.EndReason!.Rule == "trials")
        {
            Assert.Equal(_scenario.Spec.Budget.Trials, State.Proposed);
        }

        ExperimentResult result = _board.ToResult();
        Assert.Equal(Math.Min(State.Proposed, _scenario.Spec.KeepTrials ?? int.MaxValue), result.Trials.Count);
        Assert.True(result.Best is null || result.Trials.Any(t => t.Id == result.Best.Id));
        Assert.Equal(Snapshot.Of(State), Snapshot.Of(Replayed(out _).State));
    }

    private static double Value(double x, int epoch, int detail) => detail % 50 == 0 ? double.NaN : (x * 1.1) - (0.02 * epoch);

    private sealed class Work(Assignment assignment)
    {
        public Assignment Assignment { get; } = assignment;

        public AttemptId Attempt => Assignment.Attempt;

        public int Epoch { get; set; } = assignment.FirstEpoch - 1;

        public int Until { get; set; } = assignment.Until;

        public bool MayEnd { get; set; }
    }
}
