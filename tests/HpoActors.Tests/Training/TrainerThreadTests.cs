using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Tests.Objectives;
using HpoActors.TestKit.Simulation;
using HpoActors.Training;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Tests.Training;

public sealed class TrainerThreadTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly int Core = Machine.Detect().AllowedCores[^1];

    private readonly Inbox _inbox = new();
    private readonly TrainerThread _thread;

    public TrainerThreadTests() => _thread = new TrainerThread(Device.Cpu(Core), _inbox);

    [Fact]
    public void Objectives_run_on_one_thread_of_its_own_that_is_pinned()
    {
        List<(int Id, string? Name, IReadOnlyList<int> Cores)> seen = [];
        for (int i = 0; i < 2; i++)
        {
            Submit((trial, _) =>
            {
                seen.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.Name, CpuAffinity.Current()));
                trial.Report(1, 0.5);
                trial.Attributes["parameters"] = 42;
                return TrialOutcome.Completed;
            });
            Assert.Equal(0.5, _inbox.Next<JobReported>().Report.Metrics[Specs.Metric]);
            JobEnded ended = _inbox.Next<JobEnded>();
            Assert.Same(TrialOutcome.Completed, ended.Outcome);
            Assert.Equal(new Metrics("parameters", 42), ended.Attributes);
        }

        Assert.Equal(seen[0].Id, seen[1].Id);
        Assert.All(seen, s => Assert.Equal($"hpo cpu:{Core}", s.Name));
        Assert.All(seen, s => Assert.Equal(OperatingSystem.IsMacOS() ? s.Cores : [Core], s.Cores));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException), FailureKind.UserError)]
    [InlineData(typeof(OutOfMemoryException), FailureKind.OutOfMemory)]
    [InlineData(typeof(OperationCanceledException), FailureKind.UserError)]
    public void What_an_objective_throws_is_a_failure_of_its_trial(Type thrown, FailureKind kind)
    {
        Submit((_, _) => throw (Exception)Activator.CreateInstance(thrown, "first line\nsecond")!);
        TrialFailure failure = _inbox.Next<JobEnded>().Outcome!.Failure!;
        Assert.Equal(kind, failure.Kind);
        Assert.Equal($"{thrown.Name}: first line second", failure.Message);
    }

    [Fact]
    public void An_objective_that_returns_null_fails_its_trial()
    {
        Submit((_, _) => null!);
        Assert.Equal(
            new TrialFailure(FailureKind.UserError, "the objective returned null where an outcome should be"), _inbox.Next<JobEnded>().Outcome!.Failure);
    }

    [LinuxFact]
    public void A_core_that_is_not_there_is_told_and_does_not_end_the_process()
    {
        TrainerThread thread = new(Device.Cpu(4000), _inbox);
        Assert.Contains("4000", _inbox.Next<NotPinned>().Problem, StringComparison.Ordinal);
        thread.Abandon();
    }

    [Fact]
    public void A_report_without_the_metric_or_past_a_milestone_is_a_users_error()
    {
        Submit((trial, _) =>
        {
            trial.Report(1, new Metrics("other", 1));
            return TrialOutcome.Completed;
        });
        Assert.Equal(FailureKind.UserError, _inbox.Next<JobEnded>().Outcome!.Failure!.Kind);
        Submit(
            (trial, _) =>
            {
                trial.Report(3, 0.5);
                return TrialOutcome.Completed;
            },
            epochs: 9,
            until: 2);
        TrialFailure failure = _inbox.Next<JobEnded>().Outcome!.Failure!;
        Assert.Contains("report every epoch", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_job_ends_without_an_outcome()
    {
        TrialJob job = Submit((_, cancel) =>
        {
            cancel.WaitHandle.WaitOne(Limit);
            cancel.ThrowIfCancellationRequested();
            return TrialOutcome.Completed;
        });
        job.Cancel();
        Assert.Null(_inbox.Next<JobEnded>().Outcome);

        using ManualResetEventSlim busy = new();
        Submit((_, cancel) => busy.Wait(Limit, cancel) ? TrialOutcome.Completed : throw new TimeoutException());
        bool ran = false;
        TrialJob queued = Submit((_, _) =>
        {
            ran = true;
            return TrialOutcome.Completed;
        });
        queued.Cancel();
        Assert.False(queued.IsAtWork);
        busy.Set();
        _inbox.Next<JobEnded>();
        Assert.Null(_inbox.Next<JobEnded>().Outcome);
        Assert.False(ran);
    }

    [Fact]
    public void The_start_is_told_only_where_there_is_a_time_limit()
    {
        TrialJob job = Submit((_, _) => TrialOutcome.Completed, Specs.Of() with { TrialTimeout = TimeSpan.FromMinutes(1) });
        Assert.Same(job, _inbox.Next<JobStarted>().Job);
        _inbox.Next<JobEnded>();
    }

    [Fact]
    public void A_thread_waits_at_its_milestone_for_the_verdict()
    {
        Verdict given = default;
        TrialJob job = Submit(
            (trial, _) =>
            {
                trial.Report(1, 0.5);
                trial.Report(2, 0.5);
                given = trial.Report(3, 0.5);
                return TrialOutcome.Completed;
            },
            epochs: 9,
            until: 2);
        Assert.Equal(1, _inbox.Next<JobReported>().Report.Epoch);
        Assert.Equal(2, _inbox.Next<JobReported>().Report.Epoch);
        job.Judge(1, Verdict.Stop(new Reason("too early")));
        job.Judge(2, Verdict.Continue(3, new Reason("go on")));
        job.Judge(2, Verdict.Stop(new Reason("too late")));
        Assert.Equal(3, _inbox.Next<JobReported>().Report.Epoch);
        job.Judge(3, Verdict.Stop(new Reason("enough")));
        _inbox.Next<JobEnded>();
        Assert.Equal(("enough", VerdictKind.Stop), (given.Reason.Rule, given.Kind));
    }

    [Fact]
    public void A_thread_that_waits_for_a_verdict_comes_back_when_it_is_cancelled()
    {
        TrialJob job = Submit(
            (trial, _) =>
            {
                trial.Report(2, 0.5);
                return TrialOutcome.Completed;
            },
            epochs: 9,
            until: 2);
        _inbox.Next<JobReported>();
        job.Cancel();
        Assert.Null(_inbox.Next<JobEnded>().Outcome);
    }

    [Fact]
    public void An_experiment_has_one_objective_until_it_is_closed_and_then_another()
    {
        int made = 0;
        using ManualResetEventSlim disposed = new();
        ObjectiveFactory factory = _ =>
        {
            made++;
            return new InTestObjective((_, _) => TrialOutcome.Completed, disposed.Set);
        };
        Submit(factory);
        Submit(factory);
        _inbox.Next<JobEnded>();
        _inbox.Next<JobEnded>();
        Assert.Equal(1, made);
        Assert.False(disposed.IsSet);
        _thread.Close("x");
        Assert.True(disposed.Wait(Limit));
        Submit(factory);
        _inbox.Next<JobEnded>();
        Assert.Equal(2, made);
    }

    [Fact]
    public void An_objective_that_cannot_be_made_or_disposed_harms_nobody_else()
    {
        Submit(_ => throw new InvalidOperationException("no such dataset"));
        Assert.Contains("no such dataset", _inbox.Next<JobEnded>().Outcome!.Failure!.Message, StringComparison.Ordinal);
        Submit(_ => new InTestObjective((_, _) => TrialOutcome.Completed, () => throw new InvalidOperationException("still in use")));
        _inbox.Next<JobEnded>();
        _thread.Close("x");
        Assert.Contains("still in use", _inbox.Next<NotClosed>().Problem, StringComparison.Ordinal);
        Submit((_, _) => TrialOutcome.Completed);
        Assert.Null(_inbox.Next<JobEnded>().Outcome!.Failure);
    }

    [Fact]
    public void An_abandoned_thread_starts_nothing_more_lets_its_objectives_go_and_ends()
    {
        Thread? thread = null;
        using ManualResetEventSlim running = new(), hung = new(), disposed = new();
        bool another = false;
        Submit(_ => new InTestObjective(
            (_, cancel) =>
            {
                thread = Thread.CurrentThread;
                running.Set();
                hung.Wait(Limit, cancel);
                return TrialOutcome.Completed;
            },
            disposed.Set));
        Submit((_, _) =>
        {
            another = true;
            return TrialOutcome.Completed;
        });
        Assert.True(running.Wait(Limit));
        _thread.Abandon();
        hung.Set();
        Assert.True(disposed.Wait(Limit));
        Assert.True(thread!.Join(Limit));
        Assert.False(another);
    }

    [Fact]
    public void An_objective_gets_the_checkpoint_that_its_attempt_goes_on_from_on_another_thread_too()
    {
        Checkpoint left = new("test/1", new byte[] { 7 });
        List<(int FirstEpoch, Checkpoint? Checkpoint)> seen = [];
        TrialJob job = new(
            Specs.Of(),
            _ => new InTestObjective((trial, _) =>
            {
                seen.Add((trial.FirstEpoch, trial.Checkpoint));
                return TrialOutcome.Completed;
            }),
            new Assignment(new AttemptId(new TrialId(0), 2), Configuration.Empty, 3, 9, 9, new CheckpointId(new TrialId(0), 2)),
            null)
        {
            StartFrom = left,
        };
        _thread.Submit(job);
        _inbox.Next<JobEnded>();
        _thread.Submit(job.Again());
        _inbox.Next<JobEnded>();
        Assert.Equal([(3, left), (3, left)], seen);
    }

    [Theory]
    [InlineData(VerdictKind.Pause)]
    [InlineData(VerdictKind.Stop)]
    public void The_checkpoint_of_a_pause_is_written_where_there_is_a_folder_and_others_stay_in_memory(VerdictKind kind)
    {
        using TempFolder temp = new();
        using CheckpointFolder folder = new(temp.Path, "x");
        TrialJob job = SubmitPausing(folder);
        job.Judge(2, kind == VerdictKind.Pause ? Verdict.Pause(new Reason("test")) : Verdict.Stop(new Reason("test")));
        Checkpoint left = _inbox.Next<JobEnded>().Outcome!.Checkpoint!;
        Assert.Equal(kind == VerdictKind.Pause, left is KeptCheckpoint);
        Assert.Equal(("test/1", (byte)7), (left.Format, Assert.Single(left.Content.ToArray())));
    }

    [Fact]
    public void Where_the_checkpoint_of_a_pause_cannot_be_written_its_end_says_so_in_one_line()
    {
        using TempFolder temp = new();
        string file = Path.Combine(temp.Path, "file");
        File.WriteAllText(file, "");
        using CheckpointFolder folder = new(Path.Combine(file, "below"), "x");
        SubmitPausing(folder).Judge(2, Verdict.Pause(new Reason("test")));
        TrialOutcome outcome = _inbox.Next<JobEnded>().Outcome!;
        Assert.Null(outcome.Checkpoint);
        Assert.StartsWith($"the checkpoint of trial 0 could not be kept in {file}/below (hpo.checkpoints.directory): ", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', outcome.Failure.Message);
    }

    public void Dispose() => _thread.Abandon();

    // Waits for its verdict at epoch 2 and leaves a checkpoint.
    private TrialJob SubmitPausing(CheckpointFolder folder)
    {
        TrialJob job = new(
            Specs.Of(),
            _ => new InTestObjective((trial, _) =>
            {
                trial.Report(2, 0.5);
                return TrialOutcome.CompletedWith(new Checkpoint("test/1", new byte[] { 7 }));
            }),
            new Assignment(new AttemptId(new TrialId(0), 1), Configuration.Empty, 1, 2, 9, null),
            null)
        {
            Keeper = folder,
        };
        _thread.Submit(job);
        _inbox.Next<JobReported>();
        return job;
    }

    private TrialJob Submit(Func<TrialContext, CancellationToken, TrialOutcome> run, int epochs = 3, int? until = null) =>
        Submit(_ => new InTestObjective(run), epochs: epochs, until: until, name: $"{Guid.NewGuid()}");

    private TrialJob Submit(Func<TrialContext, CancellationToken, TrialOutcome> run, ExperimentSpec spec) => Submit(_ => new InTestObjective(run), spec);

    private TrialJob Submit(ObjectiveFactory factory, ExperimentSpec? spec = null, int epochs = 3, int? until = null, string name = "x")
    {
        Assignment assignment = new(new AttemptId(new TrialId(0), 1), Configuration.Empty, 1, until ?? epochs, epochs, null);
        TrialJob job = new(spec ?? Specs.Of(name), factory, assignment, null);
        _thread.Submit(job);
        return job;
    }
}
