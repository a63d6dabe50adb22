using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Evolution;

namespace HpoActors.TestKit.Tests.Searchers;

public sealed class EvolutionConformance : SearcherConformance
{
    protected override SearcherSettings Settings => new EvolutionSearcherSettings();

    protected override ConformanceOptions Options { get; } = Effort.Fast;
}
