namespace HpoActors.Cluster.Tests.Processes.Network;

/// <summary>What becomes of packets on their way from one place to another.</summary>
/// <param name="Loss">The share of them that is lost, 0 to 1.</param>
/// <param name="Delay">How long the others take.</param>
internal readonly record struct Fate(double Loss, TimeSpan Delay)
{
    public static Fate Arrives => default;

    public static readonly Fate Lost = new(1, TimeSpan.Zero);
}
