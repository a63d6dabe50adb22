using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Random;

public sealed class RandomSearcherTests
{
    private static readonly SearchSpace Space = new(
        new FloatHyperparameter("lr", 1e-4, 1, Scale.Log), new IntHyperparameter("layers", 1, 4), new BoolHyperparameter("bias"));

    [Fact]
    public void A_proposal_is_the_spaces_sample_of_the_trials_stream()
    {
        RandomSearcher searcher = new(Space);

        Assert.Equal(new Proposal(Space.Sample(RandomStream.For(1, "s", 4)), new Reason("random")), searcher.Propose(new TrialId(4), RandomStream.For(1, "s", 4)));
    }

    [Fact]
    public void Nothing_that_happens_changes_a_proposal()
    {
        RandomSearcher used = new(Space);
        for (int i = 0; i < 20; i++)
        {
            Proposal proposal = used.Propose(new TrialId(i), RandomStream.For(1, "s", i))!;
            used.Observe(new Observation(ObservationKind.Ended, new TrialId(i), proposal.Configuration, 1, i, TrialState.Completed));
        }

        Assert.Equal(new RandomSearcher(Space).Propose(new TrialId(20), RandomStream.For(1, "s", 20)), used.Propose(new TrialId(20), RandomStream.For(1, "s", 20)));
        Assert.False(used.LearnsFromResults);
    }

    [Fact]
    public void It_is_never_exhausted()
    {
        RandomSearcher searcher = new(new SearchSpace(new BoolHyperparameter("b")));

        Assert.Null(((ISearcher)searcher).Size);

        Assert.All(Enumerable.Range(0, 100), i => Assert.NotNull(searcher.Propose(new TrialId(i), RandomStream.For(1, "s", i))));
    }

    [Fact]
    public void Its_settings_make_it()
    {
        RandomSearcherSettings settings = new();

        Assert.Equal("random", settings.Name);
        Assert.IsType<RandomSearcher>(settings.Create(Space, seed: 1));
        Assert.Equal(settings, new RandomSearcherSettings());
    }
}
