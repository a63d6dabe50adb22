using HpoActors.Persistence.Tests.Servers;

namespace HpoActors.Cluster.Tests.Processes;

/// <summary>A test with several coordinators, which need PostgreSQL; without its programs it says that it was skipped.</summary>
internal sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute() => Skip = PostgresServer.Missing;
}
