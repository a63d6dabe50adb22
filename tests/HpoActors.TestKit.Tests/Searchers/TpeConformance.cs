using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Tpe;

namespace HpoActors.TestKit.Tests.Searchers;

public sealed class TpeConformance : SearcherConformance
{
    protected override SearcherSettings Settings => new TpeSearcherSettings();

    protected override ConformanceOptions Options { get; } = Effort.Fast;
}
