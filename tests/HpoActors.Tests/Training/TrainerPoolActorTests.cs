using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using static HpoActors.Protocol.PoolProtocol;
using static HpoActors.Protocol.SearcherProtocol;

namespace HpoActors.Tests.Training;

public sealed class TrainerPoolActorTests
{
    [Fact]
    public void Two_experiments_on_the_same_cores_share_one_trainer_each()
    {
        using PoolBench bench = new();
        Probe first = bench.NewProbe(), second = bench.NewProbe();
        bench.Join(first, Specs.Of("a"), "cpu:2");
        bench.Join(second, Specs.Of("b"), "cpu:1-2");
        Assert.Equal(["cpu:0", "cpu:1"], first.Only<Joined>().Trainers.ToArray());
        Assert.Equal(["cpu:1", "cpu:2"], second.Only<Joined>().Trainers.ToArray());
        Assert.Equal([Device.Cpu(0), Device.Cpu(1), Device.Cpu(2)], bench.Executors.Select(e => e.Device));
    }

    [Fact]
    public void A_searcher_is_asked_for_each_trainer_once_until_there_is_room_again()
    {
        using PoolBench bench = new();
        Probe owner = bench.NewProbe();
        Probe searcher = bench.Begin(owner, Specs.Of("a"), "cpu:2");
        Assert.Equal(["cpu:0", "cpu:1"], searcher.All<WorkRequested>().Select(w => w.Trainer).Order());
        Assert.All(searcher.All<WorkRequested>(), w => Assert.Equal((1, 1), (w.Places, w.Credit)));
        IActorRef trainer = searcher.All<WorkRequested>().First(w => w.Trainer == "cpu:0").TrainerRef;
        searcher.Clear();
        Give(bench, searcher, "a", "cpu:0", trainer);
        bench.Say(searcher, new WorkAnswered("a", "cpu:1", 0, false));
        bench.Simulated.Run(0.9);
        searcher.Nothing();
        bench.Simulated.Run(0.2);

        // The trainer that is done; the experiment had no work for the other, so that nobody is asked now.
        Assert.Empty(searcher.All<WorkRequested>());
        bench.Say(searcher, new WorkAvailable("a"));
        Assert.Single(searcher.All<WorkRequested>());
    }

    [Fact]
    public void After_there_was_no_work_one_trainer_asks_and_twice_as_many_each_time_that_there_was_some()
    {
        using PoolBench bench = new();
        Probe searcher = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:4");
        Assert.Equal(4, searcher.All<WorkRequested>().Count);
        foreach (WorkRequested request in searcher.All<WorkRequested>())
        {
            bench.Say(searcher, new WorkAnswered("a", request.Trainer, 0, false));
        }

        searcher.Clear();
        bench.Say(searcher, new WorkAvailable("a"));
        string first = searcher.Only<WorkRequested>().Trainer;
        bench.Say(searcher, new WorkAnswered("a", first, 1, false));
        string[] next = [.. searcher.All<WorkRequested>().Select(w => w.Trainer)];
        Assert.Equal(2, next.Distinct().Count());

        // There is no more for one of the two: the last trainer waits for the next news.
        searcher.Clear();
        bench.Say(searcher, new WorkAnswered("a", next[0], 0, false));
        bench.Say(searcher, new WorkAnswered("a", next[1], 1, false));
        searcher.Nothing();
        bench.Say(searcher, new WorkAvailable("a"));
        searcher.Only<WorkRequested>();
    }

    [Fact]
    public void A_request_that_is_not_answered_is_made_again()
    {
        using PoolBench bench = new();
        Probe searcher = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:1");
        searcher.Only<WorkRequested>();
        bench.Simulated.Run(4);
        searcher.Nothing();
        bench.Simulated.Run(7);
        searcher.Only<WorkRequested>();
        bench.Say(searcher, new WorkAnswered("a", "cpu:1", 0, false));
    }

