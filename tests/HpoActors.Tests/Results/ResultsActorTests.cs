using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Results;
using HpoActors.Telemetry;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;
using static HpoActors.Protocol.ResultsProtocol;

namespace HpoActors.Tests.Results;

public sealed class ResultsActorTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SimulatedSystem _simulated = new();
    private long _record;

    [Fact]
    public void The_board_and_the_best_trials_state_come_with_the_end()
    {
        (IActorRef results, Probe experiment) = Start(_ => { });
        Tell(results, [.. Trial(0, 0.5), .. Trial(1, 0.2), .. Trial(2, 0.4)], State(0, 10), State(1, 11), State(2, 12));
        experiment.Nothing();
        Tell(results, [new Ended(At, ExperimentPhase.Finished, new Reason("trials", "3"))]);
        ExperimentResult result = experiment.Only<Concluded>().Result;
        Assert.Equal((ExperimentPhase.Finished, 1, 0.2), (result.Phase, result.Best!.Id.Value, result.Best.Value));
        Assert.Equal([11], result.BestCheckpoint!.Content.ToArray());
        Assert.Equal([0.5, 0.2, 0.4], result.Trials.Select(t => t.Value));
        Assert.Equal(3, result.Counts[TrialState.Completed]);
    }

    [Fact]
    public void A_best_trial_without_a_state_does_not_borrow_anothers()
    {
        (IActorRef results, Probe experiment) = Start(_ => { });
        Tell(results, [.. Trial(0, 0.5)], State(0, 10));
        Tell(results, [.. Trial(1, 0.2)]);
        results.Tell(Conclude.Instance, experiment.Ref);
        _simulated.Settle();
        ExperimentResult result = experiment.Only<Concluded>().Result;
        Assert.Equal(1, result.Best!.Id.Value);
        Assert.Null(result.BestCheckpoint);
    }

    [Fact]
    public void Who_asks_before_the_end_is_told_what_there_is()
    {
        (IActorRef results, Probe experiment) = Start(_ => { });
        Tell(results, [new Started(At, "x", 7), .. Trial(0, 0.5)]);
        results.Tell(Conclude.Instance, experiment.Ref);
        _simulated.Settle();
        ExperimentResult result = experiment.Only<Concluded>().Result;
        Assert.Equal((ExperimentPhase.Running, 1), (result.Phase, result.TrialCount));
    }

    [Fact]
    public void An_observer_sees_all_facts_in_order_and_one_that_throws_sees_no_more()
    {
        List<ExperimentEvent> seen = [];
        ExperimentEvent[] facts = [new Started(At, "x", 7), .. Trial(0, 0.5), .. Trial(1, 0.4), new Ended(At, ExperimentPhase.Finished, new Reason("trials"))];
        (IActorRef results, Probe experiment) = Start(seen.Add);
        Tell(results, [.. facts]);
        Assert.Equal(facts, seen);
        experiment.Only<Concluded>();

        seen.Clear();
        (results, experiment) = Start(fact =>
        {
            seen.Add(fact);
            if (seen.Count == 3)
            {
                throw new InvalidOperationException("the observer's own");
            }
        });
        Tell(results, [.. facts]);
        Assert.Equal(3, seen.Count);
        Assert.Equal(2, experiment.Only<Concluded>().Result.TrialCount);
    }

    [Fact]
    public void Metrics_tell_what_happened_and_take_back_what_is_no_more()
    {
        Dictionary<string, double> sums = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == HpoTelemetry.Name)
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        listener.Start();

        (IActorRef results, _) = Start(_ => { }, Specs.Of("metered"));
        Tell(results, [.. Trial(0, 0.5), .. Trial(1, 0.2)]);
        Tell(results, [.. Trial(2, 0.4).SkipLast(1)]);
        Tell(results, [new AttemptFailed(At, new TrialId(2), 1, new TrialFailure(FailureKind.TrainerLost, "gone"), 1), Proposed(3)]);
        Assert.Equal(2, sums["hpo.trials completed"]);
        Assert.Equal(3, sums["hpo.epochs"]);
        Assert.Equal(1, sums["hpo.retries trainer-lost"]);
        Assert.Equal(4, sums["hpo.trial.duration completed"]);
        Assert.Equal(0.7, sums["hpo.best_value"], 9);
        Assert.Equal(0, sums["hpo.trials.running"]);
        Assert.Equal(2, sums["hpo.trials.waiting"]);
        _simulated.System.Stop(results);
        _simulated.Settle();
        Assert.Equal(0, sums["hpo.trials.waiting"]);

        // Others' tests emit metrics at the same time.
        void Count(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Dictionary<string, object?> named = new(tags.ToArray());
            if (named.GetValueOrDefault("hpo.experiment.name") is "metered")
            {
                string key = string.Join(' ', [name, .. named.Where(t => t.Key != "hpo.experiment.name").Select(t => $"{t.Value}")]);
                sums[key] = sums.GetValueOrDefault(key) + value;
            }
        }
    }

    public void Dispose() => _simulated.Dispose();

    private static TrialProposed Proposed(int trial) => new(At, new TrialId(trial), Configuration.Empty, new Reason("random"), null);

    private static IEnumerable<ExperimentEvent> Trial(int trial, double value) =>
    [
        Proposed(trial),
        new AttemptStarted(At, new TrialId(trial), 1, "cpu:0", 1, 1),
        new Reported(At, new TrialId(trial), 1, 1, new Metrics(Specs.Metric, value)),
        new TrialEnded(At, new TrialId(trial), 1, TrialState.Completed, value, null, 2, Metrics.None),
    ];

    [Fact]
    public void Facts_that_are_told_again_change_nothing()
    {
        List<ExperimentEvent> observed = [];
        (IActorRef results, _) = Start(observed.Add);
        ImmutableArray<ExperimentEvent> facts = [new Started(At, "again", 1)];
        results.Tell(new Facts(facts, [], 1, 1));
        results.Tell(new Facts(facts, [], 1, 1));
        _simulated.Settle();

        Assert.Single(observed);
    }

    [Fact]
    public void What_the_best_trial_learnt_may_come_after_its_facts_and_stays_when_they_are_told_again_without_it()
    {
        (IActorRef results, Probe experiment) = Start(_ => { });
        ImmutableArray<ExperimentEvent> facts = [.. Trial(0, 0.5), .. Trial(1, 0.2)];

        // As a searcher that starts again: it knows of a state only after the last record.
        results.Tell(new Facts(facts, [], 1, 1));
        results.Tell(new Facts(facts, [State(1, 11)], 1, 1));
        results.Tell(new Facts(facts, [], 1, 1));
        results.Tell(Conclude.Instance, experiment.Ref);
        _simulated.Settle();
        Assert.Equal([11], experiment.Only<Concluded>().Result.BestCheckpoint!.Content.ToArray());
    }

    private static TrainedState State(int trial, byte content) => new(new TrialId(trial), new Checkpoint("test/1", new[] { content }));

    private (IActorRef Results, Probe Experiment) Start(Action<ExperimentEvent> observer, ExperimentSpec? spec = null)
    {
        Probe experiment = new(_simulated);
        return (_simulated.System.ActorOf(ResultsActor.Props(spec ?? Specs.Of(), experiment.Ref, observer)), experiment);
    }

    private void Tell(IActorRef results, ImmutableArray<ExperimentEvent> facts, params ImmutableArray<TrainedState> states)
    {
        results.Tell(new Facts(facts, states, 1, ++_record));
        _simulated.Settle();
    }
}
