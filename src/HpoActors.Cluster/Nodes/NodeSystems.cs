using Akka.Actor;
using Akka.Configuration;
using HpoActors.Cluster.Coordinator;
using HpoActors.Cluster.Security;

namespace HpoActors.Cluster.Nodes;

/// <summary>The actor systems of a cluster's nodes. All have one name, so that an address is a host and a port.</summary>
/// <remarks>
/// Only coordinators are members of an Akka cluster: for the one thing that it does for us, to have one of them in office. Trainers and clients are reached by plain remoting.
/// They hold no vote that could be miscounted, come and go without anybody's agreement, and a coordinator that is down is to them one that does not answer.
/// </remarks>
internal static class NodeSystems
{
    /// <summary>The name of every node's actor system.</summary>
    public const string SystemName = "hpo";

    /// <summary>The role of the hosts that vote about who is in office.</summary>
    public const string CoordinatorRole = "hpo-coordinator";

    /// <summary>Starts a node's actor system.</summary>
    /// <param name="cluster">The node.</param>
    /// <param name="settings">What wins over the settings here.</param>
    /// <param name="warn">Takes one line where a certificate ends soon or nothing protects the node.</param>
    /// <exception cref="ClusterException">Its certificates do not do, or it cannot listen where it should.</exception>
    public static ActorSystem Start(ClusterSettings cluster, Config settings, Action<string> warn)
    {
        Config config = settings.WithFallback(Remoting(cluster));
        return ClusterRemoting.Start(SystemName, cluster.Role == NodeRole.Coordinator ? config.WithFallback(Membership(cluster)) : config, cluster.Security, warn);
    }

    /// <summary>The gates of all coordinators, as a node reaches them.</summary>
    public static IReadOnlyList<ICanTell> Gates(ActorSystem system, ClusterSettings cluster) =>
        [.. cluster.Coordinators.Select(at => system.ActorSelection($"{AddressOf(at, cluster)}/user/{GateActor.Name}"))];

    private static string AddressOf(HostAndPort at, ClusterSettings cluster) => $"akka{(cluster.Security.UsesTls ? ".ssl" : "")}.tcp://{SystemName}@{at}";

    private static Config Remoting(ClusterSettings cluster) => ConfigurationFactory.ParseString($$"""
        akka {
          actor.provider = {{(cluster.Role == NodeRole.Coordinator ? "cluster" : "remote")}}
          remote {
            dot-netty.tcp {
              hostname = "{{cluster.Listen.Host}}"
              port = {{cluster.Listen.Port}}
              public-hostname = "{{cluster.PublicHost ?? cluster.Listen.Host}}"
            }
            # Who does not answer now is tried again soon: nodes come back. That some do not answer is their affair, and the log's only when asked for.
            retry-gate-closed-for = 1s
            log-remote-lifecycle-events = off
          }
        }
        """);

    // Of three hosts two go on without the third; a host application's other members have no vote. Who is cut off leaves within about ten seconds.
    private static Config Membership(ClusterSettings cluster) => ConfigurationFactory.ParseString($$"""
        akka {
          cluster {
            roles = ["{{CoordinatorRole}}"]
            seed-nodes = [{{string.Join(", ", cluster.Coordinators.Select(at => $"\"{AddressOf(at, cluster)}\""))}}]
            seed-node-timeout = 2s
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver {
              active-strategy = keep-majority
              stable-after = 5s
              keep-majority.role = "{{CoordinatorRole}}"
            }
            down-removal-margin = 1s
            failure-detector {
              heartbeat-interval = 500ms
              acceptable-heartbeat-pause = 2s
            }
            singleton.hand-over-retry-interval = 250ms
            run-coordinated-shutdown-when-down = on
          }
          coordinated-shutdown.exit-clr = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);
}
