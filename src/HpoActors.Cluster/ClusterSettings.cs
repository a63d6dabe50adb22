using HpoActors.Cluster.Security;
using HpoActors.Core;

namespace HpoActors.Cluster;

/// <summary>What a node of a cluster is for.</summary>
public enum NodeRole
{
    /// <summary>Decides, and writes down.</summary>
    Coordinator,

    /// <summary>Offers its devices.</summary>
    Trainer,

    /// <summary>Sends experiments and follows them.</summary>
    Client,
}

/// <summary>The settings of a cluster's node, from <c>hpo.cluster { … }</c>; <c>reference.conf</c> documents each and holds the defaults.</summary>
internal sealed record ClusterSettings
{
    public NodeRole Role { get; init; }

    /// <summary>The node's name, which no other has; the prefix of its trainers' names.</summary>
    public required string Name { get; init; }

    /// <summary>The host and port on which it listens; port 0 is any.</summary>
    public HostAndPort Listen { get; init; } = new("127.0.0.1", 0);

    /// <summary>The host by which others reach it, or null for the same.</summary>
    public string? PublicHost { get; init; }

    /// <summary>All coordinators.</summary>
    public IReadOnlyList<HostAndPort> Coordinators { get; init; } = [];

    /// <summary>The store, or null.</summary>
    public string? Store { get; init; }

    /// <summary>Which devices it offers.</summary>
    public string Trainers { get; init; } = "auto";

    /// <summary>Who it is, and whom it believes.</summary>
    public ClusterSecurity Security { get; init; } = ClusterSecurity.Loopback;

    /// <summary>How often a trainer node says that it is there.</summary>
    public TimeSpan AnnounceInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a coordinator's office holds without a sign of life.</summary>
    public TimeSpan OfficeTerm { get; init; } = TimeSpan.FromSeconds(6);
}

/// <summary>Where a node is.</summary>
/// <param name="Host">A host's name or address; IPv6 without brackets.</param>
/// <param name="Port">The port.</param>
internal sealed record HostAndPort(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>, <c>[::1]:port</c>.</summary>
    /// <exception cref="InvalidOptionException">The text is none.</exception>
    public static HostAndPort Parse(string text, string key)
    {
        int colon = text.LastIndexOf(':');
        string host = colon > 0 ? text[..colon].Trim('[', ']') : "";
        return host.Length > 0 && int.TryParse(text.AsSpan(colon + 1), out int port) && port is >= 0 and <= 65535
            ? new HostAndPort(host, port)
            : throw new InvalidOptionException(key, $"must be a host and a port, such as 127.0.0.1:4710 (is '{text}')");
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
