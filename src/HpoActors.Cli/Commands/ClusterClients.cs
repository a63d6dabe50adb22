using HpoActors.Cluster.Clients;
using HpoActors.Cluster.Nodes;

namespace HpoActors.Cli.Commands;

/// <summary>Clients of clusters for the verbs that have one.</summary>
internal static class ClusterClients
{
    // What concerns connections is seen in that answers do not come; the question says so in one line.
    public static ClusterClient Start(NodeFile file, TextWriter error) =>
        ClusterClient.Start(file, ActorSystems.Quiet("ERROR"), line => error.WriteLine($"hpo: {line}"));
}
