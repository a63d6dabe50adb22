using System.Net;
using Akka.Actor;
using Akka.Actor.Internal;

namespace HpoActors.Cluster.Security.Wire;

/// <summary>Who sent what is being read: Akka's actor that reads a connection has the other node's address in its path.</summary>
internal static class WirePeer
{
    /// <summary>The other node's address where a message of it is being read now, on this thread; null where bytes come from elsewhere.</summary>
    public static string? Current()
    {
        IReadOnlyList<string>? path = InternalCurrentActorCellKeeper.Current?.Self.Path.Elements;
        if (path is not ["system", "endpointManager", string endpoint, ..])
        {
            return null;
        }

        // reliableEndpointWriter-<the address, encoded>-<number>
        int start = endpoint.IndexOf('-', StringComparison.Ordinal) + 1;
        int end = endpoint.LastIndexOf('-');
        return WebUtility.UrlDecode(end > start ? endpoint[start..end] : endpoint);
    }
}
