using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Simulation;

/// <summary>An attempt that a simulated trainer begins.</summary>
/// <param name="Spec">Its experiment.</param>
/// <param name="Assignment">What it is to run.</param>
/// <param name="Trainer">Who runs it.</param>
public sealed record SimulatedAttempt(ExperimentSpec Spec, Assignment Assignment, SimulatedTrainer Trainer)
{
    /// <summary>The trial.</summary>
    public TrialId Trial => Assignment.Trial;

    /// <summary>Its configuration.</summary>
    public Configuration Configuration => Assignment.Configuration;
}
