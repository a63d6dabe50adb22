using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Sobol;

namespace HpoActors.TestKit.Tests.Searchers;

public sealed class SobolConformance : SearcherConformance
{
    protected override SearcherSettings Settings => new SobolSearcherSettings();

    protected override ConformanceOptions Options { get; } = Effort.Fast;
}
