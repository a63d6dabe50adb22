using HpoActors.Persistence.Tests.Servers;

namespace HpoActors.Cluster.Tests.Processes.Network;

/// <summary>A test in network namespaces; where there are none, or no PostgreSQL, it says that it was skipped.</summary>
internal sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = PostgresServer.Missing ?? NamespaceNetwork.Missing;
}
