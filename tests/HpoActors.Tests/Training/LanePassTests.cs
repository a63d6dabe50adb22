using System.Diagnostics;
using System.Runtime.InteropServices;
using HpoActors.Core.Objectives;
using HpoActors.Training;

namespace HpoActors.Tests.Training;

/// <summary>What happens to lanes when something goes wrong in a pass.</summary>
public sealed class LanePassTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void Where_memory_runs_out_the_lanes_go_on_in_parts_and_the_thread_remembers_how_many_fit()
    {
        InTestLanes objective = new()
        {
            OnPass = (trials, _) =>
            {
                if (trials.Length > 3)
                {
                    throw new InvalidOperationException("CUDA error: Out of Memory");
                }
            },
        };
        using LaneBench bench = new(objective);
        using (bench.Hold())
        {
            for (int trial = 0; trial < 10; trial++)
            {
                bench.Submit(trial, epochs: 3);
            }
        }

        bench.UntilEnded(Enumerable.Range(0, 10));
        Assert.All(Enumerable.Range(0, 10), trial => bench.AssertLearned(trial, 3));
        Assert.Equal([64, 5, 2], bench.Limits.Select(l => l.Lanes));
        Assert.All(objective.Passes, pass => Assert.True(pass.Lanes.Length <= 2));
    }

    [Theory]
    [InlineData(typeof(OutOfMemoryException), "", FailureKind.OutOfMemory)]
    [InlineData(typeof(ExternalException), "DefaultCPUAllocator: not enough memory", FailureKind.OutOfMemory)]
    [InlineData(typeof(ExternalException), "shapes do not match", FailureKind.UserError)]
    [InlineData(typeof(OperationCanceledException), "by itself", FailureKind.UserError)]
    public void What_a_lane_throws_alone_is_its_failure_and_no_others(Type thrown, string message, FailureKind kind)
    {
        InTestLanes objective = new()
        {
            OnPass = (trials, _) =>
            {
                if (trials.Contains(4))
                {
                    throw (Exception)Activator.CreateInstance(thrown, message)!;
                }
            },
        };
        using LaneBench bench = new(objective);
        using (bench.Hold())
        {
            for (int trial = 0; trial < 7; trial++)
            {
                bench.Submit(trial, epochs: 2);
            }
        }

        bench.UntilEnded(Enumerable.Range(0, 7));
        Assert.Equal(kind, bench.FailureOf(4));
        Assert.Equal(0, bench.Epochs(4));
        Assert.All(Enumerable.Range(0, 7).Where(t => t != 4), trial => bench.AssertLearned(trial, 2));
    }

    [Fact]
    public void A_lane_that_fails_or_reports_what_it_must_not_leaves_the_others_alone()
    {
        InTestLanes objective = new()
        {
            Report = report => (report.Trial.Value, report.Epoch) switch
            {
                (1, 2) => report with { Failure = new TrialFailure(FailureKind.Diverged, "the loss became NaN") },
                (2, 2) => report with { Metrics = new Metrics("other", 1) },
                (3, 1) => report with { Trial = new(99) },
                _ => report,
            },
        };
        using LaneBench bench = new(objective);
        using (bench.Hold())
        {
            for (int trial = 0; trial < 5; trial++)
            {
                bench.Submit(trial, epochs: 3);
            }
        }

        bench.UntilEnded(0, 1, 2, 3, 4);
        Assert.Equal(new TrialFailure(FailureKind.Diverged, "the loss became NaN"), bench.Ends[1].Outcome!.Failure);
        Assert.Equal((FailureKind.UserError, FailureKind.UserError), (bench.FailureOf(2), bench.FailureOf(3)));
        Assert.Equal((1, 1, 0), (bench.Epochs(1), bench.Epochs(2), bench.Epochs(3)));
        bench.AssertLearned(0, 3);
        bench.AssertLearned(4, 3);
    }

    [Fact]
    public void A_lane_that_is_cancelled_in_a_pass_comes_back_at_once_and_the_others_go_on()
    {
        using ManualResetEventSlim cancelled = new(), told = new(), begun = new();
        InTestLanes objective = new()
        {
            OnPass = (trials, pulse) =>
            {
                pulse();
                if (trials.Contains(1))
                {
                    begun.Set();
                    Assert.True(cancelled.Wait(Limit));
                    pulse();
                    Assert.True(told.Wait(Limit));
                    pulse();
                }
            },
        };
        using LaneBench bench = new(objective);
        TrialJob job;
        using (bench.Hold())
        {
            bench.Submit(0, epochs: 2);
            job = bench.Submit(1, epochs: 2);
        }

        Assert.True(begun.Wait(Limit));
        job.Cancel();
        cancelled.Set();
        bench.UntilEnded(1);
        Assert.Null(bench.Ends[1].Outcome);
        Assert.Empty(bench.Reports);
        told.Set();
        bench.UntilEnded(0);
        bench.AssertLearned(0, 2);
        Assert.Equal(0, bench.Epochs(1));
        Assert.Equal([2, 1], objective.Passes.Select(p => p.Lanes.Length));
    }

    [Fact]
    public void A_pass_that_nobody_wants_any_more_is_given_up()
    {
        using ManualResetEventSlim begun = new(), cancelled = new();
        bool gaveUp = false;
        InTestLanes objective = new()
        {
            OnPass = (trials, pulse) =>
            {
                if (trials.Contains(0))
                {
                    begun.Set();
                    Assert.True(cancelled.Wait(Limit));
                    gaveUp = Record.Exception(pulse) is OperationCanceledException;
                    pulse();
                }
            },
        };
        using LaneBench bench = new(objective);
        TrialJob[] jobs;
        using (bench.Hold())
        {
            jobs = [bench.Submit(0, epochs: 2), bench.Submit(1, epochs: 2)];
        }

        Assert.True(begun.Wait(Limit));
        jobs[0].Cancel();
        jobs[1].Cancel();
        cancelled.Set();
        bench.UntilEnded(0, 1);
        Assert.All(bench.Ends.Values, end => Assert.Null(end.Outcome));
        bench.Submit(2, epochs: 1);
        bench.UntilEnded(2);
        Assert.True(gaveUp);
        Assert.Equal([(2, 1)], Assert.Single(objective.Passes).Lanes.ToArray());
    }

    [Fact]
    public void An_abandoned_thread_gives_its_pass_up_and_lets_everything_go()
    {
        using ManualResetEventSlim begun = new(), abandoned = new();
        InTestLanes objective = new()
        {
            OnPass = (_, pulse) =>
            {
                begun.Set();
                Assert.True(abandoned.Wait(Limit));
                pulse();
            },
        };
        using LaneBench bench = new(objective);
        bench.Submit(0);
        Assert.True(begun.Wait(Limit));
        bench.Thread.Abandon();
        abandoned.Set();
        Assert.True(objective.Disposed.Wait(Limit));
        Assert.Equal(["one"], objective.SessionsDisposed);
        Assert.Empty(objective.Passes);
    }

    [Fact]
    public void Each_lane_has_its_share_of_a_pass()
    {
        double spent = 0;
        InTestLanes objective = new()
        {
            OnPass = (_, _) =>
            {
                long start = Stopwatch.GetTimestamp();
                Assert.False(new ManualResetEventSlim().Wait(20));
                spent += Stopwatch.GetElapsedTime(start).TotalSeconds;
            },
        };
        using LaneBench bench = new(objective);
        using (bench.Hold())
        {
            for (int trial = 0; trial < 4; trial++)
            {
                bench.Submit(trial, epochs: 2);
            }
        }

        bench.UntilEnded(0, 1, 2, 3);
        Assert.Equal(4, bench.MostLanes);
        Assert.All(bench.Ends.Values, end => Assert.Equal(bench.Ends[0].Seconds, end.Seconds));
        Assert.InRange(bench.Ends.Values.Sum(end => end.Seconds), spent, spent + 2);
    }
}
