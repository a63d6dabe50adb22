using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Simulation;

/// <summary>The objective of simulated experiments, which names packs and trains nothing: simulated trainers train by themselves.</summary>
internal static class SimulatedObjective
{
    /// <summary>The objective.</summary>
    /// <param name="packOf">Names the pack of a configuration, or null: then trials are trained one at a time.</param>
    public static IObjective Of(Func<Configuration, string>? packOf) => packOf is null ? new TrialsElsewhere() : new LanesElsewhere(packOf);

    private sealed class TrialsElsewhere : IObjective
    {
        public TrialOutcome Run(TrialContext trial, CancellationToken cancel) => throw new InvalidOperationException("simulated trainers train by themselves");
    }

    private sealed class LanesElsewhere(Func<Configuration, string> packOf) : ILaneObjective
    {
        public int? Lanes => null;

        public PackKey KeyOf(Configuration configuration) => new(packOf(configuration));

        public ILaneSession Open(Device device, PackKey key) => throw new InvalidOperationException("simulated trainers train by themselves");
    }
}
