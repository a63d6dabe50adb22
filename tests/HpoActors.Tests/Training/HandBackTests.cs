using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using HpoActors.Training;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Tests.Training;

/// <summary>Trials that a trainer hands back because its process or its experiment goes: with what they have learnt, at their next report.</summary>
public sealed class HandBackTests
{
    private static readonly Checkpoint Left = new("test/1", new byte[] { 7 });

    [Fact]
    public void A_trial_is_handed_back_at_its_next_report_with_its_checkpoint()
    {
        TrialJob? job = null;
        JobEnded ended = Run(out job, epochs: 5, until: 5, leaveBefore: 2);
        Assert.Equal((true, true), (job.IsHandedBack, job.IsPaused));
        Assert.Same(Left, ended.Outcome!.Checkpoint);
        Assert.Equal(2, job.ReportedEpoch);
    }

    [Fact]
    public void At_its_last_epoch_it_is_done_instead()
    {
        JobEnded ended = Run(out TrialJob job, epochs: 3, until: 3, leaveBefore: 3);
        Assert.False(job.IsHandedBack);
        Assert.Same(TrialOutcome.Completed, ended.Outcome);
    }

    [Fact]
    public void Before_it_began_it_never_runs()
    {
        using Bench bench = new();
        using TrialJob job = New(_ => throw new InvalidOperationException("it ran"), 3, 3);
        job.Leave();
        bench.Thread.Submit(job);
        Assert.Null(bench.Inbox.Next<JobEnded>().Outcome);
        Assert.True(job.IsLeaving);
    }

    [Fact]
    public void Where_it_waits_for_a_verdict_it_waits_no_longer()
    {
        using Bench bench = new();
        using TrialJob job = New(trial => trial.Report(1, 0.5).Kind == VerdictKind.Pause ? TrialOutcome.CompletedWith(Left) : TrialOutcome.Completed, 3, 1);
        bench.Thread.Submit(job);
        bench.Inbox.Next<JobReported>();
        job.Leave();
        Assert.Same(Left, bench.Inbox.Next<JobEnded>().Outcome!.Checkpoint);
        Assert.True(job.IsHandedBack);
    }

    [Theory]
    [InlineData(VerdictKind.Stop)]
    [InlineData(VerdictKind.Pause)]
    public void A_verdict_that_came_first_counts(VerdictKind kind)
    {
        using Bench bench = new();
        using TrialJob job = New(
            trial => trial.Report(1, 0.5).Kind == kind ? TrialOutcome.CompletedWith(Left) : TrialOutcome.Completed, 3, 1);
        job.Judge(1, kind == VerdictKind.Stop ? Verdict.Stop(new Reason("test")) : Verdict.Pause(new Reason("test")));
        bench.Thread.Submit(job);
        bench.Inbox.Next<JobReported>();
        Assert.Same(Left, bench.Inbox.Next<JobEnded>().Outcome!.Checkpoint);
        job.Leave();
        Assert.False(job.IsHandedBack);
    }

    [Fact]
    public void Lanes_are_handed_back_after_their_pass_each_with_its_own_state()
    {
        TrialJob[] jobs = [];
        int passes = 0;
        InTestLanes objective = new()
        {
            OnPass = (_, pulse) =>
            {
                if (++passes == 2)
                {
                    jobs[0].Leave();
                    jobs[1].Leave();
                }

                pulse();
            },
        };
        using LaneBench bench = new(objective);
        using (bench.Hold())
        {
            jobs = [.. Enumerable.Range(0, 3).Select(trial => bench.Submit(trial, epochs: 4))];
        }

        bench.UntilEnded(0, 1, 2);
        Assert.Equal([true, true, false], jobs.Select(job => job.IsHandedBack));
        Assert.Equal([0, 2], bench.Ends[0].Outcome!.Checkpoint!.Content.ToArray());
        Assert.Equal([1, 2], bench.Ends[1].Outcome!.Checkpoint!.Content.ToArray());
        bench.AssertLearned(2, 4);
    }

    [Fact]
    public void A_lane_that_waits_for_a_verdict_is_handed_back_at_once()
    {
        using LaneBench bench = new();
        TrialJob job = bench.Submit(0, epochs: 4, until: 1);
        bench.Until(() => bench.Epochs(0) == 1);
        job.Leave();
        bench.UntilEnded(0);
        Assert.True(job.IsHandedBack);
        Assert.Equal([0, 1], bench.Ends[0].Outcome!.Checkpoint!.Content.ToArray());
    }

    [Fact]
    public void A_lane_that_was_let_go_on_before_is_trained_to_its_next_report_first()
    {
        using LaneBench bench = new();
        TrialJob job = bench.Submit(0, epochs: 4, until: 1);
        bench.Until(() => bench.Epochs(0) == 1);
        using (bench.Hold())
        {
            job.Judge(1, Verdict.Continue(3, new Reason("go on")));
            job.Leave();
        }

        bench.UntilEnded(0);
        Assert.True(job.IsHandedBack);
        Assert.Equal([0, 2], bench.Ends[0].Outcome!.Checkpoint!.Content.ToArray());
    }

