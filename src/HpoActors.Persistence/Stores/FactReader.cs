using System.Text.Json;
using HpoActors.Core.Experiments;
using HpoActors.Protocol.Serialization;
using HpoActors.Searcher;
using HpoActors.Stores;

namespace HpoActors.Persistence.Stores;

/// <summary>Reads an experiment's records as they lie in the journal's table.</summary>
internal sealed class FactReader(string store, string experiment)
{
    private static readonly WireJson Json = new(WireConverters.Options(null));

    private readonly List<ExperimentEvent> _facts = [];
    private long _last;

    /// <summary>All facts so far.</summary>
    public IReadOnlyList<ExperimentEvent> Facts => _facts;

    /// <summary>The searcher's name in the journal.</summary>
    public static string PersistenceId(string experiment) => $"hpo-experiment-{experiment}";

    /// <summary>Takes the next record.</summary>
    /// <param name="number">The record's number.</param>
    /// <param name="serializer">Who wrote its payload.</param>
    /// <param name="manifest">What the payload is.</param>
    /// <param name="payload">The payload.</param>
    /// <exception cref="StoreException">It cannot be read, or the one before it is missing.</exception>
    public void Add(long number, int? serializer, string manifest, byte[] payload)
    {
        if (number != _last + 1)
        {
            throw new StoreException($"{store}: record {_last + 1} of experiment '{experiment}' is missing; restore a copy of the store");
        }

        _last = number;
        if (serializer != HpoSerializer.Id || Manifests.TypeOf(manifest) != typeof(FactBatch))
        {
            throw new StoreException(
                $"{store}: record {number} of experiment '{experiment}' has the manifest '{manifest}' of serializer {serializer}, which is unknown here; was it written by a newer version?");
        }

        try
        {
            FactBatch batch = JsonSerializer.Deserialize(payload, Json.Options.GetTypeInfo(typeof(FactBatch))) as FactBatch ?? throw new JsonException("it is empty");
            _facts.AddRange(batch.Events);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or FormatException or OverflowException or InvalidOperationException)
        {
            throw new StoreException(
                $"{store}: record {number} of experiment '{experiment}' is damaged; restore a copy of the store ({exception.Message.ReplaceLineEndings(" ")})", exception);
        }
    }
}
