using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Asha;

/// <summary>
/// Asynchronous successive halving by promotion (Li et al. 2020, "A system for massively parallel hyperparameter tuning", algorithm 2). Every trial pauses at
/// every rung. A trainer that comes free takes the best paused trial of the highest rung that has one among its best ⌊n/η⌋, n being its results so far; where
/// there is none, a new trial starts. Nobody waits, at the price of some promotions that later results prove wrong: since n grows and the best change, more than
/// ⌊n/η⌋ of a rung may have gone on in the end, but each was among the best when it did.
/// </summary>
/// <remarks>
/// <para>Beyond the paper, whose search never ends: a rung to which no trial can come any more lets its best one go on though there be fewer than η, so that
/// a search has a trial that was trained to the end; and a paused trial that cannot get among the best of its rung, whatever the trials still to come bring,
/// ends at once, and its checkpoint with it. Both need a budget in trials, or the word that no further trial will come.</para>
/// <para>A trial that a free trainer would take next anyway goes on without a pause. Optuna and Ray never promote; for Syne Tune's way to do it see
/// <see cref="AshaRule.SyneTune"/>. That rule has no end of its own: what waits waits until the search ends.</para>
/// </remarks>
public sealed class AshaScheduler : PromotionScheduler
{
    internal AshaScheduler(RungTable table, AshaRule rule, int brackets, int? trials)
        : base(table, "asha", brackets, rule == AshaRule.SyneTune, trials)
    {
    }
}
