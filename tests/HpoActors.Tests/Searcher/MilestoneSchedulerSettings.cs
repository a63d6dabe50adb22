using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Tests.Searcher;

/// <summary>A scheduler that wants to be asked every second epoch and stops what is above a bound there.</summary>
internal sealed record MilestoneSchedulerSettings(double Bound) : SchedulerSettings
{
    public override string Name => "milestones";

    public override ITrialScheduler Create(ExperimentSpec spec) => new Scheduler(Bound);

    private sealed class Scheduler(double bound) : ITrialScheduler
    {
        public int FirstMilestone(TrialId trial, Configuration configuration) => 2;

        public Verdict OnMilestone(TrialId trial, int epoch, double value) =>
            value > bound ? Verdict.Stop(new Reason("above")) : Verdict.Continue(epoch + 2, new Reason("below"));

        public void OnProposed(TrialId trial, Proposal proposal)
        {
        }

        public void OnLastProposed()
        {
        }

        public void OnPaused(TrialId trial)
        {
        }

        public Decision? Next() => null;

        public void OnResumed(TrialId trial)
        {
        }

        public void OnEnd(TrialId trial, TrialState state)
        {
        }
    }
}
