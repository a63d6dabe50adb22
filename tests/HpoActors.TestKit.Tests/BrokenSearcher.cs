using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Tests;

/// <summary>A searcher whose rules are two functions, so that a test breaks one of them in a line.</summary>
internal sealed class BrokenSearcher(SearchSpace space) : ISearcher
{
    public SearchSpace Space { get; } = space;

    public bool LearnsFromResults { get; init; } = true;

    public long? Size { get; init; }

    /// <summary>Default: a draw from the priors.</summary>
    public Func<BrokenSearcher, TrialId, RandomStream, Proposal?> OnPropose { get; init; } = (searcher, _, random) => searcher.Draw(random);

    /// <summary>Default: remembers the fact.</summary>
    public Action<BrokenSearcher, Observation> OnObserve { get; init; } = (searcher, fact) => searcher.Facts.Add(fact);

    public List<Observation> Facts { get; } = [];

    public int Asked { get; private set; }

    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        Asked++;
        return OnPropose(this, trial, random);
    }

    public void Observe(in Observation observation) => OnObserve(this, observation);

    public Proposal Draw(RandomStream random) => Of(Space.Sample(random));

    /// <summary>A draw with some values replaced.</summary>
    public Proposal Draw(RandomStream random, Func<Hyperparameter, HyperparameterValue, HyperparameterValue> change) =>
        Of(new Configuration(Space.Sample(random).Select(p => KeyValuePair.Create(p.Key, change(Space.Hyperparameters.Single(h => h.Name == p.Key), p.Value)))));

    public static Proposal Of(Configuration configuration) => new(configuration, new Core.Schedulers.Reason("broken"));
}

/// <summary>Makes a <see cref="BrokenSearcher"/>.</summary>
internal sealed record BrokenSettings(Func<SearchSpace, long, ISearcher> Make) : SearcherSettings
{
    public bool EndsByItself { get; init; }

    public override string Name => "broken";

    public override bool IsFinite => EndsByItself;

    public override ISearcher Create(SearchSpace space, long seed) => Make(space, seed);
}
