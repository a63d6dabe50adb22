using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Gp;

namespace HpoActors.TestKit.Tests.Searchers;

public sealed class GpConformance : SearcherConformance
{
    protected override SearcherSettings Settings => new GpSearcherSettings();

    protected override ConformanceOptions Options { get; } = Effort.Slow;
}
