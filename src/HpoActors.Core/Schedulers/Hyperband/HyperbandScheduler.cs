using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Hyperband;

/// <summary>
/// Hyperband (Li et al. 2017, "Hyperband: a novel bandit-based approach to hyperparameter optimization"): brackets of successive halving for s = s_max, …, 0, again and
/// again while the budget lasts. Bracket s starts ⌈(s_max + 1)·η^s/(s + 1)⌉ trials s rungs below R, so that all cost about the same: the first bets on early
/// results, the last is random search.
/// </summary>
/// <remarks>
/// <para>The number of trials is rounded up once, as in the paper's algorithm and in SMAC: 81, 34, 15, 8 and 5 for R = 81 and η = 3. HpBandSter and DEHB round
/// (s_max + 1)/(s + 1) down first, and so have 81, 27, 9, 6 and 5. Rungs are counted by whole numbers; systems that take a logarithm lose a bracket at R = 243,
/// η = 3 and at R = 1000, η = 10. They stand at min·η^k, where the paper counts down from R: the same wherever R is min·η^k, and otherwise the first rung is as
/// early as it may be, and only the step to R is shorter.</para>
/// <para>A trainer for which the brackets that are under way have nothing to do starts the next one, where the paper's waits. What <see cref="Sha.ShaScheduler"/>
/// says of failures, losers and brackets that the budget leaves incomplete holds here too. Optuna's pruner and Ray's HyperBandForBOHB decide otherwise: the one is
/// asynchronous, the other waits with all trainers.</para>
/// </remarks>
public sealed class HyperbandScheduler : BracketScheduler
{
    internal HyperbandScheduler(RungTable table)
        : base(table, table.Brackets(), "hyperband")
    {
    }
}
