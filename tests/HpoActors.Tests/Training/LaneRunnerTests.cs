using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.TestKit.Simulation;
using HpoActors.Training;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Tests.Training;

/// <summary>Lanes on a trainer's real thread: how they come, share passes, wait and go.</summary>
public sealed class LaneRunnerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void Lanes_that_come_together_share_every_pass_and_end_with_their_state()
    {
        InTestLanes objective = new();
        using LaneBench bench = new(objective);
        using (bench.Hold())
        {
            for (int trial = 0; trial < 9; trial++)
            {
                bench.Submit(trial, epochs: 3);
            }
        }

        bench.UntilEnded(Enumerable.Range(0, 9));
        Assert.All(Enumerable.Range(0, 9), trial => bench.AssertLearned(trial, 3));
        Assert.Equal([9, 9, 9], objective.Passes.Select(p => p.Lanes.Length));
        Assert.Equal(9, bench.MostLanes);
        Assert.Equal(new SessionLimit("x", new PackKey("one"), 64, 4, false), Assert.Single(bench.Limits));
        Assert.All(bench.Ends.Values, end => Assert.Equal(new Metrics("parameters", 7), end.Attributes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lanes_of_different_ages_share_a_pass_where_the_session_can_and_the_youngest_go_first_where_not(bool share)
    {
        using ManualResetEventSlim late = new(), begun = new();
        int passes = 0;
        InTestLanes objective = new()
        {
            EpochsShareAPass = share,
            OnPass = (_, _) =>
            {
                if (++passes == 2)
                {
                    begun.Set();
                    Assert.True(late.Wait(Limit));
                }
            },
        };
        using LaneBench bench = new(objective);
        bench.Submit(0, epochs: 4);
        Assert.True(begun.Wait(Limit));
        bench.Submit(1, epochs: 2);
        late.Set();
        bench.UntilEnded(0, 1);
        bench.AssertLearned(0, 4);
        bench.AssertLearned(1, 2);
        (int, int)[][] expected = share
            ? [[(0, 1)], [(0, 2)], [(0, 3), (1, 1)], [(0, 4), (1, 2)]]
            : [[(0, 1)], [(0, 2)], [(1, 1)], [(0, 3)], [(1, 2)], [(0, 4)]];
        Assert.Equal(expected, objective.Passes.Select(p => p.Lanes.ToArray()));
    }

    [Fact]
    public void A_lane_at_its_milestone_is_not_trained_before_its_verdict()
    {
        InTestLanes objective = new();
        using LaneBench bench = new(objective);
        TrialJob asked, stopped;
        using (bench.Hold())
        {
            bench.Submit(0, epochs: 4);
            asked = bench.Submit(1, epochs: 4, until: 2);
            stopped = bench.Submit(2, epochs: 4, until: 1);
        }

        bench.UntilEnded(0);
        bench.AssertLearned(0, 4);
        Assert.Equal((2, 1), (bench.Epochs(1), bench.Epochs(2)));
        Assert.Single(bench.Ends);
        stopped.Judge(1, Verdict.Stop(new Reason("enough")));
        bench.UntilEnded(2);
        bench.AssertLearned(2, 1);
        asked.Judge(2, Verdict.Continue(3, new Reason("go on")));
        bench.Until(() => bench.Epochs(1) == 3);
        asked.Judge(3, Verdict.Pause(new Reason("later")));
        bench.UntilEnded(1);
        bench.AssertLearned(1, 3);
    }

    [Fact]
    public void Who_finds_no_free_lane_waits_for_one()
    {
        InTestLanes objective = new() { SessionLanes = 3, Lanes = 7 };
        using LaneBench bench = new(objective);
        using (bench.Hold())
        {
            for (int trial = 0; trial < 8; trial++)
            {
                bench.Submit(trial, epochs: 1 + (trial % 2), most: 5);
            }
        }

        bench.UntilEnded(Enumerable.Range(0, 8));
        Assert.All(Enumerable.Range(0, 8), trial => bench.AssertLearned(trial, 1 + (trial % 2)));
        Assert.Equal(3, bench.MostLanes);
        Assert.Equal(3, Assert.Single(bench.Limits).Lanes);
        Assert.Single(objective.SessionsOpened);
    }

    [Theory]
    [InlineData(2, null, 2)]
    [InlineData(null, 3, 3)]
    [InlineData(4, 1, 1)]
    public void The_objective_and_the_trainers_limit_the_lanes(int? option, int? trainer, int expected)
    {
        using LaneBench bench = new(new InTestLanes { Lanes = option });
        using (bench.Hold())
        {
            for (int trial = 0; trial < 6; trial++)
            {
                bench.Submit(trial, most: trainer);
            }
        }

        bench.UntilEnded(Enumerable.Range(0, 6));
        Assert.Equal(expected, bench.MostLanes);
    }

    [Fact]
    public void Configurations_of_different_packs_get_a_session_each()
    {
        InTestLanes objective = new();
        using LaneBench bench = new(objective);
        using (bench.Hold())
        {
            for (int trial = 0; trial < 6; trial++)
            {
                bench.Submit(trial, epochs: 2, key: trial % 3 == 0 ? "a" : "b");
            }
        }

        bench.UntilEnded(Enumerable.Range(0, 6));
        Assert.Equal(["a", "b"], objective.SessionsOpened.Order());
        Assert.Equal(["a", "b", "a", "b"], objective.Passes.Select(p => p.Key));
        Assert.Equal([0, 3, 0, 3], objective.Passes.Where(p => p.Key == "a").SelectMany(p => p.Lanes).Select(l => l.Trial));
    }

    [Fact]
    public void A_session_without_lanes_is_disposed_and_opened_again_when_somebody_comes()
    {
        using ManualResetEventSlim disposed = new();
        InTestLanes objective = new();
        using LaneBench bench = new(objective);
        bench.Submit(0);
        bench.UntilEnded(0);
        Assert.True(SpinWait.SpinUntil(() => !objective.SessionsDisposed.IsEmpty, Limit));
        bench.Submit(1);
        bench.UntilEnded(1);
        bench.AssertLearned(1, 1);
        Assert.Equal(2, objective.SessionsOpened.Count);
        Assert.Equal(0, objective.TimesDisposed);
    }

    [Fact]
    public void An_experiment_that_closes_takes_its_lanes_and_sessions_along()
    {
        InTestLanes objective = new();
        using LaneBench bench = new(objective);
        bench.Submit(0, epochs: 5, until: 1);
        bench.Until(() => bench.Epochs(0) == 1);
        bench.Thread.Close("x");
        bench.UntilEnded(0);
        Assert.Null(bench.Ends[0].Outcome);
        Assert.True(objective.Disposed.Wait(Limit));
        Assert.Single(objective.SessionsDisposed);
    }

    [Fact]
    public void A_cancelled_lane_that_waits_for_its_verdict_and_a_cancelled_job_that_waits_for_a_lane_come_back()
    {
        InTestLanes objective = new() { SessionLanes = 1 };
        using LaneBench bench = new(objective);
        TrialJob lane = bench.Submit(0, epochs: 5, until: 1);
        bench.Until(() => bench.Epochs(0) == 1);
        TrialJob waiting = bench.Submit(1);
        Assert.False(lane.IsAtWork);
        waiting.Cancel();
        bench.UntilEnded(1);
        Assert.Null(bench.Ends[1].Outcome);
        lane.Cancel();
        bench.UntilEnded(0);
        Assert.Null(bench.Ends[0].Outcome);
        Assert.Single(objective.Passes);
    }

    [Fact]
    public void Plain_trials_run_between_passes()
    {
        using ManualResetEventSlim begun = new(), queued = new();
        int passes = 0;
        InTestLanes objective = new()
        {
            OnPass = (_, _) =>
            {
                if (++passes == 1)
                {
                    begun.Set();
                    Assert.True(queued.Wait(Limit));
                }
            },
        };
        using LaneBench bench = new(objective);
        bench.Submit(0, epochs: 3);
        Assert.True(begun.Wait(Limit));
        int before = -1;
        Assignment plain = new(new AttemptId(new TrialId(50), 1), Core.Spaces.Configuration.Empty, 1, 1, 1, null);
        bench.Thread.Submit(new TrialJob(
            Specs.Of("plain"),
            _ => new InTestObjective((_, _) =>
            {
                before = objective.Passes.Count;
                return TrialOutcome.Completed;
            }),
            plain,
            null));
        queued.Set();
        bench.UntilEnded(0, 50);
        Assert.Equal(1, before);
        bench.AssertLearned(0, 3);
    }

    [Fact]
    public void Who_cannot_be_admitted_fails_alone()
    {
        using LaneBench bench = new(new InTestLanes
        {
            OnAdmit = (trial, _) =>
            {
                if (trial == 1)
                {
                    throw new FormatException("the checkpoint is of another kind");
                }
            },
        });
        using (bench.Hold())
        {
            bench.Submit(0, epochs: 2);
            bench.Submit(1);
            bench.Submit(2, epochs: 2);
        }

        bench.UntilEnded(0, 1, 2);
        Assert.Equal(new TrialFailure(FailureKind.UserError, "FormatException: the checkpoint is of another kind"), bench.Ends[1].Outcome!.Failure);
        bench.AssertLearned(0, 2);
        bench.AssertLearned(2, 2);
    }

    [Fact]
    public void Who_finds_no_memory_waits_while_others_are_there_and_fails_alone()
    {
        bool full = false;
        using LaneBench bench = new(new InTestLanes
        {
            OnAdmit = (_, lanes) =>
            {
                if (full || lanes == 2)
                {
                    throw new InsufficientMemoryException("the device is full");
                }
            },
        });
        using (bench.Hold())
        {
            for (int trial = 0; trial < 5; trial++)
            {
                bench.Submit(trial, spec: Specs.Of() with { TrialTimeout = TimeSpan.FromMinutes(1) });
            }
        }

        bench.UntilEnded(0, 1, 2, 3, 4);
        Assert.All(Enumerable.Range(0, 5), trial => bench.AssertLearned(trial, 1));
        Assert.Equal([64, 2], bench.Limits.Select(l => l.Lanes));

        // The clock of the one that was sent back to wait was stopped, and started again.
        Assert.Equal([2], bench.Others.OfType<JobWaits>().Select(w => w.Job.Attempt.Trial.Value));
        Assert.Equal([0, 1, 2, 2, 3, 4], bench.Others.OfType<JobStarted>().Select(w => w.Job.Attempt.Trial.Value));
        full = true;
        bench.Submit(5);
        bench.UntilEnded(5);
        Assert.Equal(FailureKind.OutOfMemory, bench.FailureOf(5));
    }

    [Fact]
    public void A_session_without_lanes_is_disposed_before_another_pack_opens_its_own()
    {
        InTestLanes? objective = null;
        List<int> disposed = [];
        objective = new InTestLanes { OnOpen = () => disposed.Add(objective!.SessionsDisposed.Count) };
        using LaneBench bench = new(objective);
        TrialJob first = bench.Submit(0, epochs: 2, until: 1, key: "a");
        bench.Until(() => bench.Epochs(0) == 1);
        using (bench.Hold())
        {
            first.Judge(1, Verdict.Stop(new Reason("enough")));
            bench.Submit(1, key: "b");
        }

        bench.UntilEnded(0, 1);
        Assert.Equal([0, 1], disposed);
    }

    [Fact]
    public void A_pack_that_finds_no_memory_waits_for_the_lanes_of_others_to_go()
    {
        InTestLanes? objective = null;
        int tries = 0;
        objective = new InTestLanes
        {
            OnOpen = () =>
            {
                tries++;
                if (objective!.SessionsOpened.Count > objective.SessionsDisposed.Count)
                {
                    throw new InsufficientMemoryException("full");
                }
            },
        };
        using LaneBench bench = new(objective);
        using (bench.Hold())
        {
            bench.Submit(0, epochs: 9, key: "a");
            bench.Submit(1, epochs: 2, key: "b");
            bench.Submit(2, epochs: 2, key: "b");
        }

        bench.UntilEnded(0, 1, 2);
        bench.AssertLearned(0, 9);
        bench.AssertLearned(1, 2);
        bench.AssertLearned(2, 2);
        Assert.Equal(3, tries);
    }

    [Fact]
    public void A_session_that_cannot_be_opened_fails_who_waited_for_it()
    {
        bool broken = true;
        int opened = 0;
        using LaneBench bench = new(new InTestLanes
        {
            OnOpen = () =>
            {
                opened++;
                if (broken)
                {
                    throw new InvalidOperationException("no such device");
                }
            },
        });
        using (bench.Hold())
        {
            bench.Submit(0);
            bench.Submit(1);
        }

        bench.UntilEnded(0, 1);
        Assert.Equal((FailureKind.UserError, FailureKind.UserError), (bench.FailureOf(0), bench.FailureOf(1)));
        Assert.Equal(1, opened);
        broken = false;
        bench.Submit(2);
        bench.UntilEnded(2);
        bench.AssertLearned(2, 1);
    }

    [Fact]
    public void A_lane_whose_state_cannot_be_had_fails_alone()
    {
        using LaneBench bench = new(new InTestLanes
        {
            OnRelease = trial =>
            {
                if (trial == 0)
                {
                    throw new InvalidOperationException("lost");
                }
            },
        });
        using (bench.Hold())
        {
            bench.Submit(0);
            bench.Submit(1);
        }

        bench.UntilEnded(0, 1);
        Assert.Equal(FailureKind.UserError, bench.FailureOf(0));
        bench.AssertLearned(1, 1);
    }

    [Fact]
    public void A_job_that_is_started_again_keeps_what_was_judged()
    {
        InTestLanes objective = new();
        using LaneBench bench = new(objective);
        TrialJob job = bench.Submit(0, epochs: 9, until: 2);
        bench.Until(() => bench.Epochs(0) == 2);
        job.Judge(2, Verdict.Continue(3, new Reason("go on")));
        bench.Until(() => bench.Epochs(0) == 3);
        TrialJob again = job.Again();
        job.Cancel();
        bench.UntilEnded(0);
        bench.Ends.Clear();
        bench.Reports.Clear();
        bench.Thread.Submit(again);
        bench.Until(() => bench.Epochs(0) == 3);
        again.Judge(3, Verdict.Stop(new Reason("enough")));
        bench.UntilEnded(0);
        bench.AssertLearned(0, 3);
        Assert.Equal(VerdictKind.Stop, again.Again().VerdictOn(3)!.Value.Kind);
    }
}
