using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Asha;

/// <summary>
/// <c>scheduler = asha</c> or <c>scheduler { type = asha, eta = 3, min-epochs = 1, variant = promotion, rule = top, brackets = 1 }</c>: asynchronous successive
/// halving. Rungs are at min-epochs·η^k epochs below a trial's last.
/// </summary>
/// <param name="Eta">The reduction factor η: of so many trials at a rung one goes on. Default 3, near the e that the paper's bound favours, and what Hyperband uses.</param>
/// <param name="MinEpochs">The first rung. Default 1: the cheapest look at a trial.</param>
/// <param name="Variant">Default promotion: no early result is final, and no trial is lost that later results show to be good.</param>
/// <param name="Rule">
/// Which results go on. Default the paper's, the best ⌊n/η⌋ with ties in the order of the trials: exactly that many, also where a metric of few values has many equal
/// ones. Optuna and Ray go with variant = stopping only.
/// </param>
/// <param name="Brackets">
/// How many brackets share the trials, each starting a rung higher than the one before, in Hyperband's proportion. Default 1: the paper finds that to start
/// all at the first rung does best nearly always.
/// </param>
public sealed record AshaSchedulerSettings(
    int Eta = 3, int MinEpochs = 1, AshaVariant Variant = AshaVariant.Promotion, AshaRule Rule = AshaRule.Top, int Brackets = 1) : SchedulerSettings
{
    /// <inheritdoc/>
    public override string Name => "asha";

    /// <inheritdoc/>
    public override ITrialScheduler Create(ExperimentSpec spec)
    {
        RungTable table = RungTable.Of(spec, Eta, MinEpochs);
        if (Brackets < 1 || Brackets > table.Epochs.Length)
        {
            throw new InvalidOptionException(
                "scheduler.brackets", $"must be at least 1 and at most {table.Epochs.Length}, the rungs from {table.Epochs[0]} to {table.Epochs[^1]} epochs (is {Brackets})");
        }

        if (Variant == AshaVariant.Stopping)
        {
            return new AshaStoppingScheduler(table, Rule, Brackets);
        }

        return Rule is AshaRule.Top or AshaRule.SyneTune
            ? new AshaScheduler(table, Rule, Brackets, spec.Budget.Trials)
            : throw new InvalidOptionException("scheduler.rule", $"{(Rule == AshaRule.Ray ? "ray" : "optuna")} never pauses a trial; write variant = stopping, or rule = top or syne-tune");
    }
}
