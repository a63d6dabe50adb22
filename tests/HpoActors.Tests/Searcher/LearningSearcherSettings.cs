using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Tests.Searcher;

/// <summary>A searcher that says that it learns from results.</summary>
internal sealed record LearningSearcherSettings : SearcherSettings
{
    public override string Name => "learning";

    public override ISearcher Create(SearchSpace space, long seed) => new Learning(space);

    private sealed class Learning(SearchSpace space) : ISearcher
    {
        public bool LearnsFromResults => true;

        public Proposal? Propose(TrialId trial, RandomStream random) => new(space.Sample(random), new Reason("learned"));

        public void Observe(in Observation observation)
        {
        }
    }
}
