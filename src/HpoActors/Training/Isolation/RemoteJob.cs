using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Telemetry;

namespace HpoActors.Training.Isolation;

/// <summary>A job on the node's side, and what its process was told of it. Used by the executor's thread alone.</summary>
internal sealed class RemoteJob(TrialJob job, int number)
{
    private AttemptTracing? _tracing;
    private long _began;
    private (int Epoch, Verdict Verdict)? _judged;
    private bool _leaving;
    private bool _cancelled;

    public TrialJob Job { get; } = job;

    public int Number { get; } = number;

    /// <summary>Whether its process has it.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Whether the process was at it when it said so last.</summary>
    public bool IsAtWork { get; private set; }

    /// <summary>The last epoch that it reported.</summary>
    public int Epoch { get; private set; }

    /// <summary>The device time that its process said, or of a plain job until now.</summary>
    public double Seconds { get; private set; }

    /// <summary>Sends it as it stands now, and what was decided about it.</summary>
    public void Send(ChildProcess child, string name)
    {
        Checkpoint? from = Job.StartFrom;
        ReadOnlyMemory<byte> content = from?.Content ?? default;
        IsSent = true;
        Epoch = Job.Assignment.FirstEpoch - 1;
        Seconds = 0;
        _judged = null;
        _leaving = false;
        _cancelled = false;
        _tracing = AttemptTracing.Start(Job, name);
        Activity.Current = null;

        // A verdict that let it go on moved its milestone; the others are repeated.
        (int until, (int Epoch, Verdict Verdict)? judged) = Job.Milestone;
        child.Say(new IsolationProtocol.Run(Number, Job.Spec.Name, Job.Assignment with { Until = until }, Job.Pack, Job.MostLanes, from?.Format), content);
        _judged = judged is { Verdict.Kind: VerdictKind.Continue } ? judged : null;
        Update(child);
    }

    /// <summary>Tells the process what was decided since.</summary>
    public void Update(ChildProcess child)
    {
        if (Job.IsCancelled && !_cancelled)
        {
            _cancelled = true;
            child.Say(new IsolationProtocol.Cancel(Number));
        }

        if (Job.Milestone.Judged is { } judged && judged.Epoch != _judged?.Epoch)
        {
            _judged = judged;
            child.Say(new IsolationProtocol.Judge(Number, judged.Epoch, judged.Verdict));
        }

        if (Job.IsLeaving && !_leaving)
        {
            _leaving = true;
            child.Say(new IsolationProtocol.Leave(Number));
        }
    }

    /// <summary>The process is at it, or not any more.</summary>
    /// <returns>Whether it began though it was cancelled.</returns>
    public bool IsAt(bool atWork)
    {
        if (atWork == IsAtWork)
        {
            return false;
        }

        IsAtWork = atWork;
        if (!atWork)
        {
            Job.Rest();
            return false;
        }

        _began = Stopwatch.GetTimestamp();
        _tracing?.EpochBegins();
        Job.Begin();
        return Job.IsCancelled;
    }

    public void Reported(TrialReport report, double seconds)
    {
        _tracing?.Epoch(report.Epoch, report.Metrics);
        Epoch = report.Epoch;
        Seconds = seconds;
    }

    /// <summary>Its process is gone; it may be sent to another one.</summary>
    /// <param name="outcome">What came of it.</param>
    public void Lost(TrialOutcome? outcome)
    {
        if (IsAtWork && Job.Pack is null)
        {
            Seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        }

        IsSent = false;
        Over(outcome);
    }

    /// <summary>It came to an end.</summary>
    public void Over(TrialOutcome? outcome)
    {
        IsAt(false);
        _tracing?.End(outcome);
        _tracing?.Dispose();
        _tracing = null;
    }
}
