using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Results;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Telemetry;

/// <summary>The trial spans of one experiment, kept by its searcher from a trial's proposal to its end, and the searcher's own spans. Not thread-safe.</summary>
internal sealed class ExperimentTracing(ExperimentSpec spec, ActivityContext experiment) : IDisposable
{
    private readonly Dictionary<TrialId, Activity> _trials = [];

    /// <summary>Starts and ends the spans of trials.</summary>
    public void OnFact(ExperimentEvent fact)
    {
        switch (fact)
        {
            case TrialProposed proposed:
                if (HpoTelemetry.Source.StartActivity("trial", ActivityKind.Internal, experiment) is { } span)
                {
                    span.SetTag(HpoTelemetry.Tags.Experiment, spec.Name).SetTag(HpoTelemetry.Tags.Trial, proposed.Trial.Value);
                    foreach ((string name, HyperparameterValue value) in proposed.Configuration)
                    {
                        span.SetTag(HpoTelemetry.Tags.Hyperparameter + name, value.ToObject());
                    }

                    // Inside an actor there is no current activity to follow from; leave none behind either.
                    Activity.Current = null;
                    _trials.Add(proposed.Trial, span);
                }

                break;
            case AttemptFailed failed when _trials.TryGetValue(failed.Trial, out Activity? retried):
                retried.AddEvent(new ActivityEvent("attempt failed", tags: new() { { HpoTelemetry.Tags.Attempt, failed.Attempt }, { HpoTelemetry.Tags.Failure, failed.Failure.ToString() } }));
                break;
            case TrialEnded ended when _trials.Remove(ended.Trial, out Activity? done):
                done.SetTag(HpoTelemetry.Tags.TrialState, ResultDocument.NameOf(ended.State));
                if (ended.Failure is { } failure)
                {
                    done.SetStatus(ActivityStatusCode.Error, failure.ToString());
                }
                else if (!double.IsNaN(ended.Value))
                {
                    done.SetTag(HpoTelemetry.Tags.Value, ended.Value);
                }

                done.Dispose();
                break;
        }
    }

    /// <summary>A trial's span as a W3C traceparent, or null where nobody traces.</summary>
    public string? TraceParentOf(TrialId trial) => _trials.TryGetValue(trial, out Activity? span) ? span.Id : null;

    /// <summary>Asks for trials, within a span and with the time measured where anybody listens.</summary>
    /// <param name="ask">Asks.</param>
    /// <param name="first">The first trial of an answer, or null.</param>
    public T Suggest<T>(Func<T> ask, Func<T, TrialId?> first)
    {
        if (!HpoTelemetry.SuggestDuration.Enabled && !HpoTelemetry.Source.HasListeners())
        {
            return ask();
        }

        using Activity? span = StartSuggest();
        long start = Stopwatch.GetTimestamp();
        T answer = ask();
        HpoTelemetry.SuggestDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
        span?.SetTag(HpoTelemetry.Tags.Trial, first(answer)?.Value);
        return answer;
    }

    /// <summary>A span around the search for the next trial.</summary>
    public Activity? StartSuggest() => Start("suggest");

    /// <summary>A span around a journal write.</summary>
    public Activity? StartPersist(int facts)
    {
        Activity? span = Start("persist")?.SetTag("hpo.facts", facts);
        Activity.Current = null;
        return span;
    }

    /// <summary>Ends what is open.</summary>
    public void Dispose()
    {
        foreach (Activity span in _trials.Values)
        {
            span.Dispose();
        }

        _trials.Clear();
    }

    private Activity? Start(string name) =>
        HpoTelemetry.Source.StartActivity(name, ActivityKind.Internal, experiment)?.SetTag(HpoTelemetry.Tags.Experiment, spec.Name);
}
