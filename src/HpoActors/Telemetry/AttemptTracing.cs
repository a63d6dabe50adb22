using System.Diagnostics;
using HpoActors.Core.Objectives;
using HpoActors.Training;

namespace HpoActors.Telemetry;

/// <summary>The span of an attempt on its trainer's thread, with the epochs' spans inside; what the objective traces nests in it.</summary>
internal sealed class AttemptTracing : IDisposable
{
    private static readonly AttemptTracing Off = new(null);

    private readonly Activity? _attempt;
    private DateTimeOffset _epochStart;

    private AttemptTracing(Activity? attempt) => _attempt = attempt;

    public static AttemptTracing Start(TrialJob job, string trainer)
    {
        if (job.TraceParent is null || !ActivityContext.TryParse(job.TraceParent, null, out ActivityContext parent)
            || HpoTelemetry.Source.StartActivity("attempt", ActivityKind.Internal, parent) is not { } attempt)
        {
            return Off;
        }

        attempt.SetTag(HpoTelemetry.Tags.Experiment, job.Spec.Name)
            .SetTag(HpoTelemetry.Tags.Trial, job.Attempt.Trial.Value)
            .SetTag(HpoTelemetry.Tags.Attempt, job.Attempt.Attempt)
            .SetTag(HpoTelemetry.Tags.Trainer, trainer);
        return new AttemptTracing(attempt) { _epochStart = attempt.StartTimeUtc };
    }

    /// <summary>An epoch begins now, some time after the last one ended.</summary>
    public void EpochBegins()
    {
        if (_attempt is not null)
        {
            _epochStart = DateTimeOffset.UtcNow;
        }
    }

    /// <summary>An epoch is done: its span is made with hindsight, since nobody knows whether a next one comes.</summary>
    public void Epoch(int epoch, Metrics metrics)
    {
        if (_attempt is null)
        {
            return;
        }

        using Activity? span = HpoTelemetry.Source.StartActivity("epoch", ActivityKind.Internal, _attempt.Context, startTime: _epochStart);
        span?.SetTag(HpoTelemetry.Tags.Epoch, epoch);
        foreach ((string name, double value) in metrics)
        {
            span?.SetTag(HpoTelemetry.Tags.Metric + name, value);
        }

        _epochStart = DateTimeOffset.UtcNow;
    }

    public void End(TrialOutcome? outcome)
    {
        if (outcome?.Failure is { } failure)
        {
            _attempt?.SetTag(HpoTelemetry.Tags.Failure, TrialFailure.NameOf(failure.Kind)).SetStatus(ActivityStatusCode.Error, failure.Message);
        }
    }

    public void Dispose() => _attempt?.Dispose();
}
