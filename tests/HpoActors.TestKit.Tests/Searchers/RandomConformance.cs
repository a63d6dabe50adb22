using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Random;

namespace HpoActors.TestKit.Tests.Searchers;

public sealed class RandomConformance : SearcherConformance
{
    protected override SearcherSettings Settings => new RandomSearcherSettings();

    protected override ConformanceOptions Options { get; } = Effort.Fast;
}
