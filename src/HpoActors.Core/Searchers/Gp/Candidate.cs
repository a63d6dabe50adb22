using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>A configuration that may be proposed.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Point">A number in [0, 1] for every hyperparameter, also those that the configuration lacks, from which it was decoded.</param>
/// <param name="Features">Its coordinates.</param>
/// <param name="Value">The acquisition function there.</param>
internal sealed record Candidate(Configuration Configuration, double[] Point, double[] Features, double Value);
