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

    /// <summary>The facts that were written.</summary>
    /// <param name="history">The list.</param>
    /// <exception cref="FormatException">An entry is no fact, or one of a version that is unknown here.</exception>
    public static IReadOnlyList<ExperimentEvent> Read(JArray history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return [.. history.Select(Fact)];
    }

    private static ExperimentEvent Fact(JToken entry, int index)
    {
        try
        {
            return (ExperimentEvent)JsonSerializer.Deserialize(entry.ToString(Newtonsoft.Json.Formatting.None), Json.Options.GetTypeInfo(typeof(ExperimentEvent)))!;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException or FormatException or InvalidCastException)
        {
            throw new FormatException($"history[{index}] is no fact that is known here: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
