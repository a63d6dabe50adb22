using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Simulation.Replays;

/// <summary>The recorded experiment's scheduler, which decides as ever but leaves no room for proposals where there was none.</summary>
/// <param name="Scheduler">The scheduler.</param>
/// <param name="HasRoom">Whether a trial may be proposed now.</param>
internal sealed record ReplayedSchedulerSettings(SchedulerSettings Scheduler, Func<bool> HasRoom) : SchedulerSettings
{
    public override string Name => Scheduler.Name;

    public override ITrialScheduler Create(ExperimentSpec spec) => new Replayed(Scheduler.Create(spec), HasRoom);

    public override ISearcher CreateSearcher(ExperimentSpec spec) => Scheduler.CreateSearcher(spec);

    private sealed class Replayed(ITrialScheduler scheduler, Func<bool> hasRoom) : IProposingScheduler
    {
        private readonly IProposingScheduler? _proposer = scheduler as IProposingScheduler;

        public bool HasRoom => hasRoom() && _proposer?.HasRoom != false;

        public int FirstMilestone(TrialId trial, Configuration configuration) => scheduler.FirstMilestone(trial, configuration);

        public Proposal? Propose(TrialId trial, RandomStream random) => _proposer?.Propose(trial, random);

        public void OnProposed(TrialId trial, Proposal proposal) => scheduler.OnProposed(trial, proposal);

        public void OnLastProposed() => scheduler.OnLastProposed();

        public Verdict OnMilestone(TrialId trial, int epoch, double value) => scheduler.OnMilestone(trial, epoch, value);

        public void OnPaused(TrialId trial) => scheduler.OnPaused(trial);

        public Decision? Next() => scheduler.Next();

        public void OnResumed(TrialId trial) => scheduler.OnResumed(trial);

        public void OnEnd(TrialId trial, TrialState state) => scheduler.OnEnd(trial, state);
    }
}
