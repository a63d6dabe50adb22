using System.Net;
using Akka.Configuration;

namespace HpoActors.Cluster.Security;

/// <summary>Where a node may listen: on loopback, and beyond it only with TLS or where it is asked for in so many words.</summary>
internal static class AddressPolicy
{
    /// <summary>The block of the settings that names addresses.</summary>
    public const string Path = "akka.remote.dot-netty.tcp";

    private static readonly string[] Keys = ["hostname", "bind-hostname", "public-hostname"];

    /// <summary>Refuses addresses beyond loopback that nothing protects.</summary>
    /// <exception cref="ClusterException">There is one.</exception>
    public static void Check(Config config, ClusterSecurity security)
    {
        if (security.UsesTls || security.Insecure)
        {
            return;
        }

        foreach (string key in Keys)
        {
            // Akka takes an empty hostname for all interfaces.
            string host = config.GetString($"{Path}.{key}") ?? "";
            if ((host.Length > 0 || key == "hostname") && !IsLoopback(host))
            {
                throw new ClusterException(
                    $"{Path}.{key} = \"{host}\" is beyond loopback and there is no TLS: set hpo.cluster.tls ('hpo certs new' and 'hpo certs issue' make certificates), or write hpo.cluster.insecure = true");
            }
        }
    }

    /// <summary>
    /// Whether an address can be reached from this machine only. Of names only <c>localhost</c> is: what another one means can change between this question and its use.
    /// </summary>
    public static bool IsLoopback(string host)
    {
        string bare = host is ['[', .., ']'] ? host[1..^1] : host;
        return bare.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(bare, out IPAddress? address) && IsLoopback(address));
    }

    /// <summary>Whether an address is of the loopback network.</summary>
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
