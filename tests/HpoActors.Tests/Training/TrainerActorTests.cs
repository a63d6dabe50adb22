using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;
using static HpoActors.Tests.Training.TrainerBench;

namespace HpoActors.Tests.Training;

public sealed class TrainerActorTests
{
    [Fact]
    public void It_announces_room_at_its_start_and_after_each_trial()
    {
        using TrainerBench bench = new(Specs.Of());
        PoolProtocol.TrainerReady ready = bench.Pool.Only<PoolProtocol.TrainerReady>();
        Assert.Equal(("cpu:0", 1, 1), (ready.Trainer, ready.Places, ready.Credit));
        Assert.Empty(ready.Usage);
        bench.Assign("x", 1, 0);
        bench.Simulated.Run(0.9);
        bench.Pool.Nothing();
        bench.Simulated.Run(0.2);
        Assert.Equal([new PoolProtocol.Usage("x", 1)], bench.Pool.Only<PoolProtocol.TrainerReady>().Usage.ToArray());
        bench.Assign("x", 1, 1);
        bench.Simulated.Run(2);
        Assert.Equal([new PoolProtocol.Usage("x", 1)], bench.Pool.Only<PoolProtocol.TrainerReady>().Usage.ToArray());
    }

    [Fact]
    public void It_runs_in_order_and_passes_reports_and_ends_on()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Assign("x", 2, 0, 1);
        bench.Simulated.Run(1.5);
        Assert.Equal([1], bench.Epochs(Attempt(0)));
        bench.Acknowledge();
        bench.Simulated.Run(2);
        Assert.Equal([Attempt(0), Attempt(1)], bench.Executor.Begun);
        Assert.Equal([2], bench.Epochs(Attempt(0)).Distinct());
        (_, AttemptEnd end) = Assert.Single(bench.Ends());
        Assert.Equal((null, 2.0), (end.Failure, end.Seconds));
    }

    [Fact]
    public void It_tells_everything_again_until_it_is_acknowledged()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Simulated.Run(0.5);
        bench.Assign("x", 2, 0);
        bench.Simulated.Run(3);
        bench.Searcher.Clear();
        for (int i = 0; i < 3; i++)
        {
            bench.Simulated.Run(5);
            Assert.Equal([Attempt(0)], Assert.Single(bench.Searcher.All<Heartbeat>()).Running.ToArray());
            AttemptUpdate update = Assert.Single(Assert.Single(bench.Searcher.All<TrialUpdates>()).Updates);
            Assert.Equal([1, 2], update.Reports.Select(r => r.Epoch));
            Assert.NotNull(update.End);
            bench.Searcher.Clear();
        }

        bench.Simulated.Run(5);
        bench.Acknowledge();
        bench.Simulated.Run(20);
        bench.Searcher.Nothing();
    }

    [Fact]
    public void A_receipt_for_reports_alone_leaves_the_end_to_be_told_again()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Assign("x", 2, 0);
        bench.Simulated.Run(3);
        bench.Searcher.Clear();
        bench.Searcher.Tell(bench.Actor, new Acknowledged("x", [new Receipt(Attempt(0), 1, false)]));
        bench.Simulated.Run(3);
        AttemptUpdate update = Assert.Single(Assert.Single(bench.Searcher.All<TrialUpdates>()).Updates);
        Assert.Equal([2], update.Reports.Select(r => r.Epoch));
        Assert.NotNull(update.End);
    }

    [Fact]
    public void Its_heartbeat_names_what_runs_and_what_is_queued()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Assign("x", 60, 0, 1);
        bench.Simulated.Run(5);
        Assert.Equal([Attempt(0), Attempt(1)], Assert.Single(bench.Searcher.All<Heartbeat>()).Running.OrderBy(a => a.Trial));
    }

    [Fact]
    public void A_report_at_a_milestone_is_told_again_until_its_verdict_is_there()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.AssignUntil(2, "x", epochs: 6, 0);
        bench.Simulated.Run(3);
        bench.Acknowledge();
        bench.Simulated.Run(5);
        Assert.Equal([2], bench.Epochs(Attempt(0)));
        bench.Searcher.Tell(bench.Actor, new VerdictReached("x", Attempt(0), 2, Verdict.Continue(4, new Reason("go"))));
        bench.Searcher.Clear();
        bench.Simulated.Run(20);
        Assert.Equal([3, 4], bench.Epochs(Attempt(0)).Distinct());
    }

    [Fact]
    public void An_assignment_that_comes_twice_runs_once()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Assign("x", 1, 0);
        bench.Assign("x", 1, 0);
        bench.Simulated.Run(10);
        Assert.Equal([Attempt(0)], bench.Executor.Begun);
    }

    [Fact]
    public void An_assignment_of_an_experiment_that_is_not_open_is_let_go_and_the_room_is_announced_again()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Pool.Clear();
        bench.Assign("y", 1, 0);
        bench.Simulated.Run(1);
        Assert.Empty(bench.Executor.Begun);
        Assert.Equal(1, bench.Pool.Only<PoolProtocol.TrainerReady>().Places);
        bench.Simulated.Run(20);
        bench.Searcher.Nothing();
    }

    [Fact]
    public void Room_is_announced_again_where_nothing_came_of_it()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Pool.Clear();
        bench.Simulated.Run(5.5);
        Assert.Equal(1, bench.Pool.Only<PoolProtocol.TrainerReady>().Places);
        bench.Assign("x", 60, 0);
        bench.Simulated.Run(20);
        bench.Pool.Nothing();
    }

    [Fact]
    public void Short_trials_are_kept_at_hand()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Script[Attempt(0)] = SimulatedTrial.Taking(0.0001);
        bench.Pool.Clear();
        bench.Assign("x", 1, 0);
        bench.Simulated.Run(1);
        PoolProtocol.TrainerReady ready = bench.Pool.Only<PoolProtocol.TrainerReady>();
        Assert.Equal((1, 512), (ready.Places, ready.Credit));
        bench.Assign("x", 1, 1);
        ready = bench.Pool.Only<PoolProtocol.TrainerReady>();
        Assert.Equal((0, 511), (ready.Places, ready.Credit));
    }

    [Fact]
    public void A_failed_attempt_says_why()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Script[Attempt(0)] = SimulatedTrial.Failing(FailureKind.OutOfMemory);
        bench.Assign("x", 3, 0);
        bench.Simulated.Run(2);
        (_, AttemptEnd end) = Assert.Single(bench.Ends());
        Assert.Equal(new TrialFailure(FailureKind.OutOfMemory, "as it was told"), end.Failure);
    }

    [Fact]
    public void A_trainer_that_stops_cancels_its_jobs_and_lets_its_thread_go_whatever_was_told_already()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Assign("x", 1, 0, 1);
        bench.Simulated.Run(1.5);
        Assert.Single(bench.Ends());
        bench.Simulated.System.Stop(bench.Actor);
        bench.Simulated.Settle();
        Assert.True(bench.Executor.IsAbandoned);
        Assert.False(bench.Executor.IsBusy);
    }
}
