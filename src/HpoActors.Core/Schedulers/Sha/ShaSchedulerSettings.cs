using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Sha;

/// <summary><c>scheduler = sha</c> or <c>scheduler { type = sha, eta = 3, min-epochs = 1, trials = auto }</c>: synchronous successive halving.</summary>
/// <param name="Eta">The reduction factor η: of so many trials one goes on to the next rung. Default 3, as for Hyperband.</param>
/// <param name="MinEpochs">The first rung. Default 1.</param>
/// <param name="Trials">
/// The trials of a bracket, at least 1. Null (default): η^k for k rungs below R, with which one trial reaches R.
/// </param>
public sealed record ShaSchedulerSettings(int Eta = 3, int MinEpochs = 1, int? Trials = null) : SchedulerSettings
{
    /// <inheritdoc/>
    public override string Name => "sha";

    /// <inheritdoc/>
    public override ITrialScheduler Create(ExperimentSpec spec)
    {
        RungTable table = RungTable.Of(spec, Eta, MinEpochs);
        if (Trials is < 1)
        {
            throw new InvalidOptionException("scheduler.trials", $"must be auto or at least 1 (is {Trials})");
        }

        Bracket largest = table.Brackets()[0];
        return new ShaScheduler(table, table.BracketOf(largest.S, Trials ?? largest.Rungs[0].Trials));
    }
}
