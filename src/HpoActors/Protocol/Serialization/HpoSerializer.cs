using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace HpoActors.Protocol.Serialization;

/// <summary>
/// Writes messages and journal records as JSON under short manifests: no type name leaves the process, and what has no manifest is refused. A manifest ends in
/// the version of its payload; a payload that changes its meaning gets a new one, and the old stays readable.
/// </summary>
internal sealed class HpoSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Its number in records and on the wire.</summary>
    public const int Id = 4710;

    private readonly WireJson _json = new(WireConverters.Options(system));

    public override int Identifier => Id;

    public override string Manifest(object o) => Manifests.Of(o.GetType())
        ?? throw new SerializationException($"{o.GetType().Name} has no manifest and does not travel");

    public override byte[] ToBinary(object obj)
    {
        Manifest(obj);
        return JsonSerializer.SerializeToUtf8Bytes(obj, _json.Options.GetTypeInfo(obj.GetType()));
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        Type type = Manifests.TypeOf(manifest)
            ?? throw new SerializationException($"the manifest '{manifest}' is unknown here; is a node of another version in the cluster?");
        try
        {
            return JsonSerializer.Deserialize(bytes, _json.Options.GetTypeInfo(type))
                ?? throw new SerializationException($"the payload of '{manifest}' is empty");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or FormatException or OverflowException)
        {
            throw new SerializationException($"the payload of '{manifest}' is not what it should be: {exception.Message}", exception);
        }
    }
}
