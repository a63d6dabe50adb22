using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.TestKit.Simulation;

namespace HpoActors.TestKit.Tests.Simulation.Crashes;

/// <summary>What is left of a process that was killed.</summary>
/// <param name="Records">Its journal.</param>
/// <param name="Checkpoints">What it had on its shelf.</param>
/// <param name="Office">The last office.</param>
/// <param name="Time">When it was killed.</param>
/// <param name="Log">What its trainers did, and those before them.</param>
internal sealed record Remains(
    IReadOnlyList<StoredRecord> Records, IReadOnlyDictionary<CheckpointId, Checkpoint> Checkpoints, long Office, TimeSpan Time, TrainingLog Log)
{
    /// <summary>Before the first process.</summary>
    public static Remains Nothing => new([], new Dictionary<CheckpointId, Checkpoint>(), 0, TimeSpan.Zero, new TrainingLog());
}
