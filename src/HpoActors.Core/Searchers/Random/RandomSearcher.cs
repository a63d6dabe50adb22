using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Random;

/// <summary>
/// Random search: every configuration drawn independently from the priors (Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 2012).
/// A trial's configuration depends on the seed and its id alone. Never exhausted; in a small finite space configurations come again.
/// </summary>
public sealed class RandomSearcher(SearchSpace space) : ISearcher
{
    private static readonly Reason Drawn = new("random");

    /// <inheritdoc/>
    public bool LearnsFromResults => false;

    /// <inheritdoc/>
    public Proposal? Propose(TrialId trial, RandomStream random) => new(space.Sample(random), Drawn);

    /// <inheritdoc/>
    public void Observe(in Observation observation)
    {
    }
}
