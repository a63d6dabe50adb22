using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using HpoActors.Training;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;
using static HpoActors.Tests.Training.TrainerBench;

namespace HpoActors.Tests.Training;

public sealed class TrainerDrainingTests
{
    private static readonly ExperimentSpec Timed = Specs.Of() with { TrialTimeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public void A_trial_that_runs_too_long_is_timed_out_and_its_thread_gets_time_to_come_back()
    {
        using TrainerBench bench = new(Timed);
        bench.Script[Attempt(0)] = SimulatedTrial.EndingAfterCancel(4);
        bench.Pool.Clear();
        bench.Assign("x", 1, 0, 1);
        bench.Simulated.Run(19.9);
        Assert.Empty(bench.Ends());
        bench.Simulated.Run(0.2);
        (_, AttemptEnd end) = Assert.Single(bench.Ends().DistinctBy(e => e.Attempt));
        Assert.Equal((FailureKind.TimedOut, 20.0), (end.Failure!.Kind, end.Seconds));
        bench.Acknowledge();
        bench.Simulated.Run(3);
        bench.Pool.Nothing();
        Assert.Equal([Attempt(0)], bench.Executor.Begun);

        // Then what is queued goes on, on the same thread.
        bench.Simulated.Run(3);
        Assert.Single(bench.Executors);
        Assert.Equal([Attempt(0), Attempt(1)], bench.Executor.Begun);
        (AttemptId attempt, end) = Assert.Single(bench.Ends().DistinctBy(e => e.Attempt));
        Assert.Equal((Attempt(1), null), (attempt, end.Failure));
        Assert.Equal(24, bench.Pool.One<PoolProtocol.TrainerReady>().Usage.Sum(u => u.Seconds) - 1, 6);
    }

    [Fact]
    public void A_thread_that_does_not_come_back_is_replaced_and_what_is_queued_goes_on()
    {
        using TrainerBench bench = new(Timed);
        bench.Script[Attempt(0)] = SimulatedTrial.Hung;
        bench.Assign("x", 1, 0, 1, 2);
        bench.Simulated.Run(29.9);
        Assert.Single(bench.Executors);
        bench.Simulated.Run(4);
        Assert.Equal(2, bench.Executors.Count);
        Assert.True(bench.Executors[0].IsAbandoned);
        Assert.Equal([Attempt(1), Attempt(2)], bench.Executor.Begun);
        Assert.Equal([FailureKind.TimedOut, null, null], bench.Ends().DistinctBy(e => e.Attempt).Select(e => e.End.Failure?.Kind));
        Assert.Equal(1, bench.Pool.All<PoolProtocol.TrainerReady>()[^1].Places);

        // The old thread's late word changes nothing.
        bench.Acknowledge();
        bench.Executors[0].ComeBack(TrialOutcome.Completed);
        bench.Simulated.Run(20);
        Assert.Empty(bench.Ends());
    }

    [Fact]
    public void A_job_that_turns_out_to_be_at_work_after_it_was_cancelled_is_not_waited_for_for_ever()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Script[Attempt(0)] = SimulatedTrial.Hung;
        bench.Assign("x", 1, 0);
        TrialJob job = bench.Jobs[0];

        // As of a process that has not said yet that it began.
        job.Rest();
        bench.StandDown(Attempt(0));
        bench.Simulated.Run(30);
        Assert.Single(bench.Executors);
        job.Begin();
        bench.Pool.Tell(bench.Actor, new ExecutorProtocol.JobBegan(job));
        bench.Simulated.Run(9.9);
        Assert.Single(bench.Executors);
        bench.Simulated.Run(0.2);
        Assert.Equal(2, bench.Executors.Count);
    }

    [Fact]
    public void What_goes_on_from_a_checkpoint_does_so_on_the_new_thread_too()
    {
        using TrainerBench bench = new(Timed);
        Checkpoint left = new("test/1", new byte[] { 7 });
        bench.Script[Attempt(0)] = SimulatedTrial.Hung;
        bench.Assign("x", 1, 0);
        bench.Searcher.Tell(bench.Actor, new Assign(
            "x", [new WorkItem(new Assignment(Attempt(1, 2), Configuration.Empty, 3, 4, 4, new CheckpointId(new TrialId(1), 2)), null, left)]));
        bench.Simulated.Run(35);
        Assert.Equal(2, bench.Executors.Count);
        TrialJob job = bench.Jobs[^1];
        Assert.Equal((Attempt(1, 2), "test/1"), (job.Attempt, job.StartFrom!.Format));
        Assert.Equal([7], job.StartFrom.Content.ToArray());
        Assert.Equal([3, 4], bench.Epochs(Attempt(1, 2)).Distinct());
    }

