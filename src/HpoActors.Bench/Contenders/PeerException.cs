namespace HpoActors.Bench.Contenders;

/// <summary>A peer cannot be started or ended early.</summary>
internal sealed class PeerException(string message) : Exception(message);
