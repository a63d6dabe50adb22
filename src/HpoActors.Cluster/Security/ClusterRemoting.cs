using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using HpoActors.Cluster.Security.Sockets;
using HpoActors.Cluster.Security.Wire;

namespace HpoActors.Cluster.Security;

/// <summary>
/// The one way to an actor system that other machines can reach. It decides where the node may listen, who is let in, and what is understood:
/// TLS with certificates of the cluster's own authority at both ends; no address beyond loopback without it unless that is written; and of what arrives only HpoActors' own
/// messages and those that Akka needs for cluster, singleton and remote watch. Type names from the wire, remote deployment and foreign exceptions are refused.
/// </summary>
/// <remarks>
/// A refusal is one warning and harms no other connection. <c>akka.remote.dot-netty.tcp.maximum-frame-size</c> (128 kB) is the most that one message may take; it must be the
/// same on all nodes. What cannot be closed: a member of the cluster is trusted, so that it can send well-formed cluster messages and make others leave.
/// </remarks>
public static class ClusterRemoting
{
    /// <summary>Starts a node's actor system.</summary>
    /// <param name="name">The system's name; the same on all nodes of a cluster.</param>
    /// <param name="config">As for <see cref="Setup"/>.</param>
    /// <param name="security">Who it is and whom it believes.</param>
    /// <param name="warn">As for <see cref="Setup"/>.</param>
    /// <exception cref="ClusterException">As for <see cref="Setup"/>; or it cannot listen where it should.</exception>
    public static ActorSystem Start(string name, Config config, ClusterSecurity security, Action<string>? warn = null)
    {
        ActorSystemSetup setup = Setup(config, security, warn);
        try
        {
            return ActorSystem.Create(name, setup);
        }
        catch (Exception exception) when (exception is not ClusterException && exception.GetBaseException() is ClusterException)
        {
            throw new ClusterException(exception.GetBaseException().Message, exception);
        }
    }

    /// <summary>The setup of a node's actor system, for who makes it by themselves.</summary>
    /// <param name="config">The node's settings; <c>akka.remote.dot-netty.tcp.hostname</c> and <c>port</c> say where it listens (default 127.0.0.1, any free port).</param>
    /// <param name="security">Who it is and whom it believes.</param>
    /// <param name="warn">Takes one line where a certificate ends soon or nothing protects the node; default nobody.</param>
    /// <param name="clock">Tells the time by which certificates are judged; default the system's.</param>
    /// <exception cref="ClusterException">A certificate does not do, or an address is beyond loopback and nothing protects it.</exception>
    public static ActorSystemSetup Setup(Config config, ClusterSecurity security, Action<string>? warn = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(security);
        clock ??= TimeProvider.System;
        Config settings = Closed(security).WithFallback(config).WithFallback(Defaults());
        AddressPolicy.Check(settings, security);
        if (settings.GetByteSize($"{AddressPolicy.Path}.maximum-frame-size", null) is not (>= WireLimits.SmallestFrame and <= int.MaxValue))
        {
            throw new ClusterException($"{AddressPolicy.Path}.maximum-frame-size must be at least {WireLimits.SmallestFrame}b, such as {WireLimits.Frame}b (is {settings.GetString($"{AddressPolicy.Path}.maximum-frame-size")})");
        }

        ActorSystemSetup setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(settings), WireGates.Setup(clock));
        if (security.UsesTls)
        {
            NodeIdentity identity = NodeIdentity.Load(security, clock);
            if (identity.Warning is { } soon)
            {
                warn?.Invoke(soon);
            }

            return setup.And(new NodeIdentitySetup(identity));
        }

        if (security.Insecure)
        {
            warn?.Invoke("hpo.cluster.insecure = true: nothing protects this node; whoever reaches its port is a member of the cluster");
        }

        return setup;
    }

    // What a node's file does not get to change.
    private static Config Closed(ClusterSecurity security) => ConfigurationFactory.ParseString($$"""
        akka {
          # Every serializer gets a gate in its place.
          log-serializer-override-on-start = off
          actor {
            serialization-settings {
              allow-unregistered-types = off
              primitive.use-legacy-behavior = off
            }
          }
          remote {
            enabled-transports = ["{{AddressPolicy.Path}}"]
            dot-netty.tcp {
              transport-class = "{{typeof(SocketTransport).FullName}}, {{typeof(SocketTransport).Assembly.GetName().Name}}"
              enable-ssl = {{(security.UsesTls ? "on" : "off")}}
              insecure = {{(security.Insecure ? "on" : "off")}}
            }
          }
        }
        """);

    private static Config Defaults() => ConfigurationFactory.ParseString($$"""
        akka.remote.dot-netty.tcp {
          hostname = "127.0.0.1"
          port = 0
          maximum-frame-size = {{WireLimits.Frame}}b
        }
        """).WithFallback(ClusterSingleton.DefaultConfig());
}
