using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;

namespace HpoActors.Core.Schedulers;

/// <summary>A trial scheduler that proposes trials itself: some of them, such as those that population-based training copies, or all.</summary>
public interface IProposingScheduler : ITrialScheduler
{
    /// <summary>Whether another trial may be proposed now, by whomever; otherwise nothing new starts until a trial pauses or ends.</summary>
    bool HasRoom { get; }

    /// <summary>
    /// The next trial's proposal, or null to leave it to the searcher. Changes nothing and, asked again with the same stream, answers the same:
    /// <see cref="ITrialScheduler.OnProposed"/> says what became of it.
    /// </summary>
    /// <param name="trial">The next trial.</param>
    /// <param name="random">The trial's own stream.</param>
    Proposal? Propose(TrialId trial, RandomStream random);
}
