using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;
using static HpoActors.Protocol.TrainerProtocol;
using static HpoActors.Tests.Searcher.SearcherBench;

namespace HpoActors.Tests.Searcher;

public sealed class SearcherLeaseTests
{
    [Fact]
    public void A_trial_whose_lease_runs_out_is_tried_again_elsewhere()
    {
        using SearcherBench bench = new(Specs.Of(trials: 1));
        bench.Ask(bench.Trainer);
        Assert.Empty(bench.Ask(bench.Other));
        bench.Simulated.Run(14);
        Assert.Empty(bench.Facts.OfType<AttemptFailed>());
        bench.Simulated.Run(2);
        AttemptFailed lost = Assert.Single(bench.Facts.OfType<AttemptFailed>());
        Assert.Equal((0, 1, FailureKind.TrainerLost), (lost.Trial.Value, lost.Attempt, lost.Failure.Kind));
        Assert.StartsWith("trainer-0", lost.Failure.Message, StringComparison.Ordinal);
        Assert.Equal([Attempt(0)], bench.Trainer.Only<StandDown>().Attempts.ToArray());
        bench.Pool.Only<PoolProtocol.WorkAvailable>();
        Assert.Equal(Attempt(0, 2), Assert.Single(bench.Ask(bench.Other)).Assignment.Attempt);
        Assert.Equal("trainer-1", bench.Facts.OfType<AttemptStarted>().Last().Trainer);
    }

    [Fact]
    public void A_trial_whose_leases_keep_running_out_fails_at_its_last_attempt()
    {
        using SearcherBench bench = new(Specs.Of(trials: 1) with { MaxAttempts = 3 });
        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal(Attempt(0, i), Assert.Single(bench.Ask(bench.Trainer)).Assignment.Attempt);
            bench.Simulated.Run(20);
            bench.Trainer.Clear();
            bench.Pool.Clear();
        }

        TrialEnded ended = Assert.Single(bench.Facts.OfType<TrialEnded>());
        Assert.Equal((TrialState.Failed, FailureKind.TrainerLost, 3), (ended.State, ended.Failure!.Kind, ended.Attempt));
        Assert.Equal(ExperimentPhase.Finished, Assert.IsType<Ended>(bench.Facts.Last()).Phase);
    }

    [Fact]
    public void A_heartbeat_keeps_the_attempts_that_it_names_and_no_others()
    {
        using SearcherBench bench = new(Specs.Of(trials: 2));
        bench.Ask(bench.Trainer, credit: 2);
        for (int i = 0; i < 12; i++)
        {
            bench.Simulated.Run(5);
            bench.Heartbeat(bench.Trainer, [Attempt(1)]);
        }

        Assert.Equal(0, Assert.Single(bench.Facts.OfType<AttemptFailed>()).Trial.Value);
        Assert.Equal([Attempt(0)], bench.Trainer.Only<StandDown>().Attempts.ToArray());
        bench.Simulated.Run(20);
        Assert.Equal([0, 1], bench.Facts.OfType<AttemptFailed>().Select(f => f.Trial.Value));
    }

    [Fact]
    public void The_trials_of_a_trainer_that_stops_are_lost_at_once()
    {
        using SearcherBench bench = new(Specs.Of(trials: 4));
        bench.Ask(bench.Trainer, credit: 2);
        bench.Ask(bench.Other, credit: 2);
        Assert.Empty(bench.Ask(bench.Other));
        bench.Simulated.System.Stop(bench.Trainer.Ref);
        bench.Simulated.Settle();
        Assert.Equal([0, 1], bench.Facts.OfType<AttemptFailed>().Select(f => f.Trial.Value));
        bench.Pool.Only<PoolProtocol.WorkAvailable>();

        // What is tried again goes before what is new.
        Assert.Equal([Attempt(0, 2), Attempt(1, 2)], bench.Ask(bench.Other, credit: 2).Select(w => w.Assignment.Attempt).OrderBy(a => a.Trial));
    }

    [Fact]
    public void A_trainer_that_was_dead_before_it_got_its_work_loses_it()
    {
        using SearcherBench bench = new(Specs.Of(trials: 1));
        bench.Simulated.System.Stop(bench.Trainer.Ref);
        bench.Simulated.Settle();
        bench.Request(bench.Trainer);
        bench.Simulated.Settle();
        Assert.Equal(FailureKind.TrainerLost, Assert.Single(bench.Facts.OfType<AttemptFailed>()).Failure.Kind);
    }

    [Fact]
    public void A_searcher_that_was_stopped_gives_up_nobody_for_what_it_did_not_hear_meanwhile()
    {
        using SearcherBench bench = new(Specs.Of(trials: 1));
        bench.Ask(bench.Trainer);
        Sleeper sleeper = new(bench.Actor);
        bench.Simulated.Nodes = sleeper;
        bench.Simulated.Run(6);
        bench.Heartbeat(bench.Trainer, [Attempt(0)]);
        bench.Simulated.Run(30);
        sleeper.Wake();
        bench.Simulated.Run(14);
        Assert.Empty(bench.Facts.OfType<AttemptFailed>());
        bench.Simulated.Run(6);
        Assert.Single(bench.Facts.OfType<AttemptFailed>());
    }

    [Fact]
    public void Nothing_is_lost_after_the_end()
    {
        using SearcherBench bench = new(Specs.Of(trials: 1));
        bench.Ask(bench.Trainer);
        bench.Update(bench.Trainer, Attempt(0), Well(), (1, 0.5));
        int facts = bench.Facts.Count();
        bench.Simulated.System.Stop(bench.Trainer.Ref);
        bench.Simulated.Run(100);
        Assert.Equal(facts, bench.Facts.Count());
    }

    /// <summary>An actor whose process is stopped: what comes waits, its timers' ticks too.</summary>
    private sealed class Sleeper(IActorRef actor) : ISimulatedNodes
    {
        private readonly Queue<Action> _held = [];
        private bool _isAwake;

        public void Wake()
        {
            _isAwake = true;
            while (_held.TryDequeue(out Action? delivery))
            {
                delivery();
            }
        }

        public bool IsBetween(IActorRef one, IActorRef other) => false;

        public object Carry(in SimulatedMessage message) => message.Content;

        public void Pass(in SimulatedMessage message)
        {
        }

        public bool Hold(IActorRef receiver, Action delivery)
        {
            if (_isAwake || !receiver.Equals(actor))
            {
                return false;
            }

            _held.Enqueue(delivery);
            return true;
        }
    }
}
