using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Fifo;

/// <summary>First in, first out: every trial runs to its last epoch, unasked.</summary>
public sealed class FifoScheduler : ITrialScheduler
{
    /// <inheritdoc/>
    public int FirstMilestone(TrialId trial, Configuration configuration) => int.MaxValue;

    /// <inheritdoc/>
    public Verdict OnMilestone(TrialId trial, int epoch, double value) => Verdict.Continue(int.MaxValue, new Reason("fifo"));

    /// <inheritdoc/>
    public Promotion? Next() => null;

    /// <inheritdoc/>
    public void OnStart(TrialId trial, int firstEpoch)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(TrialId trial, TrialState state)
    {
    }
}
