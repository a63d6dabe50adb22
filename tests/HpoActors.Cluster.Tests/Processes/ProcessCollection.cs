namespace HpoActors.Cluster.Tests.Processes;

/// <summary>Tests that start many processes: one after the other, and not beside any others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessCollection
{
    public const string Name = "processes";
}