    [Fact]
    public void A_lane_that_did_not_begin_is_handed_back_without_a_state()
    {
        using LaneBench bench = new();
        TrialJob job;
        using (bench.Hold())
        {
            job = bench.Submit(0, epochs: 4);
            job.Leave();
        }

        bench.UntilEnded(0);
        Assert.Null(bench.Ends[0].Outcome);
        Assert.Equal(0, bench.Epochs(0));
    }

    [Fact]
    public void A_trainer_hands_back_what_runs_what_waits_and_what_still_comes()
    {
        using TrainerBench bench = new(Specs.Of("x"), Specs.Of("y"));
        bench.Assign("x", 5, 0, 1);
        bench.Assign("y", 2, 2);
        bench.Simulated.Run(1.5);
        bench.Pool.Tell(bench.Actor, new HandBack("x"));
        bench.Simulated.Run(2);
        bench.Assign("x", 5, 3);
        bench.Simulated.Run(3);

        Dictionary<int, AttemptEnd> ends = bench.Ends().DistinctBy(end => end.Attempt).ToDictionary(end => end.Attempt.Trial.Value, end => end.End);
        Assert.Equal([(true, true), (true, false), (false, false), (true, false)], Enumerable.Range(0, 4).Select(trial => (ends[trial].IsReturned, ends[trial].Checkpoint is not null)));
        Assert.All(ends.Values, end => Assert.Null(end.Failure));
        Assert.Equal([1, 2], bench.Epochs(TrainerBench.Attempt(0)).Distinct());
    }

    [Fact]
    public void A_trainer_that_goes_hands_back_what_it_has_of_every_experiment()
    {
        using TrainerBench bench = new(Specs.Of("x"), Specs.Of("y"));
        bench.Assign("x", 5, 0);
        bench.Assign("y", 5, 1);
        bench.Simulated.Run(1.5);
        bench.Pool.Tell(bench.Actor, new HandBack(null));
        bench.Simulated.Run(1);
        Assert.Equal([true, true], bench.Ends().DistinctBy(end => end.Attempt).Select(end => end.End.IsReturned));
    }

    [Fact]
    public void A_pool_asks_for_no_more_work_of_an_experiment_that_is_suspended_and_of_others_as_before()
    {
        using PoolBench bench = new();
        Probe owner = bench.NewProbe();
        Probe searcher = bench.Begin(owner, Specs.Of("a"), "cpu:2"), other = bench.Begin(bench.NewProbe(), Specs.Of("b"), "cpu:2");
        searcher.Clear();
        other.Clear();
        bench.Say(owner, new PoolProtocol.Suspend("a"));
        bench.Say(searcher, new PoolProtocol.WorkAnswered("a", "cpu:0", 0, false));
        bench.Say(searcher, new PoolProtocol.WorkAnswered("a", "cpu:1", 0, false));
        bench.Say(searcher, new PoolProtocol.WorkAvailable("a"));
        bench.Simulated.Run(5);
        Assert.Empty(searcher.All<WorkRequested>());
        Assert.NotEmpty(other.All<WorkRequested>());
    }

    [Fact]
    public void A_pool_that_goes_says_so_when_all_of_its_trainers_have_nothing_left()
    {
        using PoolBench bench = new();
        bench.Begin(bench.NewProbe(), Specs.Of("a"), "cpu:3");
        Probe node = bench.NewProbe();
        bench.Say(node, PoolProtocol.HandBackAll.Instance);
        bench.Simulated.Run(1);
        Assert.Single(node.All<PoolProtocol.AllHandedBack>());
    }

    // Reports every epoch; told to leave just before one of them.
    private static JobEnded Run(out TrialJob submitted, int epochs, int until, int leaveBefore)
    {
        using Bench bench = new();
        TrialJob? job = null;
        job = New(
            trial =>
            {
                for (int epoch = 1; epoch <= trial.Epochs; epoch++)
                {
                    if (epoch == leaveBefore)
                    {
                        job!.Leave();
                    }

                    if (trial.Report(epoch, 0.5).Kind == VerdictKind.Pause)
                    {
                        return TrialOutcome.CompletedWith(Left);
                    }
                }

                return TrialOutcome.Completed;
            },
            epochs,
            until);
        submitted = job;
        bench.Thread.Submit(job);
        while (true)
        {
            if (bench.Inbox.Next() is JobEnded ended)
            {
                return ended;
            }
        }
    }

    private static TrialJob New(Func<TrialContext, TrialOutcome> run, int epochs, int until) => new(
        Specs.Of(), _ => new InTestObjective((trial, _) => run(trial)), new Assignment(new AttemptId(new TrialId(0), 1), Configuration.Empty, 1, until, epochs, null), null);

    private sealed class Bench : IDisposable
    {
        public Bench() => Thread = new TrainerThread(Device.Cpu(Machine.Detect().AllowedCores[^1]), Inbox);

        public Inbox Inbox { get; } = new();

        public TrainerThread Thread { get; }

        public void Dispose() => Thread.Abandon();
    }
}