    [Fact]
    public void Assignments_wait_while_a_thread_is_coming_back()
    {
        using TrainerBench bench = new(Timed);
        bench.Script[Attempt(0)] = SimulatedTrial.EndingAfterCancel(4);
        bench.Assign("x", 1, 0);
        bench.Simulated.Run(21);
        bench.Assign("x", 1, 1);
        Assert.Equal([Attempt(0)], bench.Executor.Begun);
        bench.Simulated.Run(5);
        Assert.Equal([Attempt(0), Attempt(1)], bench.Executor.Begun);
        Assert.Equal([Attempt(0), Attempt(1)], bench.Ends().Select(e => e.Attempt).Distinct());
    }

    [Fact]
    public void Who_is_to_stand_down_is_cancelled_without_a_word()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Script[Attempt(0)] = SimulatedTrial.EndingAfterCancel(2);
        bench.Assign("x", 1, 0, 1);
        bench.StandDown(Attempt(0));
        bench.Simulated.Run(1.9);
        Assert.Equal([Attempt(0)], bench.Executor.Begun);
        bench.Simulated.Run(2);
        Assert.Equal([Attempt(1)], bench.Ends().Select(e => e.Attempt));
        Assert.Empty(bench.Epochs(Attempt(0)));
    }

    [Fact]
    public void A_queued_trial_that_is_dropped_never_runs_and_disturbs_nobody()
    {
        using TrainerBench bench = new(Specs.Of());
        bench.Script[Attempt(0)] = SimulatedTrial.Taking(20);
        bench.Assign("x", 3, 0, 1, 2);
        bench.Simulated.Run(1.5);
        bench.StandDown(Attempt(1));
        bench.Assign("x", 1, 3);
        bench.Simulated.Run(100);
        Assert.Equal([Attempt(0), Attempt(2), Attempt(3)], bench.Executor.Begun);
        Assert.Equal([Attempt(0), Attempt(2), Attempt(3)], bench.Ends().Select(e => e.Attempt).Distinct());
        Assert.All(bench.Ends(), e => Assert.Null(e.End.Failure));
        Assert.Single(bench.Executors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_experiment_that_ends_takes_its_trials_along_and_leaves_the_others_alone(bool closes)
    {
        using TrainerBench bench = new(Specs.Of("x"), Specs.Of("y"));
        bench.Assign("x", 5, 0);
        bench.Assign("y", 5, 1, 2);
        bench.Assign("x", 5, 3);
        bench.Simulated.Run(1.5);
        bench.Pool.Tell(bench.Actor, closes ? new CloseExperiment("x") : new CancelExperiment("x"));
        bench.Simulated.Run(1.5);
        Assert.Equal([Attempt(0), Attempt(1)], bench.Executor.Begun);
        bench.Simulated.Run(15);
        Assert.Equal([Attempt(0), Attempt(1), Attempt(2)], bench.Executor.Begun);
        Assert.Equal([Attempt(1), Attempt(2)], bench.Ends().Select(e => e.Attempt).Distinct());
        Assert.Equal(closes ? ["x"] : [], bench.Executor.Closed);

        // A second experiment's end while its only trial is queued behind another's leaves that one running.
        bench.Assign("y", 5, 4);
        bench.Assign("x", 5, 5);
        bench.Simulated.Run(1);
        bench.Pool.Tell(bench.Actor, new CloseExperiment("x"));
        bench.Simulated.Run(10);
        Assert.Contains(Attempt(4), bench.Ends().Select(e => e.Attempt));
        Assert.DoesNotContain(Attempt(5), bench.Executor.Begun);
    }

    [Fact]
    public void Two_experiments_models_are_measured_for_the_one_that_asked()
    {
        using TrainerBench bench = new(Specs.Of("x") with { Metric = "a" }, Specs.Of("y") with { Metric = "b" });
        bench.TestBest("x", bench.Experiment);
        bench.TestBest("y", bench.Searcher);
        bench.Simulated.Run(1.5);
        Assert.Equal(new Metrics("test_a", 0.5), bench.Experiment.Only<BestTested>().Metrics);
        bench.Searcher.Nothing();
        bench.Simulated.Run(1);
        Assert.Equal(new Metrics("test_b", 0.5), bench.Searcher.Only<BestTested>().Metrics);
    }

    [Fact]
    public void A_model_is_measured_after_all_where_the_thread_that_should_have_done_it_was_abandoned()
    {
        using TrainerBench bench = new(Timed, Specs.Of("y"));
        bench.Script[Attempt(0)] = SimulatedTrial.Hung;
        bench.Assign("x", 1, 0);
        bench.TestBest("y", bench.Experiment);
        bench.Simulated.Run(40);
        Assert.Equal(2, bench.Executors.Count);
        Assert.NotNull(bench.Experiment.Only<BestTested>().Metrics);
    }

    [Fact]
    public void A_model_of_an_experiment_that_is_not_open_is_not_measured()
    {
        using TrainerBench bench = new(Specs.Of("x"));
        bench.TestBest("y", bench.Experiment);
        BestTested tested = bench.Experiment.Only<BestTested>();
        Assert.Null(tested.Metrics);
        Assert.Contains("y", tested.Error, StringComparison.Ordinal);
    }
}
