using HpoActors.Cluster.Security;
using HpoActors.Persistence.Tests.Servers;

namespace HpoActors.Cluster.Tests.Processes.Network;

/// <summary>Five machines' worth of namespaces, a database server that all of them reach, and the cluster's certificates.</summary>
public sealed class NetworkFixture : IDisposable
{
    private readonly Lazy<(NamespaceNetwork Network, PostgresServer Server)> _parts = new(Make);
    private readonly Lazy<string> _certificates;

    public NetworkFixture() => _certificates = new Lazy<string>(MakeCertificates);

    internal NamespaceNetwork Network => _parts.Value.Network;

    internal PostgresServer Server => _parts.Value.Server;

    /// <summary>The folder with node.pfx, which is for all of the addresses, and ca.crt.</summary>
    public string Certificates => _certificates.Value;

    public void Dispose()
    {
        if (_parts.IsValueCreated)
        {
            Server.Dispose();
            Network.Dispose();
        }

        if (_certificates.IsValueCreated)
        {
            Directory.Delete(Certificates, recursive: true);
        }
    }

    private static (NamespaceNetwork, PostgresServer) Make()
    {
        NamespaceNetwork network = new("c1", "c2", "c3", "t1", "t2");
        try
        {
            return (network, PostgresServer.Start(network.AddressOf(NamespaceNetwork.Here), network.Range));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private string MakeCertificates()
    {
        string folder = Directory.CreateTempSubdirectory("hpo-certs-").FullName;
        CertificateAuthority authority = CertificateAuthority.Create(folder, "test", TimeProvider.System);
        authority.Issue("node", [.. ((string[])["c1", "c2", "c3", "t1", "t2", NamespaceNetwork.Here]).Select(Network.AddressOf)]);
        return folder;
    }
}
