using System.Globalization;
using HpoActors.Cli.Progress;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Results;
using HpoActors.Stores;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Cli.Stored;

/// <summary>Everything that happened to one trial.</summary>
internal static class TrialHistory
{
    /// <summary>The trial.</summary>
    /// <exception cref="StoreException">The experiment has no such trial.</exception>
    public static TrialResult Find(StoredRun run, int trial) => run.Result.Trials.FirstOrDefault(t => t.Id.Value == trial)
        ?? throw new StoreException($"{run.Stored.Name} has no trial {trial}{(run.Result.Trials.Count == 0 ? " yet" : $"; its trials are 0 to {run.Result.Trials[^1].Id}")}");

    /// <summary>The facts about a trial, in order.</summary>
    public static IEnumerable<ExperimentEvent> FactsOf(StoredRun run, TrialId trial) => run.Facts.Where(fact => TrialOf(fact) == trial);

    /// <summary>The trial for people: its configuration, and a line for each fact with the time since the experiment began.</summary>
    public static string Text(StoredRun run, TrialResult trial)
    {
        List<string> lines =
        [
            $"trial {trial.Id} of {run.Stored.Name} {ResultDocument.NameOf(trial.State)}: {run.Result.Spec.Metric} {TrialText.Value(TrialText.LastValue(trial, run.Result.Spec.Metric))}, "
            + $"{Count(TrialText.Epoch(trial), "epoch")}, {Count(trial.Attempts, "attempt")}, {trial.Seconds:0.00} s",
            .. trial.Configuration.Select(value => $"  {value.Key} = {value.Value}"),
            .. trial.Attributes.Select(value => $"  {value.Key}: {Number(value.Value)}"),
            "",
        ];
        DateTimeOffset start = run.Facts[0].At;
        List<string[]> rows = [["after", "attempt", "what"], .. FactsOf(run, trial.Id).Select(fact => new[] { Seconds((fact.At - start).TotalSeconds), AttemptOf(fact), What(fact) })];
        lines.AddRange(TextTable.Lines(rows, 2));
        return string.Join(Environment.NewLine, lines);
    }

    private static TrialId? TrialOf(ExperimentEvent fact) => fact switch
    {
        TrialProposed proposed => proposed.Trial,
        AttemptStarted started => started.Trial,
        Reported reported => reported.Trial,
        VerdictGiven given => given.Trial,
        TrialPaused paused => paused.Trial,
        TrialResumed resumed => resumed.Trial,
        CheckpointLost lost => lost.Trial,
        AttemptFailed failed => failed.Trial,
        AttemptReturned returned => returned.Trial,
        TrialEnded ended => ended.Trial,
        BestTested tested => tested.Trial,
        _ => null,
    };

    private static string AttemptOf(ExperimentEvent fact) => fact switch
    {
        AttemptStarted started => $"{started.Attempt}",
        Reported reported => $"{reported.Attempt}",
        VerdictGiven given => $"{given.Attempt}",
        TrialPaused paused => $"{paused.Attempt}",
        AttemptFailed failed => $"{failed.Attempt}",
        AttemptReturned returned => $"{returned.Attempt}",
        TrialEnded { Attempt: > 0 } ended => $"{ended.Attempt}",
        _ => "",
    };

    private static string What(ExperimentEvent fact) => fact switch
    {
        TrialProposed proposed => $"proposed by {proposed.Reason}{(proposed.StartFrom is { } copy ? $", from the checkpoint of trial {copy.Trial} at epoch {copy.Epoch}" : "")}",
        AttemptStarted started => $"went to {started.Trainer}, {(started.Until == started.FirstEpoch ? $"epoch {started.Until}" : $"epochs {started.FirstEpoch} to {started.Until}")}",
        Reported reported => $"epoch {reported.Epoch}: {string.Join(", ", reported.Metrics.Select(metric => $"{metric.Key} {Number(metric.Value)}"))}",
        VerdictGiven given => $"epoch {given.Epoch}: {Verb(given.Verdict)} ({given.Verdict.Reason})",
        TrialPaused paused => $"paused after {Seconds(paused.Seconds)}, {(paused.IsSaved ? "with" : "without")} a checkpoint{Cause(paused.Failure)}",
        TrialResumed resumed => $"may go on to epoch {resumed.Until} ({resumed.Reason})",
        CheckpointLost => "its checkpoint is gone; it starts over",
        AttemptFailed failed => $"failed after {Seconds(failed.Seconds)}{Cause(failed.Failure)}; it is tried again",
        AttemptReturned returned => $"was given back after {Seconds(returned.Seconds)}, {(returned.IsSaved ? "with" : "without")} a checkpoint",
        TrialEnded ended => $"{ResultDocument.NameOf(ended.State)} after {Seconds(ended.Seconds)}{(double.IsNaN(ended.Value) ? "" : $" at {Number(ended.Value)}")}{Cause(ended.Failure)}",
        BestTested tested => $"measured as the best: {string.Join(", ", tested.Metrics.Select(metric => $"{metric.Key} {Number(metric.Value)}"))}",
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "is not about a trial"),
    };

    private static string Verb(Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Continue => $"goes on to epoch {verdict.Until}",
        VerdictKind.Pause => "is to pause",
        _ => "is to stop",
    };

    private static string Cause(TrialFailure? failure) => failure is null ? "" : $": {failure}";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture) + " s";
}
