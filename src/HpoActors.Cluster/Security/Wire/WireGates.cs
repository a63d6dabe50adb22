using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Serialization;

namespace HpoActors.Cluster.Security.Wire;

/// <summary>Puts a gate before every serializer of a system, those that nobody thought of included.</summary>
internal static class WireGates
{
    /// <summary>The gates, in the places of the serializers that the configuration names.</summary>
    public static SerializationSetup Setup(TimeProvider clock) => SerializationSetup.Create(system =>
    {
        RefusalLog refusals = new(system, clock);
        Config actor = system.Settings.Config.GetConfig("akka.actor");
        int mostBytes = checked((int)system.Settings.Config.GetByteSize($"{AddressPolicy.Path}.maximum-frame-size", WireLimits.Frame)!.Value) - WireLimits.Envelope;
        ImmutableHashSet<SerializerDetails>.Builder gates = ImmutableHashSet.CreateBuilder<SerializerDetails>();
        Add("null", new NullSerializer(system));
        foreach ((string name, HoconValue written) in actor.GetConfig("serializers").AsEnumerable())
        {
            // Akka itself says where a name is no type.
            if (Type.GetType(written.GetString()) is { } type)
            {
                Config settings = actor.GetConfig($"serialization-settings.{name}");
                Add(name, (Serializer)(settings.IsNullOrEmpty() ? Activator.CreateInstance(type, system) : Activator.CreateInstance(type, system, settings))!);
            }
        }

        return gates.ToImmutable();

        void Add(string name, Serializer serializer)
        {
            WireRule rule = RuleFor(name, serializer.GetType());
            gates.Add(SerializerDetails.Create(
                name, new WireGate(system, name, serializer.Identifier, rule.IsClosed ? null : serializer, rule, mostBytes, refusals), []));
        }
    });

    private static WireRule RuleFor(string name, Type type)
    {
        string assembly = type.Assembly.GetName().Name!;
        if (assembly.StartsWith("HpoActors", StringComparison.Ordinal))
        {
            // By type names whatever a node has loaded could be made.
            return typeof(SerializerWithStringManifest).IsAssignableFrom(type)
                ? WireRule.Own
                : throw new ClusterException($"akka.actor.serializers.{name}: {type} names types on the wire; derive it from {nameof(SerializerWithStringManifest)}");
        }

        // A foreign serializer under one of Akka's names gets none of their rights.
        return assembly.StartsWith("Akka.Persistence", StringComparison.Ordinal)
            ? WireRule.LocalOnly
            : assembly is "Akka" or "Akka.Remote" or "Akka.Cluster" or "Akka.Cluster.Tools" && WireRule.OfAkka.TryGetValue(name, out WireRule? rule) ? rule : WireRule.Closed;
    }
}
