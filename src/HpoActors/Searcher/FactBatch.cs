using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Protocol;

namespace HpoActors.Searcher;

/// <summary>One journal record: all facts that were decided while the record before was being written.</summary>
/// <param name="Events">The facts in order; none where an office was taken and nothing decided yet.</param>
/// <param name="Office">The number of the office in which they were decided; 0 where the experiment is in no store.</param>
internal sealed record FactBatch(ImmutableArray<ExperimentEvent> Events, long Office = 0) : IHpoMessage;
