using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Plays a scenario with virtual trainers of several lanes each, that fail, get lost and forget to close their packs; and with crashes.</summary>
internal sealed class PackRun
{
    private readonly Scenario _scenario;
    private readonly Trainer[] _trainers;
    private List<ExperimentEvent> _facts = [];
    private ExperimentDriver _driver;

    public PackRun(Scenario scenario)
    {
        _scenario = scenario;
        _driver = new ExperimentDriver(scenario.Spec, _facts.Add);
        _driver.Start(Rules.Noon);
        _trainers = [.. Enumerable.Range(0, scenario.Trainers).Select(i => new Trainer($"cpu:{i}", 1 + ((scenario.Steps[0].Detail + (7 * i)) % 9)))];
    }

    public IReadOnlyList<ExperimentEvent> Facts => _facts;

    public ExperimentState State => _driver.State;

    private ExperimentSpec Spec => _scenario.Spec;

    public static PackKey KeyOf(Configuration configuration) =>
        new(configuration.Contains("n") ? $"n={configuration.GetInt32("n")}" : $"epochs={configuration.GetInt32("epochs") % 3}");

    /// <summary>The scenario's steps, and then to the end.</summary>
    public PackRun ToEnd()
    {
        foreach ((int action, int trainer, int detail) in _scenario.Steps)
        {
            Step(action, _trainers[trainer % _trainers.Length], detail);
            Check();
        }

        return Finish();
    }

    /// <summary>Without failures, every trainer in turn.</summary>
    public PackRun Finish()
    {
        for (int turn = 0; !State.Phase.IsFinal(); turn++)
        {
            Assert.True(turn < 2000, "the experiment does not end");
            foreach (Trainer trainer in _trainers)
            {
                Ask(trainer, closesEmptyPack: true);
                foreach (Lane lane in trainer.Work.ToArray())
                {
                    Train(trainer, lane, 1);
                }

                Check();
            }
        }

        CheckEnd();
        return this;
    }