    [Fact]
    public void An_experiment_without_work_does_not_block_another()
    {
        using PoolBench bench = new();
        Probe idle = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:1");
        Probe busy = bench.Begin(bench.NewProbe(), Specs.Of("b"), "cpu:1");
        idle.Only<WorkRequested>();
        busy.Nothing();
        bench.Say(idle, new WorkAnswered("a", "cpu:0", 0, false));
        busy.Only<WorkRequested>();
    }

    [Fact]
    public void A_refusal_for_want_of_a_free_lane_is_not_a_want_of_work()
    {
        using PoolBench bench = new();
        Probe owner = bench.NewProbe();
        Probe searcher = bench.Begin(owner, Specs.Of("a"), "cpu:1");
        IActorRef trainer = searcher.Only<WorkRequested>().TrainerRef;

        // Room for more to have at hand, but no free lane; then the lane gets free before the answer is there.
        trainer.Tell(new TrainerProtocol.Assign("a", [Work(0)]), searcher.Ref);
        bench.Say(searcher, new WorkAnswered("a", "cpu:0", 1, false));
        bench.Actor.Tell(new TrainerReady("cpu:0", 0, 5, [], []), trainer);
        bench.Simulated.Settle();
        Assert.Equal(0, searcher.One<WorkRequested>().Places);
        bench.Simulated.Run(1.1);
        Assert.Empty(searcher.All<WorkRequested>());
        bench.Say(searcher, new WorkAnswered("a", "cpu:0", 0, false));
        Assert.Equal(1, searcher.One<WorkRequested>().Places);
    }

    [Fact]
    public void The_place_goes_to_the_experiment_with_the_least_device_seconds()
    {
        using PoolBench bench = new();
        Probe first = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:1");
        IActorRef trainer = first.Only<WorkRequested>().TrainerRef;
        Give(bench, first, "a", "cpu:0", trainer);
        Probe second = bench.Begin(bench.NewProbe(), Specs.Of("b"), "cpu:1");
        bench.Simulated.Run(1.1);
        Assert.Empty(first.All<WorkRequested>());
        second.Only<WorkRequested>();
    }

    [Fact]
    public void A_trainer_that_stops_is_replaced_and_runs_all_experiments()
    {
        using PoolBench bench = new();
        Probe first = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:1");
        Probe second = bench.Begin(bench.NewProbe(), Specs.Of("b"), "cpu:1");
        IActorRef trainer = first.Only<WorkRequested>().TrainerRef;
        bench.Simulated.System.Stop(trainer);
        bench.Simulated.Settle();
        Assert.Equal(2, bench.Executors.Count);
        Assert.True(bench.Executors[0].Executor.IsAbandoned);
        WorkRequested request = first.Only<WorkRequested>();
        Assert.NotEqual(trainer, request.TrainerRef);
        foreach ((Probe searcher, string name) in new[] { (first, "a"), (second, "b") })
        {
            searcher.Tell(request.TrainerRef, new TrainerProtocol.Assign(name, [Work(0)]));
        }

        bench.Simulated.Run(3);
        Assert.NotEmpty(first.All<TrialUpdates>());
        Assert.NotEmpty(second.All<TrialUpdates>());
    }

    [Fact]
    public void A_name_in_use_is_refused_and_free_again_once_its_owner_has_left()
    {
        using PoolBench bench = new();
        Probe first = bench.NewProbe(), second = bench.NewProbe();
        bench.Begin(first, Specs.Of("a"), "cpu:1");
        bench.Join(second, Specs.Of("a"), "cpu:1");
        Assert.Contains("'a'", second.Only<Refused>().Problem, StringComparison.Ordinal);

        // Only the owner can give the name away.
        bench.Say(second, new Leave("a"));
        bench.Join(second, Specs.Of("a"), "cpu:1");
        second.Only<Refused>();
        first.Tell(bench.Actor, new Leave("a"));
        bench.Join(second, Specs.Of("a"), "cpu:1");
        second.Only<Joined>();
    }

