using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using HpoActors.Cluster.Security.Wire;

namespace HpoActors.Cluster.Security.Sockets;

/// <summary>The settings of the transport, under the keys that Akka's own has.</summary>
internal sealed record SocketTransportSettings
{
    /// <summary>Where the node listens.</summary>
    public required string Host { get; init; }

    /// <summary>The port; 0 for any that is free.</summary>
    public required int Port { get; init; }

    /// <summary>The name under which others reach it.</summary>
    public required string PublicHost { get; init; }

    /// <summary>The port under which others reach it, or null for its own.</summary>
    public required int? PublicPort { get; init; }

    public required bool UsesTls { get; init; }

    public required bool Insecure { get; init; }

    public required bool PrefersIPv6 { get; init; }

    /// <summary>The most bytes of a frame.</summary>
    public required int MaximumFrame { get; init; }

    public required int Backlog { get; init; }

    /// <summary>How long connecting and shaking hands may take.</summary>
    public required TimeSpan ConnectionTimeout { get; init; }

    /// <summary>How long a closing connection may take to send what is waiting.</summary>
    public required TimeSpan FlushWait { get; init; }

    public static SocketTransportSettings Read(ActorSystem system, Config config)
    {
        string bind = Text(config, "bind-hostname") ?? Text(config, "hostname") ?? IPAddress.Any.ToString();
        int publicPort = config.GetInt("public-port");
        return new SocketTransportSettings
        {
            Host = bind,
            Port = config.GetInt("port"),
            PublicHost = Text(config, "public-hostname") ?? Text(config, "hostname") ?? bind,
            PublicPort = publicPort > 0 ? publicPort : null,
            UsesTls = config.GetBoolean("enable-ssl"),
            Insecure = config.GetBoolean("insecure"),
            PrefersIPv6 = config.GetBoolean("dns-use-ipv6"),
            MaximumFrame = checked((int)config.GetByteSize("maximum-frame-size", WireLimits.Frame)!.Value),
            Backlog = config.GetInt("backlog"),
            ConnectionTimeout = config.GetTimeSpan("connection-timeout"),
            FlushWait = system.Settings.Config.GetTimeSpan("akka.remote.flush-wait-on-shutdown"),
        };
    }

    /// <summary>An address as it stands before a port: IPv6 has brackets.</summary>
    public static string Written(string host) => IPAddress.TryParse(host, out IPAddress? address)
        ? address switch
        {
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => $"[{address}]",
            _ => address.ToString(),
        }
        : host;

    /// <summary>What a host name or an address means now.</summary>
    public async Task<IPEndPoint> ResolveAsync(string host, int port, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host is ['[', .., ']'] ? host[1..^1] : host, out IPAddress? address))
        {
            return new IPEndPoint(address, port);
        }

        AddressFamily family = PrefersIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        IPAddress[] found = await Dns.GetHostAddressesAsync(host, family, cancel);
        return found is [IPAddress first, ..] ? new IPEndPoint(first, port) : throw new SocketException((int)SocketError.HostNotFound);
    }

    private static string? Text(Config config, string key) => config.GetString(key) is { Length: > 0 } text ? text : null;
}
