using HpoActors.Core.Experiments;
using HpoActors.Results;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Stored;

/// <summary>What <c>hpo show --json</c> prints: the document of <c>hpo run --json</c>; of one trial its part of it, with its <c>history</c>.</summary>
internal static class RunDocument
{
    public static string Of(StoredRun run) => ResultDocument.Write(run.Result);

    public static string Of(StoredRun run, TrialResult trial)
    {
        JObject json = (JObject)ResultDocument.ToJson(run.Result with { Trials = [trial] })["trials"]![0]!;
        json["history"] = HistoryDocument.Write(TrialHistory.FactsOf(run, trial.Id));
        return json.ToString(Formatting.Indented);
    }
}
