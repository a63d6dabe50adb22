namespace HpoActors.TestKit.Simulation;

/// <summary>A simulated run failed, or its result is not as it should be.</summary>
public sealed class SimulationException : Exception
{
    /// <summary>A failure under a seed.</summary>
    /// <param name="seed">The seed of the interleaving.</param>
    /// <param name="cause">What failed.</param>
    public SimulationException(long seed, Exception cause)
        : base($"seed {seed}: {(cause ?? throw new ArgumentNullException(nameof(cause))).Message}", cause) => Seed = seed;

    /// <summary>The seed of the interleaving: the same run fails again in the same way.</summary>
    public long Seed { get; }
}
