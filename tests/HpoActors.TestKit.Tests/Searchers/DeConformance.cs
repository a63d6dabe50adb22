using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.De;

namespace HpoActors.TestKit.Tests.Searchers;

public sealed class DeConformance : SearcherConformance
{
    protected override SearcherSettings Settings => new DeSearcherSettings();

    protected override ConformanceOptions Options { get; } = Effort.Fast;
}
