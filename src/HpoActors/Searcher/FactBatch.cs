using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Protocol;

namespace HpoActors.Searcher;

/// <summary>One journal record: all facts that were decided while the record before was being written.</summary>
/// <param name="Events">The facts in order.</param>
internal sealed record FactBatch(ImmutableArray<ExperimentEvent> Events) : IHpoMessage;
