using HpoActors.Core.Experiments;
using HpoActors.Persistence;
using HpoActors.Stores;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Benchmarks.Crashes;

/// <summary>What a sweep measured, to be held against another's.</summary>
internal static class SweepNumbers
{
    private const string Metric = "validation_error";
    private const string Time = "seconds";

    /// <summary>Everything that was measured but times, trainers and attempts.</summary>
    /// <param name="document">What <c>hpo run --json</c> printed.</param>
    public static string Of(string document)
    {
        JObject json = JObject.Parse(document);
        return string.Join('\n', json["trials"]!.Select(trial =>
            string.Join(' ', new[] { trial["id"]!, trial["state"]!, trial["configuration"]!, trial["value"]! }.Concat(trial["reports"]!.Select(Timeless)).Select(part => part.ToString(Formatting.None)))))
            + $"\nbest {json["best"]!.ToString(Formatting.None)}";
    }

    /// <summary>The best model's error on images that no trial saw, where it was measured.</summary>
    public static string? TestError(string document) => (string?)JObject.Parse(document)["experiment"]!["test_error"];

    /// <summary>What is wrong with an experiment in a store, whose trials should each be there once, and done without a failure; null where nothing is.</summary>
    /// <param name="path">The store.</param>
    /// <param name="returned">How many attempts went with a process.</param>
    public static string? Problem(string path, out int returned)
    {
        using IExperimentStore store = ExperimentStores.Open(path, create: false);
        IReadOnlyList<ExperimentEvent> facts = store.ReadFacts(SweepCommand.Name);
        returned = facts.OfType<AttemptReturned>().Count();
        int[] proposed = [.. facts.OfType<TrialProposed>().Select(fact => fact.Trial.Value)];
        int[] ended = [.. facts.OfType<TrialEnded>().Select(fact => fact.Trial.Value).Order()];
        int[] wanted = [.. Enumerable.Range(0, SweepCommand.Trials)];
        return store.List().Count != 1 ? $"there are {store.List().Count} experiments"
            : store.Find(SweepCommand.Name) is not { CanGoOn: false, Phase: ExperimentPhase.Finished } ? "it has not finished"
            : !proposed.SequenceEqual(wanted) ? $"the trials proposed were {string.Join(' ', proposed)}"
            : !ended.SequenceEqual(wanted) ? $"the trials that ended were {string.Join(' ', ended)}"
            : facts.FirstOrDefault(fact => fact is AttemptFailed or TrialEnded { State: TrialState.Failed or TrialState.Cancelled }) is { } failed ? $"{failed}"
            : facts.OfType<Reported>().GroupBy(fact => (fact.Trial, fact.Epoch)).FirstOrDefault(same => same.Select(ErrorOf).Distinct().Count() > 1) is { } twice
                ? $"trial {twice.Key.Trial} reported epoch {twice.Key.Epoch} with two values"
            : facts.OfType<Ended>().Count() != 1 ? "it ended more than once"
            : null;
    }

    private static double ErrorOf(Reported report) => report.Metrics.TryGet(Metric, out double error) ? error : double.NaN;

    // A report without the time that its epoch took.
    private static JToken Timeless(JToken report)
    {
        JObject metrics = (JObject)report["metrics"]!.DeepClone();
        metrics.Remove(Time);
        return new JArray(report["epoch"]!, metrics);
    }
}
