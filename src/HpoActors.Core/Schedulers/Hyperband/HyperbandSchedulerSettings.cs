using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Hyperband;

/// <summary><c>scheduler = hyperband</c> or <c>scheduler { type = hyperband, eta = 3, min-epochs = 1 }</c>: brackets of synchronous successive halving.</summary>
/// <param name="Eta">The reduction factor η: of so many trials one goes on to the next rung. Default 3, which the paper recommends.</param>
/// <param name="MinEpochs">The first rung of the first bracket. Default 1.</param>
public sealed record HyperbandSchedulerSettings(int Eta = 3, int MinEpochs = 1) : SchedulerSettings
{
    /// <inheritdoc/>
    public override string Name => "hyperband";

    /// <inheritdoc/>
    public override ITrialScheduler Create(ExperimentSpec spec) => new HyperbandScheduler(RungTable.Of(spec, Eta, MinEpochs));
}
