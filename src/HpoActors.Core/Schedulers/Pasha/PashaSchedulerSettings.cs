using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Pasha;

/// <summary>
/// <c>scheduler = pasha</c> or <c>scheduler { type = pasha, eta = 3, min-epochs = 1, epsilon = auto }</c>: successive halving that trains no further than the ranking of
/// the best trials needs.
/// </summary>
/// <param name="Eta">The reduction factor η, as for <c>asha</c>. Default 3.</param>
/// <param name="MinEpochs">The first rung. Default 1.</param>
/// <param name="Epsilon">How far two values of the metric may be apart and count as equal, at least 0, or null (default) to estimate it from pairs that change places to and fro.</param>
public sealed record PashaSchedulerSettings(int Eta = 3, int MinEpochs = 1, double? Epsilon = null) : SchedulerSettings
{
    /// <inheritdoc/>
    public override string Name => "pasha";

    /// <inheritdoc/>
    public override ITrialScheduler Create(ExperimentSpec spec)
    {
        RungTable table = RungTable.Of(spec, Eta, MinEpochs);
        return Epsilon is { } epsilon && !(double.IsFinite(epsilon) && epsilon >= 0)
            ? throw new InvalidOptionException("scheduler.epsilon", $"must be auto or a number of at least 0 (is {epsilon})")
            : new PashaScheduler(table, Epsilon, spec.Budget.Trials);
    }
}
