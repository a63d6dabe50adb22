using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Tests;

/// <summary>A scheduler that pauses every trial at epoch 3 and lets those with even ids go on, each rule of it a function, so that a test breaks one of them in a line.</summary>
internal sealed class BrokenScheduler : ITrialScheduler
{
    public Func<BrokenScheduler, TrialId, int> First { get; init; } = (_, _) => 3;

    public Func<BrokenScheduler, TrialId, int, Verdict> Judge { get; init; } = (_, _, _) => Verdict.Pause(Why);

    public Func<BrokenScheduler, Decision?> Decide { get; init; } = scheduler => scheduler.Paused.Count > 0 ? Even(scheduler.Paused.Min) : null;

    public Action<BrokenScheduler, TrialId>? Resumed { get; init; }

    public Action<BrokenScheduler, TrialId, TrialState>? Ended { get; init; }

    public Action<BrokenScheduler>? LastProposed { get; init; }

    public static Reason Why { get; } = new("broken");

    public SortedSet<TrialId> Paused { get; } = [];

    public SortedSet<double> Values { get; } = [];

    public HashSet<TrialId> Judged { get; } = [];

    public int Proposed { get; private set; }

    public int Asked { get; set; }

    public int FirstMilestone(TrialId trial, Configuration configuration) => First(this, trial);

    public void OnProposed(TrialId trial, Proposal proposal) => Proposed++;

    public void OnLastProposed() => LastProposed?.Invoke(this);

    public Verdict OnMilestone(TrialId trial, int epoch, double value)
    {
        Values.Add(value);
        Judged.Add(trial);
        return Judge(this, trial, epoch);
    }

    public void OnPaused(TrialId trial) => Paused.Add(trial);

    public Decision? Next() => Decide(this);

    public void OnResumed(TrialId trial)
    {
        Paused.Remove(trial);
        Resumed?.Invoke(this, trial);
    }

    public void OnEnd(TrialId trial, TrialState state)
    {
        Ended?.Invoke(this, trial, state);
        Paused.Remove(trial);
    }

    public static Decision Even(TrialId trial) =>
        new(trial, trial.Value % 2 == 0 ? Verdict.Continue(int.MaxValue, Why) : Verdict.Stop(Why));
}

/// <summary>Makes a <see cref="BrokenScheduler"/>.</summary>
internal sealed record BrokenSchedulerSettings(Func<ExperimentSpec, ITrialScheduler> Make) : SchedulerSettings
{
    public override string Name => "broken";

    public override ITrialScheduler Create(ExperimentSpec spec) => Make(spec);
}
