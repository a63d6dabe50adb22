using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Training;
using HpoActors.Training.Isolation;
using Newtonsoft.Json;
using static HpoActors.Training.ExecutorProtocol;

namespace HpoActors.Tests.Training.Isolation;

/// <summary>An executor with a process of its own, whose trainer's actor the test plays.</summary>
public sealed class ProcessExecutorTests : IDisposable
{
    private static readonly Configuration Point = new([new("lr", HyperparameterValue.Of(0.5))]);
    private static readonly Reason Because = new("test");

    private readonly Inbox _inbox = new();
    private readonly ProcessExecutor _executor;

    public ProcessExecutorTests() => _executor = new ProcessExecutor(
        Device.Cpu(Machine.Detect().AllowedCores[^1]), _inbox, JsonConvert.DeserializeObject<string[]>(IsolatedNode.Program));

    public void Dispose() => _executor.Abandon();

    [Fact]
    public void Verdicts_go_in_and_reports_checkpoints_and_attributes_come_out()
    {
        TrialJob job = Submit(0, epochs: 4, until: 2);
        Assert.Equal([1, 2], [Report(job).Report.Epoch, Report(job).Report.Epoch]);
        job.Judge(2, Verdict.Continue(3, Because));
        Assert.Equal(new Metrics(Specs.Metric, 0.5 / 3), Report(job).Report.Metrics);
        Assert.True(job.IsAtWork);
        job.Judge(3, Verdict.Pause(Because));
        JobEnded ended = _inbox.Next<JobEnded>();
        Assert.Same(job, ended.Job);
        Assert.Equal(("test/1", 3), (ended.Outcome!.Checkpoint!.Format, BitConverter.ToInt32(ended.Outcome.Checkpoint.Content.Span)));
        Assert.Equal(new Metrics("parameters", 3), ended.Attributes);
        Assert.True(ended.Seconds > 0);
        Assert.False(job.IsAtWork);

        TrialJob on = Submit(0, epochs: 4, from: ended.Outcome.Checkpoint, firstEpoch: 4);
        Assert.Equal(4, Report(on).Report.Epoch);
        Assert.Null(_inbox.Next<JobEnded>().Outcome!.Failure);
    }

    [Fact]
    public void A_job_that_is_to_be_handed_back_pauses_where_it_waits()
    {
        TrialJob job = Submit(0, epochs: 4, until: 2);
        Report(job);
        Report(job);
        job.Leave();
        JobEnded ended = _inbox.Next<JobEnded>();
        Assert.True(job.IsHandedBack);
        Assert.Equal(2, BitConverter.ToInt32(ended.Outcome!.Checkpoint!.Content.Span));
    }

    [Fact]
    public void A_cancelled_job_comes_back_without_an_outcome()
    {
        TrialJob job = Submit(0, epochs: 4, until: 1);
        TrialJob next = Submit(1, epochs: 1);
        Report(job);
        next.Cancel();
        job.Cancel();
        Assert.Equal((job, null), (_inbox.Next<JobEnded>() is var ended ? ended.Job : null, ended.Outcome));
        Assert.Equal((next, null), (_inbox.Next<JobEnded>() is var other ? other.Job : null, other.Outcome));
    }

    [Fact]
    public void After_a_crash_the_next_job_runs_in_another_process_and_what_was_decided_stays()
    {
        TrialJob crash = Submit(0, epochs: 1, options: [new("do", "kill")]);
        TrialJob queued = Submit(1, epochs: 3, until: 1);
        JobEnded ended = _inbox.Next<JobEnded>();
        Assert.Same(crash, ended.Job);
        Assert.Equal(FailureKind.TrainerLost, ended.Outcome!.Failure!.Kind);
        Assert.Equal(1, Report(queued).Report.Epoch);
        queued.Judge(1, Verdict.Stop(Because));
        Assert.Null(_inbox.Next<JobEnded>().Outcome!.Failure);
    }

    [Fact]
    public void A_time_out_is_started_with_the_job()
    {
        TrialJob job = Submit(0, epochs: 1, spec: Spec with { TrialTimeout = TimeSpan.FromMinutes(1) });
        Assert.Same(job, _inbox.Next<JobStarted>().Job);
        Report(job);
        _inbox.Next<JobEnded>();
    }

    [Fact]
    public void A_model_is_measured_in_the_process()
    {
        _executor.Test(Spec, _ => throw new InvalidOperationException("the node's own is not asked"), new Checkpoint("test/1", new byte[4]));
        Assert.Equal(new Tested(Spec.Name, new HpoActors.Protocol.TrainerProtocol.BestTested(null, null)), _inbox.Next<Tested>());
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_read_fails_its_job_alone()
    {
        TrialJob job = Submit(0, epochs: 2, firstEpoch: 2, from: new UnreadableCheckpoint());
        JobEnded ended = _inbox.Next<JobEnded>();
        Assert.Same(job, ended.Job);
        Assert.Equal("IOException: it is gone", ended.Outcome!.Failure!.Message);
        Report(Submit(1, epochs: 1));
        _inbox.Next<JobEnded>();
    }

    private static ExperimentSpec Spec => Specs.Of(epochs: 4) with { ObjectiveName = "isolated" };

    private JobReported Report(TrialJob job)
    {
        JobReported reported = _inbox.Next<JobReported>();
        Assert.Same(job, reported.Job);
        return reported;
    }

    private TrialJob Submit(
        int trial, int epochs, int? until = null, Checkpoint? from = null, int firstEpoch = 1, ExperimentSpec? spec = null, KeyValuePair<string, object>[]? options = null)
    {
        Assignment assignment = new(new AttemptId(new TrialId(trial), 1), Point, firstEpoch, until ?? epochs, epochs, null);
        ExperimentSpec own = spec ?? Spec;
        own = options is null ? own : own with { Name = "other", Objective = new OptionSet(options) };
        TrialJob job = new(own, _ => throw new InvalidOperationException("the node's own is not asked"), assignment, null) { StartFrom = from };
        _executor.Submit(job);
        return job;
    }

    private sealed class UnreadableCheckpoint() : Checkpoint("test/1")
    {
        public override ReadOnlyMemory<byte> Content => throw new IOException("it is gone");
    }
}
