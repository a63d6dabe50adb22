using HpoActors.Core.Experiments;

namespace HpoActors.Searcher;

/// <summary>What a searcher is started with.</summary>
/// <param name="Spec">The experiment.</param>
/// <param name="Office">The number of the office in which it decides; 0 where the experiment is in no store.</param>
/// <param name="IsAlone">Whether the trainers of earlier attempts ended with their process, so that nobody goes on with them.</param>
internal sealed record SearcherStart(ExperimentSpec Spec, long Office = 0, bool IsAlone = false);
