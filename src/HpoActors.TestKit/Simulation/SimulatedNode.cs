namespace HpoActors.TestKit.Simulation;

/// <summary>A machine of a simulated cluster: trainers of equal speed that fail together.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Trainers">How many trainers it has, at least 1.</param>
/// <param name="Speed">How much faster than usual its devices are: an epoch takes its time divided by this. Default 1.</param>
/// <param name="Lanes">The most lanes of each trainer, or null (default) where the settings decide; only with <see cref="SimulatedCluster.PackOf"/>.</param>
public sealed record SimulatedNode(string Name, int Trainers, double Speed = 1, int? Lanes = null);
