using System.Text.Json;
using HpoActors.Core.Experiments;
using HpoActors.Protocol.Serialization;
using Newtonsoft.Json.Linq;

namespace HpoActors.Results;

/// <summary>
/// An experiment's facts in their order, each with its time, as the part <c>history</c> of the document that <c>hpo run --record</c> writes: one <c>["reported/1", { … }]</c>
/// a line, in the form in which journals keep them. What a simulation needs to replay the experiment.
/// </summary>
public static class HistoryDocument
{
    private static readonly WireJson Json = new(WireConverters.Options(null));

    /// <summary>The facts as JSON.</summary>
    public static JArray Write(IEnumerable<ExperimentEvent> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new JArray(facts.Select(fact => new JRaw(JsonSerializer.Serialize(fact, Json.Options.GetTypeInfo(typeof(ExperimentEvent))))));
    }

    /// <summary>The facts of a document's history.</summary>
    /// <param name="document">The document that <c>hpo run --record</c> wrote.</param>
    /// <exception cref="FormatException">It is no JSON, has no history, or an entry of that is no fact or one of a version that is unknown here.</exception>
    public static IReadOnlyList<ExperimentEvent> Read(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        try
        {
            // Not by Newtonsoft, to which -0 is a whole number without a sign.
            using JsonDocument json = JsonDocument.Parse(document);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("history", out JsonElement history) && history.ValueKind == JsonValueKind.Array
                ? [.. history.EnumerateArray().Select(Fact)]
                : throw new FormatException("the document has no history; write it with hpo run --record");
        }
        catch (JsonException error)
        {
            throw new FormatException($"this is no JSON: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    private static ExperimentEvent Fact(JsonElement entry, int index)
    {
        try
        {
            return (ExperimentEvent)entry.Deserialize(Json.Options.GetTypeInfo(typeof(ExperimentEvent)))!;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException or FormatException or InvalidCastException)
        {
            throw new FormatException($"history[{index}] is no fact that is known here: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
