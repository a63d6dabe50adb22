using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Its proposals depend on every bit of every observation and on their order, so that any difference shows.</summary>
internal sealed class EchoSearcher(SearchSpace space) : ISearcher
{
    private long _heard = 17;

    public bool LearnsFromResults => true;

    public Proposal? Propose(TrialId trial, RandomStream random) =>
        new(space.Sample(RandomStream.For(_heard, "echo", (long)random.NextUInt64())), new Reason("echo", $"{_heard:X}"));

    public void Observe(in Observation observation) => _heard = (long)RandomStream.For(_heard, observation.ToString()).NextUInt64();
}
