using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace HpoActors.Cluster.Security.Wire;

/// <summary>
/// Stands before a serializer and takes its place and number: what its rule does not allow is never given to it. A message that another node sends and that is not allowed,
/// or that cannot be read, costs one line in the log and nothing else.
/// </summary>
internal sealed class WireGate : SerializerWithStringManifest
{
    private const int MostOfManifest = 120;

    private readonly string _name;
    private readonly Serializer? _inner;
    private readonly WireRule _rule;
    private readonly int _mostBytes;
    private readonly RefusalLog _refusals;

    /// <param name="system">The system.</param>
    /// <param name="name">The serializer's name in <c>akka.actor.serializers</c>.</param>
    /// <param name="identifier">Its number on the wire.</param>
    /// <param name="inner">The serializer behind the gate; null where the rule is closed.</param>
    /// <param name="rule">What passes.</param>
    /// <param name="mostBytes">The most bytes of a message.</param>
    /// <param name="refusals">Takes a line for each message that is refused.</param>
    public WireGate(ExtendedActorSystem system, string name, int identifier, Serializer? inner, WireRule rule, int mostBytes, RefusalLog refusals)
        : base(system)
    {
        _name = name;
        Identifier = identifier;
        _inner = inner;
        _rule = rule;
        _mostBytes = mostBytes;
        _refusals = refusals;
    }

    /// <inheritdoc/>
    public override int Identifier { get; }

    private Serializer Inner => _inner ?? throw new SerializationException($"The serializer {_name} is closed: bind the message in akka.actor.serialization-bindings to a serializer of HpoActors");

    /// <inheritdoc/>
    public override string Manifest(object o) => Serialization.ManifestFor(Inner, o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        string manifest = Manifest(obj);
        return _rule.IsLocal || _rule.Allows(manifest)
            ? Inner.ToBinary(obj)
            : throw new SerializationException($"{obj.GetType()} does not travel: other nodes refuse \"{manifest}\" of the serializer {_name}");
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        manifest ??= "";
        string? peer = WirePeer.Current();
        if (peer is null)
        {
            return _rule.IsLocal || _rule.Allows(manifest) ? Read(bytes, manifest) : throw new SerializationException($"{What(manifest)} is refused");
        }

        if (bytes.Length > _mostBytes)
        {
            return Refuse(peer, manifest, $"it has {bytes.Length} bytes, and {_mostBytes} are the most");
        }

        if (!_rule.Allows(manifest))
        {
            return Refuse(peer, manifest, "nothing of that kind is taken from other nodes");
        }

        try
        {
            return Read(bytes, manifest);
        }
#pragma warning disable CA1031 // Whatever a stranger's bytes bring about, it is the stranger's fault and the message is refused.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Refuse(peer, manifest, OneLine(exception.Message));
        }
    }

    // Serializers that go by types get one that the rule has named, or none.
    private object Read(byte[] bytes, string manifest) => Inner is SerializerWithStringManifest named
        ? named.FromBinary(bytes, manifest)
        : Inner.FromBinary(bytes, manifest.Length == 0 ? null! : Type.GetType(manifest, throwOnError: true)!);

    private WireRefused Refuse(string peer, string manifest, string why)
    {
        _refusals.Write($"refused a message from {OneLine(peer)}: {What(manifest)}: {why}");
        return WireRefused.Instance;
    }

    private string What(string manifest) => $"serializer {_name} ({Identifier}), manifest \"{OneLine(manifest)}\"";

    // What comes from outside does not get to write lines of its own into the log.
    private static string OneLine(string text)
    {
        string cut = text.Length > MostOfManifest ? string.Concat(text.AsSpan(0, MostOfManifest), "…") : text;
        return string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
