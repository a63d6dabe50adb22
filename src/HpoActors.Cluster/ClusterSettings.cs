namespace HpoActors.Cluster;

/// <summary>The settings of a cluster's node, from <c>hpo.cluster { … }</c>; <c>reference.conf</c> documents each and holds the defaults.</summary>
internal sealed record ClusterSettings
{
    /// <summary>The node's name, which no other has; the prefix of its trainers' names.</summary>
    public required string Name { get; init; }

    /// <summary>How often a trainer node says that it is there. Default 2 s.</summary>
    public TimeSpan AnnounceInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a coordinator's office holds without a sign of life. Default 6 s.</summary>
    public TimeSpan OfficeTerm { get; init; } = TimeSpan.FromSeconds(6);
}
