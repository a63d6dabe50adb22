using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using static HpoActors.Protocol.PoolProtocol;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;
using static HpoActors.Tests.Training.TrainerBench;

namespace HpoActors.Tests.Training;

/// <summary>A trainer with lanes, in virtual time: its executor trains eight lanes in tiles of four, a second a pass.</summary>
public sealed class TrainerLanesTests
{
    private static readonly PackKey One = new("one");
    private static readonly ExperimentSpec Timed = Specs.Of() with { TrialTimeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public void It_announces_the_assumed_room_when_an_experiment_opens_and_then_what_is_left_of_it()
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(null, 64));
        TrainerReady ready = bench.Pool.All<TrainerReady>()[^1];
        Assert.Equal((1, 1), (ready.Places, ready.Credit));
        Assert.Equal([new LaneRoom("x", 64, null)], ready.Lanes.ToArray());
        bench.Pool.Clear();
        bench.AssignLanes(3, 0, 1, 2);
        Assert.Equal([new LaneRoom("x", 61, One)], bench.Pool.All<TrainerReady>()[0].Lanes.ToArray());

        // The session says eight in tiles of four: less room is no news, and is announced with the next heartbeat.
        bench.Pool.Clear();
        bench.Simulated.Run(2.5);
        bench.Pool.Nothing();
        bench.Simulated.Run(3);
        Assert.Equal([new LaneRoom("x", 8, null)], bench.Pool.All<TrainerReady>()[0].Lanes.ToArray());
    }

    [Fact]
    public void Lanes_that_end_together_are_announced_together_and_told_together()
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(8, 8));
        bench.AssignLanes(2, 0, 1, 2, 3, 4, 5, 6, 7);
        bench.Pool.Clear();
        bench.Searcher.Clear();
        bench.Simulated.Run(2.1);
        LaneRoom room = Assert.Single(bench.Pool.One<TrainerReady>().Lanes);
        Assert.Equal(new LaneRoom("x", 8, null), room);
        TrialUpdates[] updates = [.. bench.Searcher.All<TrialUpdates>()];
        Assert.Equal([8, 8], updates.Select(u => u.Updates.Length));
        Assert.All(updates, u => Assert.Equal(8, u.Lanes));
        Assert.All(updates[1].Updates, u => Assert.Equal((null, 0.25), (u.End!.Failure, u.End.Seconds)));
    }

    [Fact]
    public void Free_tiles_are_announced_while_the_other_lanes_go_on()
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(8, 8));
        foreach (int trial in Enumerable.Range(0, 5))
        {
            bench.Script[Attempt(trial)] = new SimulatedTrial { Reports = trial < 3 ? 1 : trial == 3 ? 2 : 9 };
        }

        bench.AssignLanes(9, 0, 1, 2, 3, 4, 5, 6, 7);
        bench.Pool.Clear();
        bench.Simulated.Run(2.1);

        // Five lanes still use two tiles.
        bench.Pool.Nothing();
        bench.Simulated.Run(1);
        Assert.Equal([new LaneRoom("x", 4, One)], bench.Pool.One<TrainerReady>().Lanes.ToArray());
    }

    [Fact]
    public void Device_time_of_lanes_is_announced_while_they_run()
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(8, 8));
        bench.AssignLanes(60, Enumerable.Range(0, 8));
        bench.Pool.Clear();
        bench.Simulated.Run(5.5);
        Usage usage = Assert.Single(bench.Pool.One<TrainerReady>().Usage);
        Assert.Equal("x", usage.Experiment);
        Assert.InRange(usage.Seconds, 4, 5);
        bench.Simulated.Run(60);
        Assert.Equal(60, usage.Seconds + bench.Pool.All<TrainerReady>().SelectMany(r => r.Usage).Sum(u => u.Seconds), 6);
    }

    [Fact]
    public void Lanes_are_not_announced_beside_a_trial_that_is_trained_alone()
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(8, 8));
        bench.Open(Specs.Of("plain"));
        bench.Simulated.Settle();
        bench.Pool.Clear();
        bench.Assign("plain", 20, 50);
        bench.Simulated.Run(10);
        bench.Pool.Nothing();
        bench.Simulated.Run(11);
        TrainerReady ready = bench.Pool.All<TrainerReady>()[0];
        Assert.Equal((1, new LaneRoom("x", 8, null)), (ready.Places, Assert.Single(ready.Lanes)));

        // Beside lanes there is room for one.
        bench.Pool.Clear();
        bench.AssignLanes(9, 0);
        Assert.Equal(1, bench.Pool.All<TrainerReady>()[^1].Places);
    }

    [Fact]
    public void A_lane_that_stands_down_leaves_and_the_others_go_on_undisturbed()
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(8, 8));
        bench.AssignLanes(4, 0, 1, 2);
        bench.Simulated.Run(1.5);
        bench.StandDown(Attempt(1));
        bench.Simulated.Run(4);
        Assert.Single(bench.Executors);
        Assert.Equal([Attempt(0), Attempt(2)], bench.Ends().Select(e => e.Attempt).Distinct());
        Assert.Equal(4, bench.Epochs(Attempt(0)).Max());
        Assert.Equal([[0, 1, 2], [0, 1, 2], [0, 2], [0, 2]], bench.Executor.Lanes.Passes);
    }

    [Fact]
    public void A_lane_at_rest_that_is_cancelled_keeps_nobody_waiting()
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(8, 8));
        bench.AssignUntil(1, "x", 4, One, 0, 1);
        bench.Simulated.Run(1.5);
        bench.StandDown(Attempt(0), Attempt(1));
        bench.AssignLanes(1, 2);
        bench.Simulated.Run(1.1);
        Assert.Equal([Attempt(2)], bench.Ends().Select(e => e.Attempt));
    }

    [Fact]
    public void Verdicts_reach_their_lanes()
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(8, 8));
        bench.AssignUntil(1, "x", 3, One, 0, 1);
        bench.Simulated.Run(1.5);
        bench.Searcher.Tell(bench.Actor, new VerdictReached("x", Attempt(0), 1, Verdict.Stop(new Reason("enough"))));
        bench.Searcher.Tell(bench.Actor, new VerdictReached("x", Attempt(1), 1, Verdict.Continue(3, new Reason("go on"))));
        bench.Simulated.Run(0.1);
        Assert.Equal([Attempt(0)], bench.Ends().Select(e => e.Attempt));
        bench.Simulated.Run(2.1);
        Assert.Equal([Attempt(0), Attempt(1)], bench.Ends().Select(e => e.Attempt).Distinct());
        Assert.Equal((1, 3), (bench.Epochs(Attempt(0)).Max(), bench.Epochs(Attempt(1)).Max()));
    }

    [Fact]
    public void A_hung_pass_is_abandoned_and_its_other_lanes_run_again_from_their_start()
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(8, 8));
        bench.Script[Attempt(0)] = new SimulatedTrial { Reports = 2, Hangs = true, CancelTime = null };
        bench.AssignLanes(4, 0, 1, 2);
        bench.Simulated.Run(3);
        bench.Acknowledge();
        bench.StandDown(Attempt(0));
        bench.Assign("x", 1, 9);
        bench.Simulated.Run(9.8);
        Assert.Single(bench.Executors);
        bench.Simulated.Run(5);
        Assert.Equal(2, bench.Executors.Count);
        Assert.True(bench.Executors[0].IsAbandoned);
        Assert.Equal([[1, 2], [1, 2], [1, 2], [1, 2]], bench.Executor.Lanes.Passes);

        // What was told before is not told again; what waited for the thread was not lost.
        Assert.Equal([3, 4], bench.Epochs(Attempt(1)).Distinct());
        Assert.Equal([Attempt(1), Attempt(2), Attempt(9)], bench.Ends().Select(e => e.Attempt).Distinct().Order(Comparer<AttemptId>.Create((a, b) => a.Trial.CompareTo(b.Trial))));
    }

    [Fact]
    public void A_lane_that_runs_too_long_is_timed_out_with_the_device_time_that_was_its_share()
    {
        using TrainerBench bench = Bench(Timed, new LaneLimit(8, 8));
        bench.AssignLanes(30, 0, 1);
        bench.Simulated.Run(20.5);
        Assert.Equal([FailureKind.TimedOut, FailureKind.TimedOut], bench.Ends().DistinctBy(e => e.Attempt).Select(e => e.End.Failure!.Kind));
        Assert.All(bench.Ends(), e => Assert.InRange(e.End.Seconds, 9, 10));
        Assert.Single(bench.Executors);
    }

    [Fact]
    public void Its_heartbeat_names_every_lane_and_who_waits_for_one()
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(8, 8));
        bench.AssignLanes(60, Enumerable.Range(0, 11));
        bench.Simulated.Run(5);
        Assert.Equal(Enumerable.Range(0, 11), Assert.Single(bench.Searcher.All<Heartbeat>()).Running.Select(a => a.Trial.Value).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_experiment_that_ends_takes_its_lanes_along_and_leaves_others_alone(bool closes)
    {
        using TrainerBench bench = Bench(Specs.Of(), new LaneLimit(8, 8));
        bench.Open(Specs.Of("y"), new LaneLimit(8, 8));
        bench.AssignLanes(5, 0, 1);
        bench.AssignUntil(5, "y", 5, One, 2, 3);
        bench.Simulated.Run(1.5);
        bench.Pool.Tell(bench.Actor, closes ? new CloseExperiment("x") : new CancelExperiment("x"));
        bench.Simulated.Run(20);
        Assert.Equal([Attempt(2), Attempt(3)], bench.Ends().Select(e => e.Attempt).Distinct());
        Assert.Equal(closes ? ["y"] : ["x", "y"], bench.Pool.All<TrainerReady>()[^1].Lanes.Select(l => l.Experiment).Order());
    }

    private static TrainerBench Bench(ExperimentSpec spec, LaneLimit limit)
    {
        TrainerBench bench = new();
        bench.Open(spec, limit);
        bench.Simulated.Settle();
        return bench;
    }
}
