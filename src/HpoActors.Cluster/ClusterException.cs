namespace HpoActors.Cluster;

/// <summary>A node cannot start or certificates cannot be made. The message is one line: what, where, what to do.</summary>
public class ClusterException : Exception
{
    /// <summary>A problem with a cluster.</summary>
    public ClusterException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
