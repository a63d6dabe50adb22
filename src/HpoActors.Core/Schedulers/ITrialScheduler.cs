using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers;

/// <summary>
/// Decides how much resource a trial gets. Pure: no clock, no I/O, no randomness of its own. Fed with the same calls it decides the same, which is how its
/// state comes back after a crash. All values are to be minimised; the caller turns the sign where the experiment maximises.
/// </summary>
public interface ITrialScheduler
{
    /// <summary>The first epoch at which the scheduler wants to be asked about a new trial; the trial's own last epoch caps it. May be asked again about a trial and then answers the same.</summary>
    int FirstMilestone(TrialId trial, Configuration configuration);

    /// <summary>Decides at a milestone. Not called at a trial's last epoch, where the trial completes by itself.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="epoch">The milestone that it reached.</param>
    /// <param name="value">The metric there, finite, lower is better.</param>
    Verdict OnMilestone(TrialId trial, int epoch, double value);

    /// <summary>
    /// A paused trial that should go on before anything new is proposed, or null. Changes nothing: what was asked for may have to wait, for its
    /// trainer to let go or for epochs to come free, and is asked for again until <see cref="OnStart"/> says that it goes on.
    /// </summary>
    Promotion? Next();

    /// <summary>A trial went to a trainer.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="firstEpoch">1 where it is new or, after a failed attempt, starts over and will pass its milestones again; else the first epoch after its pause.</param>
    void OnStart(TrialId trial, int firstEpoch);

    /// <summary>A trial ended, in whichever state.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="state">Completed, stopped, failed or cancelled.</param>
    void OnEnd(TrialId trial, TrialState state);
}

/// <summary>The choice of a scheduler with its options: part of an experiment's specification.</summary>
public abstract record SchedulerSettings
{
    /// <summary>The scheduler's name in experiment files.</summary>
    public abstract string Name { get; }

    /// <summary>A scheduler in its initial state.</summary>
    public abstract ITrialScheduler Create();
}
