using System.Text.Encodings.Web;
using System.Text.Json;
using HpoActors.Bench.Simulations;
using HpoActors.TestKit.Simulation.Replays;

namespace HpoActors.Bench.Reports;

/// <summary>What came of a replay, for people and as JSON.</summary>
internal static class ReplayReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(RecordReplay replay)
    {
        ReplayResult result = replay.Result;
        List<string> lines =
        [
            $"{replay.Spec.Name}: {replay.Trials} trials of {replay.Record}, replayed by the same actors in virtual time",
            $"decisions equal: {result.Equal} of {result.Decisions}",
        ];
        if (!result.IsEqual)
        {
            lines.Add($"  recorded:  {result.Recorded ?? "nothing more"}");
            lines.Add($"  simulated: {result.Simulated ?? "nothing more"}");
        }

        return string.Join(Environment.NewLine, lines);
    }

    public static string Json(RecordReplay replay) => JsonSerializer.Serialize(
        new { Version = 1, Experiment = replay.Spec.Name, replay.Record, replay.Trials, replay.Result.Decisions, replay.Result.Equal, replay.Result.Recorded, replay.Result.Simulated },
        Options);
}