    private void Step(int action, Trainer trainer, int detail)
    {
        trainer.Work.RemoveAll(l => State.Current(l.Attempt) is null);
        Lane? lane = trainer.Work.Count == 0 ? null : trainer.Work[detail % trainer.Work.Count];
        switch (action)
        {
            case < 30:
                Ask(trainer, closesEmptyPack: detail % 3 > 0);
                break;
            case < 75 when lane is not null:
                Train(trainer, lane, detail);
                break;
            case < 82 when lane is not null:
                trainer.Work.Remove(lane);
                _driver.End(lane.Attempt, new TrialFailure((FailureKind)(detail % 5), "it broke"), at: Rules.Noon);
                break;
            case < 85:
                trainer.Work.ForEach(l => _driver.End(l.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"), at: Rules.Noon));
                trainer.Work.Clear();
                trainer.Open = null;
                break;
            case < 92:
                Crash(trainer);
                break;
            case 92 when detail % 10 == 0:
                _driver.Stop(ExperimentPhase.Interrupted, Rules.Why, Rules.Noon);
                break;
        }
    }

    private void Ask(Trainer trainer, bool closesEmptyPack)
    {
        trainer.Work.RemoveAll(l => State.Current(l.Attempt) is null);
        trainer.Open = trainer.Work.Count == 0 && closesEmptyPack ? null : trainer.Open;
        if (trainer.Work.Count < trainer.Lanes)
        {
            Ask(trainer, trainer.Request(_trainers.Length));
        }
    }

    private void Ask(Trainer trainer, PackRequest request)
    {
        bool runs = State.Live.Values.Any(t => t.State == TrialState.Running);
        int elsewhere = Elsewhere(request.Open);
        int known = _facts.Count;
        Dictionary<TrialId, int> waiting = State.Live.Values.Where(t => t.State == TrialState.Proposed).ToDictionary(t => t.Id, Needed);
        PackAnswer answer = _driver.AskPack(request, KeyOf, Rules.Noon);

        Assert.True(answer.Work.Length <= request.Lanes);
        Assert.Equal(answer.Work.IsEmpty, answer.Key is null);
        Assert.All(answer.Work, w => Assert.Equal(answer.Key, KeyOf(w.Configuration)));
        Assert.True(request.Open is null || answer.Key is null || answer.Key == request.Open);
        Assert.Equal(_facts.Skip(known).OfType<AttemptStarted>().Select(f => new AttemptId(f.Trial, f.Attempt)), answer.Work.Select(w => w.Attempt));
        Assert.All(answer.Work, w => Assert.Equal((TrialState.Running, request.Trainer), (State.Live[w.Trial].State, State.Live[w.Trial].Trainer)));
        Assert.True(answer.HasMore || State.Phase.IsFinal() || (!Experiment.MayPropose(State) && State.Live.Values.All(t => t.State != TrialState.Proposed)));
        if (request.Open is { } open)
        {
            Assert.InRange(Elsewhere(open), 0, Math.Max(elsewhere, Math.Min(64, elsewhere + request.Lanes)));
        }
        else if (!runs && answer.Work.IsEmpty)
        {
            Assert.True(State.Phase.IsFinal(), "an idle trainer that may open any pack got nothing, and yet the experiment goes on");
        }

        if (State.EndReason?.Rule is "trials" or "exhausted" or "total-epochs")
        {
            Assert.All(_facts.Skip(known).OfType<TrialEnded>().Where(f => waiting.ContainsKey(f.Trial)), f => Assert.False(Experiment.CanAfford(State, waiting[f.Trial]), $"trial {f.Trial} could still have run"));
        }

        trainer.Open = answer.Key ?? trainer.Open;
        trainer.Work.AddRange(answer.Work.Select(w => new Lane(w)));
    }

    // Epochs to the next milestone.
    private int Needed(LiveTrial trial) =>
        (trial.Until > 0 ? trial.Until : Spec.Scheduler.Name == "test" ? 1 : trial.Epochs) - Experiment.EpochsDone(trial);

    private int Elsewhere(PackKey? key) => State.Live.Values.Count(t => t.State == TrialState.Proposed && KeyOf(t.Configuration) != key);

    private void Train(Trainer trainer, Lane lane, int detail)
    {
        if (lane.MayEnd)
        {
            trainer.Work.Remove(lane);
            _driver.End(lane.Attempt, seconds: 1, at: Rules.Noon);
            return;
        }

        lane.Epoch++;
        double value = detail % 50 == 0 ? double.NaN : (lane.Assignment.Configuration.GetDouble("x") * 1.1) - (0.02 * lane.Epoch);
        Verdict? verdict = _driver.Report(lane.Attempt, lane.Epoch, Rules.Error(value), Rules.Noon);
        lane.MayEnd = lane.Epoch == lane.Assignment.Epochs || verdict is { Kind: not VerdictKind.Continue };
    }

    // The facts alone bring everything back, the next answer is the same, and the replayed one goes on.
    private void Crash(Trainer trainer)
    {
        ExperimentDriver before = _driver;
        List<ExperimentEvent> facts = _facts;
        List<ExperimentEvent> again = [.. facts];
        ExperimentDriver twin = new(Spec, again.Add);
        facts.ForEach(twin.Replay);
        Assert.Equal(Snapshot.Of(before.State), Snapshot.Of(twin.State));
        if (trainer.Work.Count < trainer.Lanes)
        {
            PackAnswer answer = before.AskPack(trainer.Request(_trainers.Length), KeyOf, Rules.Noon);
            (_driver, _facts) = (twin, again);
            Ask(trainer, trainer.Request(_trainers.Length));
            Assert.Equal(answer.Work, trainer.Work.TakeLast(answer.Work.Length).Select(l => l.Assignment));
            Assert.Equal(facts, again);
            Assert.Equal(Snapshot.Of(before.State), Snapshot.Of(twin.State));
        }
    }

    private void Check()
    {
        ExperimentState s = State;
        LiveTrial[] running = [.. s.Live.Values.Where(t => t.State == TrialState.Running)];
        Assert.True(s.Proposed <= Spec.Budget.Trials);
        Assert.True(s.EpochsUsed + s.EpochsReserved <= (Spec.Budget.TotalEpochs ?? long.MaxValue));
        Assert.Equal(running.Sum(t => (long)t.Until - t.Epoch), s.EpochsReserved);
        Assert.Equal(s.Proposed, s.Live.Count + s.Completed + s.Stopped + s.Failed + s.Cancelled);
        Assert.Equal(
            running.Select(t => t.Id).Order(),
            _trainers.SelectMany(t => t.Work).Where(l => s.Current(l.Attempt) is not null).Select(l => l.Assignment.Trial).Order());
    }

    private void CheckEnd()
    {
        Assert.Empty(State.Live);
        Assert.Equal(Enumerable.Range(0, State.Proposed), _facts.OfType<TrialProposed>().Select(f => f.Trial.Value));
        Assert.Equal(Enumerable.Range(0, State.Proposed), _facts.OfType<TrialEnded>().Select(f => f.Trial.Value).Order());
        ILookup<TrialId, int> starts = _facts.OfType<AttemptStarted>().ToLookup(f => f.Trial, f => f.Attempt);
        Assert.All(_facts.OfType<TrialEnded>(), f => Assert.Equal(Enumerable.Range(1, f.Attempt), starts[f.Trial]));
        Assert.IsType<Ended>(_facts[^1]);
    }

    private sealed class Trainer(string name, int lanes)
    {
        public int Lanes { get; } = lanes;

        public PackKey? Open { get; set; }

        public List<Lane> Work { get; } = [];

        public PackRequest Request(int trainers) => new(name, trainers, Lanes - Work.Count, Open);
    }

    private sealed class Lane(Assignment assignment)
    {
        public Assignment Assignment { get; } = assignment;

        public AttemptId Attempt => Assignment.Attempt;

        public int Epoch { get; set; } = assignment.FirstEpoch - 1;

        public bool MayEnd { get; set; }
    }
}
