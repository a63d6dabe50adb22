using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.TestKit.Tests.Searchers;

public sealed class CmaEsConformance : SearcherConformance
{
    protected override SearcherSettings Settings => new CmaEsSearcherSettings();

    protected override ConformanceOptions Options { get; } = Effort.Fast;
}
