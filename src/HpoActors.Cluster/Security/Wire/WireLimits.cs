namespace HpoActors.Cluster.Security.Wire;

/// <summary>How much one message may be. Data sets and checkpoints travel by name, so that nothing needs more.</summary>
internal static class WireLimits
{
    /// <summary>The most bytes of a frame, <c>maximum-frame-size</c>: a message with its addresses. Akka's own default.</summary>
    public const int Frame = 128_000;

    /// <summary>What of a frame is for addresses and names: a message's own content has at most the rest.</summary>
    public const int Envelope = 8_000;

    /// <summary>The smallest frame that Akka's own messages fit into.</summary>
    public const int SmallestFrame = 32_000;
}
