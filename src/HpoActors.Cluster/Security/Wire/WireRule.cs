using Akka.Dispatch.SysMsg;

namespace HpoActors.Cluster.Security.Wire;

/// <summary>What a serializer may be asked for by another node. What no rule names is closed.</summary>
internal sealed record WireRule
{
    private const string ClusterActions = "Akka.Cluster.InternalClusterAction";

    /// <summary>Closed to the wire and to everything else: type names, remote deployment, exceptions.</summary>
    public static WireRule Closed { get; } = new();

    /// <summary>HpoActors' own: their serializers know their manifests.</summary>
    public static WireRule Own { get; } = new() { IsOwn = true };

    /// <summary>For journals and snapshots on this machine; nothing that comes from another node.</summary>
    public static WireRule LocalOnly { get; } = new() { IsLocal = true };

    /// <summary>The manifests that Akka needs of its own serializers, by the serializer's name, for cluster, singleton, selections and remote watch.</summary>
    /// <remarks>
    /// Left out on purpose: Status.Failure and the system messages with exceptions, since they make any type that the wire names; PoisonPill, Kill and Terminate;
    /// everything of remote deployment; cluster-aware routers.
    /// </remarks>
    public static IReadOnlyDictionary<string, WireRule> OfAkka { get; } = new Dictionary<string, WireRule>
    {
        // A selection's message inside comes through a gate of its own.
        ["akka-containers"] = Only([""]),

        // Identify, ActorIdentity, and the heartbeat of a watched node.
        ["akka-misc"] = Only(["ID", "AID", "RWHB", "RWHR"]),
        ["akka-system-msg"] = Only(
        [
            Named(typeof(Watch)),
            Named(typeof(Unwatch)),
            Named(typeof(DeathWatchNotification)),
        ]),
        ["akka-cluster"] = Only(
        [
            $"{ClusterActions}+Join, Akka.Cluster",
            $"{ClusterActions}+Welcome, Akka.Cluster",
            $"{ClusterActions}+InitJoin, Akka.Cluster",
            $"{ClusterActions}+InitJoinAck, Akka.Cluster",
            $"{ClusterActions}+InitJoinNack, Akka.Cluster",
            $"{ClusterActions}+ExitingConfirmed, Akka.Cluster",
            "Akka.Cluster.ClusterUserAction+Leave, Akka.Cluster",
            "Akka.Cluster.ClusterUserAction+Down, Akka.Cluster",
            "Akka.Cluster.ClusterHeartbeatSender+Heartbeat, Akka.Cluster",
            "Akka.Cluster.ClusterHeartbeatSender+HeartbeatRsp, Akka.Cluster",
            "HB",
            "HBR",
            "Akka.Cluster.GossipStatus, Akka.Cluster",
            "Akka.Cluster.GossipEnvelope, Akka.Cluster",
        ]),

        // The four steps of a singleton's hand-over.
        ["akka-singleton"] = Only(["A", "B", "C", "D"]),

        // Strings and whole numbers: the ids of Identify.
        ["primitive"] = Only(["S", "I", "L"]),
        ["null"] = Only([""]),
    };

    /// <summary>Whether nothing passes, in or out.</summary>
    public bool IsClosed => !IsOwn && !IsLocal && Manifests is null;

    /// <summary>Whether nothing passes that comes from another node.</summary>
    public bool IsLocal { get; private init; }

    private bool IsOwn { get; init; }

    private HashSet<string>? Manifests { get; init; }

    /// <summary>Whether another node may send this.</summary>
    public bool Allows(string manifest) => IsOwn || Manifests?.Contains(manifest) == true;

    private static WireRule Only(string[] manifests) => new() { Manifests = new(manifests, StringComparer.Ordinal) };

    private static string Named(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
