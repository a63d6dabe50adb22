using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using static HpoActors.Protocol.PoolProtocol;
using static HpoActors.Protocol.SearcherProtocol;

namespace HpoActors.Tests.Training;

/// <summary>The pool and experiments whose trials are trained as lanes.</summary>
public sealed class PoolLanesTests
{
    private static readonly PackKey One = new("one");

    [Theory]
    [InlineData("cpu:2", null, 8)]
    [InlineData("cpu:2/32", null, 32)]
    [InlineData("cpu:2", 16, 16)]
    [InlineData("cpu:2/32", 16, 16)]
    [InlineData("cpu:2/8", 16, 8)]
    public void The_trainers_the_objective_and_the_settings_say_how_many_lanes_there_are(string trainers, int? option, int expected)
    {
        using PoolBench bench = new();
        Probe searcher = bench.Begin(bench.NewProbe(), Specs.Of("a"), trainers, new LaneOffer(option));
        Assert.Equal(2, searcher.All<WorkRequested>().Count);
        Assert.All(searcher.All<WorkRequested>(), w => Assert.Equal((expected, 2, 0, 0, null), (w.Lanes, w.Trainers, w.Places, w.Credit, w.Open)));
    }

    [Fact]
    public void A_pack_in_training_is_named_until_its_last_lane_has_ended()
    {
        using PoolBench bench = new();
        Probe searcher = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:1/8", new LaneOffer(null));
        WorkRequested request = searcher.Only<WorkRequested>();
        Assert.Null(request.Open);
        Give(bench, searcher, "a", request, 3, 0, 1);
        request = searcher.One<WorkRequested>();
        Assert.Equal((6, One), (request.Lanes, request.Open));
        bench.Say(searcher, new WorkAnswered("a", "cpu:0", 0, true));

        // The session's tiles are of four; the room is announced again with the heartbeat, and when the lanes are gone.
        bench.Simulated.Run(3.5);
        request = searcher.All<WorkRequested>()[^1];
        Assert.Equal((8, null), (request.Lanes, request.Open));
    }

    [Fact]
    public void Who_has_nothing_for_one_trainer_is_asked_for_the_others_and_again_when_the_trainers_room_has_changed()
    {
        using PoolBench bench = new();
        Probe searcher = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:2/8", new LaneOffer(null));
        Probe other = bench.Begin(bench.NewProbe(), Specs.Of("b"), "cpu:2/8", new LaneOffer(null));

        // The trainers announced their room for the second experiment while the first one was asked.
        bench.Say(searcher, new WorkAnswered("a", "cpu:0", 0, true));
        Assert.Equal(["cpu:0", "cpu:1", "cpu:0"], searcher.All<WorkRequested>().Select(w => w.Trainer));
        searcher.Clear();
        bench.Say(searcher, new WorkAnswered("a", "cpu:0", 0, true));
        Assert.Equal("cpu:0", other.Only<WorkRequested>().Trainer);
        searcher.Nothing();

        // The other trainer's question stands; news of work counts for both.
        bench.Say(other, new WorkAnswered("b", "cpu:0", 0, true));
        searcher.Nothing();
        bench.Say(searcher, new WorkAvailable("a"));
        Assert.Equal("cpu:0", searcher.Only<WorkRequested>().Trainer);
        bench.Say(searcher, new WorkAnswered("a", "cpu:0", 0, true));
        bench.Simulated.Run(6);
        Assert.Contains(searcher.All<WorkRequested>(), w => w.Trainer == "cpu:0");
    }

    [Fact]
    public void A_refusal_for_a_pack_that_ended_while_the_question_was_under_way_is_no_refusal()
    {
        using PoolBench bench = new();
        Probe searcher = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:1/8", new LaneOffer(null));
        WorkRequested request = searcher.Only<WorkRequested>();
        Give(bench, searcher, "a", request, 1, 0);
        Assert.Equal(One, searcher.Only<WorkRequested>().Open);
        bench.Simulated.Run(1.1);
        searcher.Clear();
        bench.Say(searcher, new WorkAnswered("a", "cpu:0", 0, true));
        Assert.Null(searcher.Only<WorkRequested>().Open);
    }

    [Fact]
    public void Who_has_no_work_at_all_is_asked_no_more()
    {
        using PoolBench bench = new();
        Probe searcher = bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:1/8", new LaneOffer(null));
        searcher.Only<WorkRequested>();
        bench.Say(searcher, new WorkAnswered("a", "cpu:0", 0, false));
        bench.Simulated.Run(20);
        searcher.Nothing();
        bench.Say(searcher, new WorkAvailable("a"));
        searcher.Only<WorkRequested>();
    }

    [Fact]
    public void A_trial_that_is_trained_alone_waits_while_lanes_in_training_have_had_less_device_time()
    {
        using PoolBench bench = new();
        Probe plain = bench.Begin(bench.NewProbe(), Specs.Of("plain"), "cpu:1");
        Probe lanes = bench.Begin(bench.NewProbe(), Specs.Of("lanes"), "cpu:1/8", new LaneOffer(null));
        IActorRef trainer = plain.Only<WorkRequested>().TrainerRef;
        trainer.Tell(new TrainerProtocol.Assign("plain", [Work(0, 3)]), plain.Ref);
        bench.Say(plain, new WorkAnswered("plain", "cpu:0", 1, false));
        bench.Simulated.Run(3.1);

        // Three seconds for the one, none for the other.
        WorkRequested request = lanes.Only<WorkRequested>();
        Give(bench, lanes, "lanes", request, 60, 0, 1, 2, 3, 4, 5, 6, 7);
        Assert.Empty(plain.All<WorkRequested>());
        bench.Simulated.Run(2);
        Assert.Empty(plain.All<WorkRequested>());
        bench.Simulated.Run(10);
        Assert.Equal((0, 1), (plain.All<WorkRequested>()[0].Lanes, plain.All<WorkRequested>()[0].Places));
    }

    private static TrainerProtocol.WorkItem Work(int trial, int epochs) =>
        new(new Assignment(new AttemptId(new TrialId(trial), 1), Configuration.Empty, 1, epochs, epochs, null), null);

    private static void Give(PoolBench bench, Probe searcher, string name, WorkRequested request, int epochs, params int[] trials)
    {
        bench.Say(searcher, new WorkAnswered(name, request.Trainer, trials.Length, true));
        searcher.Tell(request.TrainerRef, new TrainerProtocol.Assign(name, [.. trials.Select(t => Work(t, epochs))], One));
        bench.Simulated.Settle();
    }
}
