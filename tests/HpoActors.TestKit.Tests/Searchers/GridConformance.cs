using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Grid;

namespace HpoActors.TestKit.Tests.Searchers;

public sealed class GridConformance : SearcherConformance
{
    protected override SearcherSettings Settings => new GridSearcherSettings(Resolution: 4);

    protected override ConformanceOptions Options { get; } = Effort.Fast with { DependsOnSeed = false };
}
