using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers;

/// <summary>
/// Decides how much resource a trial gets. Pure: no clock, no I/O, no randomness of its own. Fed with the same calls it decides the same, which is how its
/// state comes back after a crash. All values are to be minimised; the caller turns the sign where the experiment maximises. NaN is worse than any number.
/// </summary>
/// <remarks>
/// What a trial lives through: <see cref="OnProposed"/>; <see cref="OnMilestone"/>, once for each of its milestones; after a verdict to pause <see cref="OnPaused"/>
/// and, once <see cref="Next"/> lets it go on, <see cref="OnResumed"/>; in the end <see cref="OnEnd"/>. Attempts that fail and are tried again are not its affair:
/// what was decided about a milestone stays decided.
/// </remarks>
public interface ITrialScheduler
{
    /// <summary>
    /// The first epoch at which the scheduler wants to be asked about a trial: the next one to be proposed, or one that was. Changes nothing and answers the same
    /// about the same trial. The trial's own last epoch caps it.
    /// </summary>
    int FirstMilestone(TrialId trial, Configuration configuration);

    /// <summary>A configuration became a trial; trials come in the order of their ids.</summary>
    void OnProposed(TrialId trial, Proposal proposal);

    /// <summary>No further trial will be proposed: the budget has no room, or the space is used up. Who waits for more trials before deciding decides with those that there are.</summary>
    void OnLastProposed();

    /// <summary>Decides at a milestone. Not called at a trial's last epoch, where the trial completes by itself.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="epoch">The milestone that it reached.</param>
    /// <param name="value">The metric there, lower is better.</param>
    Verdict OnMilestone(TrialId trial, int epoch, double value);

    /// <summary>A trial that was told to pause let go of its trainer: from now on <see cref="Next"/> may speak of it.</summary>
    void OnPaused(TrialId trial);

    /// <summary>
    /// A decision about a paused trial: it goes on before anything new is proposed, or it ends; null where there is none. Changes nothing: a trial that is to go on
    /// may have to wait for a trainer or for epochs to come free, and is named again until <see cref="OnResumed"/> or <see cref="OnEnd"/> is called for it.
    /// </summary>
    Decision? Next();

    /// <summary>A paused trial goes on, as <see cref="Next"/> said.</summary>
    void OnResumed(TrialId trial);

    /// <summary>A trial ended, in whichever state.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="state">Completed, stopped, failed or cancelled.</param>
    void OnEnd(TrialId trial, TrialState state);
}
