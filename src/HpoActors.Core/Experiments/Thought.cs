using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;

namespace HpoActors.Core.Experiments;

/// <summary>
/// A proposal that is still to be thought of, on whichever thread: <see cref="ExperimentDriver.TakeThought"/> hands it out,
/// <see cref="ExperimentDriver.EndThought"/> takes what came of it. Meanwhile the driver keeps from the searcher what happens.
/// </summary>
public sealed class Thought
{
    private readonly ISearcher _searcher;
    private readonly long _seed;

    internal Thought(TrialId trial, ISearcher searcher, long seed)
    {
        Trial = trial;
        _searcher = searcher;
        _seed = seed;
    }

    /// <summary>The trial to be.</summary>
    public TrialId Trial { get; }

    /// <summary>The searcher's proposal, or null where the space is used up. To be called once, by one thread.</summary>
    public Proposal? Think() => _searcher.Propose(Trial, StreamOf(_seed, Trial));

    internal static RandomStream StreamOf(long seed, TrialId trial) => RandomStream.For(seed, "searcher", trial.Value);
}
