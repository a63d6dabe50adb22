using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Devices;
using HpoActors.Telemetry;

namespace HpoActors.Training;

/// <summary>A job as a lane of a pack. Its reports do not wait for verdicts: a lane at its milestone just is not trained.</summary>
internal sealed class Lane : ITrialReporter, IDisposable
{
    private readonly AttemptTracing _tracing;

    public Lane(TrialJob job, Device device, string trainer)
    {
        Job = job;
        Epoch = job.Assignment.FirstEpoch - 1;
        Context = job.ContextOn(device, this);
        _tracing = AttemptTracing.Start(job, trainer);

        // Lanes take turns on this thread; none is what the next one nests in.
        Activity.Current = null;
    }

    public TrialJob Job { get; }

    public TrialContext Context { get; }

    /// <summary>The last epoch that it was trained.</summary>
    public int Epoch { get; private set; }

    /// <summary>Its share of the passes so far.</summary>
    public double Seconds { get; set; }

    /// <summary>Whether the round under way has still to train it.</summary>
    public bool IsDue { get; set; }

    /// <summary>Whether its end was told before it could be released.</summary>
    public bool IsTold { get; set; }

    /// <summary>Whether it left its pack.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What it does next; null while that is not decided.</summary>
    public Verdict? Verdict => Job.VerdictOn(Epoch);

    public bool IsTrainable => !Job.IsCancelled && Verdict is { Kind: VerdictKind.Continue };

    public Metrics Attributes => Context.Attributes.Count == 0 ? Metrics.None : new Metrics(Context.Attributes);

    public void EpochBegins() => _tracing.EpochBegins();

    Verdict ITrialReporter.Report(int epoch, Metrics metrics)
    {
        _tracing.Epoch(epoch, metrics);
        Epoch = epoch;
        return Verdict ?? Core.Schedulers.Verdict.Continue(epoch + 1, Asked);
    }

    public void End(TrialOutcome? outcome) => _tracing.End(outcome);

    public void Dispose()
    {
        IsOver = true;
        _tracing.Dispose();
    }

    private static readonly Reason Asked = new("asked");
}