    [Fact]
    public void An_owner_that_stops_leaves()
    {
        using PoolBench bench = new();
        Probe first = bench.NewProbe(), second = bench.NewProbe();
        bench.Begin(first, Specs.Of("a"), "cpu:1");
        bench.Simulated.System.Stop(first.Ref);
        bench.Simulated.Settle();
        Assert.Equal(["a"], bench.Executors[0].Executor.Closed);
        bench.Join(second, Specs.Of("a"), "cpu:1");
        second.Only<Joined>();
    }

    [Fact]
    public void The_searcher_of_an_earlier_experiment_of_that_name_has_no_say()
    {
        using PoolBench bench = new();
        Probe owner = bench.NewProbe();
        Probe before = bench.Begin(owner, Specs.Of("a"), "cpu:1");
        bench.Say(owner, new Leave("a"));
        Probe now = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:1");
        now.Only<WorkRequested>();
        bench.Say(before, new WorkAnswered("a", "cpu:0", 0, false));

        // The request to the present searcher stands, and is made again when it stays without an answer.
        bench.Simulated.Run(11);
        now.Only<WorkRequested>();
    }

    [Theory]
    [InlineData("cpu:7-7")]
    [InlineData("cuda:0")]
    public void Trainers_that_are_not_there_are_refused(string trainers)
    {
        using PoolBench bench = new();
        Probe owner = bench.NewProbe();
        bench.Join(owner, Specs.Of("a"), trainers);
        Assert.NotEmpty(owner.Only<Refused>().Problem);
        Assert.Empty(bench.Executors);
    }

    [Fact]
    public void Lanes_are_refused_where_trials_are_trained_one_at_a_time()
    {
        using PoolBench bench = new();
        Probe owner = bench.NewProbe();
        bench.Join(owner, Specs.Of("a"), "cpu:1/32");
        Assert.Contains("leave /32 out", owner.Only<Refused>().Problem, StringComparison.Ordinal);
        bench.Join(owner, Specs.Of("a"), "cpu:1/1");
        owner.Only<Joined>();
    }

    [Fact]
    public void A_newcomer_shares_from_now_on_and_does_not_make_up_for_the_past()
    {
        using PoolBench bench = new();
        Probe old = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:1");
        IActorRef trainer = old.Only<WorkRequested>().TrainerRef;
        Give(bench, old, "a", "cpu:0", trainer);
        Probe young = bench.Begin(bench.NewProbe(), Specs.Of("b"), "cpu:1");
        bench.Simulated.Run(1.1);
        WorkRequested request = young.Only<WorkRequested>();
        Give(bench, young, "b", "cpu:0", request.TrainerRef);
        old.Clear();
        bench.Simulated.Run(1.1);
        old.Only<WorkRequested>();
    }

    [Fact]
    public void The_best_model_is_measured_by_a_trainer_for_the_one_that_asks()
    {
        using PoolBench bench = new();
        Probe owner = bench.NewProbe();
        bench.Begin(owner, Specs.Of("a"), "cpu:1");
        bench.Say(owner, new TestBest("a", new Checkpoint("test/1", new byte[] { 1 })));
        bench.Simulated.Run(2);
        Assert.Equal(new Metrics("test_error", 0.5), owner.Only<TrainerProtocol.BestTested>().Metrics);
    }

    private static TrainerProtocol.WorkItem Work(int trial) =>
        new(new Assignment(new AttemptId(new TrialId(trial), 1), Configuration.Empty, 1, 1, 1, null), null);

    private static void Give(PoolBench bench, Probe searcher, string experiment, string name, IActorRef trainer)
    {
        trainer.Tell(new TrainerProtocol.Assign(experiment, [Work(0)]), searcher.Ref);
        bench.Say(searcher, new WorkAnswered(experiment, name, 1, false));
    }
}
