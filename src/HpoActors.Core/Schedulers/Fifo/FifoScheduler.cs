using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Fifo;

/// <summary>First in, first out: every trial runs to its last epoch, unasked.</summary>
public sealed class FifoScheduler : ITrialScheduler
{
    /// <inheritdoc/>
    public int FirstMilestone(TrialId trial, Configuration configuration) => int.MaxValue;

    /// <inheritdoc/>
    public void OnProposed(TrialId trial, Proposal proposal)
    {
    }

    /// <inheritdoc/>
    public void OnLastProposed()
    {
    }

    /// <inheritdoc/>
    public Verdict OnMilestone(TrialId trial, int epoch, double value) => Verdict.Continue(int.MaxValue, new Reason("fifo"));

    /// <inheritdoc/>
    public void OnPaused(TrialId trial)
    {
    }

    /// <inheritdoc/>
    public Decision? Next() => null;

    /// <inheritdoc/>
    public void OnResumed(TrialId trial)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(TrialId trial, TrialState state)
    {
    }
}
