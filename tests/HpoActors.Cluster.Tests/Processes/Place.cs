using System.Net;
using System.Net.Sockets;

namespace HpoActors.Cluster.Tests.Processes;

/// <summary>Where a node lives.</summary>
/// <param name="Host">The address on which it listens.</param>
/// <param name="Namespace">Its network namespace, or null for that of the test.</param>
internal sealed record Place(string Host, string? Namespace = null)
{
    public static readonly Place Loopback = new("127.0.0.1");

    /// <summary>A port that is free now.</summary>
    public int FreePort()
    {
        if (Namespace is not null)
        {
            return 4710;
        }

        using TcpListener listener = new(IPAddress.Parse(Host), 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
