using HpoActors.Core.Experiments;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Persistence.Exports;

/// <summary>An experiment's result, and what only its facts know: when things happened.</summary>
internal sealed class ExportedExperiment
{
    private readonly Dictionary<TrialId, DateTimeOffset> _proposed = [];
    private readonly Dictionary<TrialId, DateTimeOffset> _ended = [];
    private readonly Dictionary<(TrialId Trial, int Epoch), DateTimeOffset> _reported = [];

    public ExportedExperiment(ExperimentResult result, IReadOnlyList<ExperimentEvent> facts)
    {
        Result = result;
        Facts = facts;
        foreach (ExperimentEvent fact in facts)
        {
            switch (fact)
            {
                case Started started:
                    StartedAt = started.At;
                    break;
                case TrialProposed proposed:
                    _proposed[proposed.Trial] = proposed.At;
                    break;
                case Reported reported:
                    // An attempt that started over reports an epoch again: the last time counts.
                    _reported[(reported.Trial, reported.Epoch)] = reported.At;
                    break;
                case TrialEnded ended:
                    _ended[ended.Trial] = ended.At;
                    break;
            }
        }

        HashSet<string> metrics = [];
        Metrics =
        [
            result.Spec.Metric,
            .. result.Trials.SelectMany(t => t.Reports).SelectMany(r => r.Metrics).Select(m => m.Key).Where(name => name != result.Spec.Metric && metrics.Add(name)),
        ];
    }

    public ExperimentResult Result { get; }

    public IReadOnlyList<ExperimentEvent> Facts { get; }

    public ExperimentSpec Spec => Result.Spec;

    /// <summary>When the experiment began, or null before that.</summary>
    public DateTimeOffset? StartedAt { get; }

    /// <summary>The metrics that were reported: the experiment's own, then the others as they first appeared.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>When a trial was proposed, or null where the facts do not say.</summary>
    public DateTimeOffset? ProposedAt(TrialResult trial) => Find(_proposed, trial.Id);

    /// <summary>When a trial ended, or null where it has not.</summary>
    public DateTimeOffset? EndedAt(TrialResult trial) => Find(_ended, trial.Id);

    /// <summary>When a trial's report came, or null where the facts do not say.</summary>
    public DateTimeOffset? ReportedAt(TrialResult trial, TrialReport report) => Find(_reported, (trial.Id, report.Epoch));

    private static DateTimeOffset? Find<TKey>(Dictionary<TKey, DateTimeOffset> times, TKey key)
        where TKey : notnull => times.TryGetValue(key, out DateTimeOffset at) ? at : null;
}
