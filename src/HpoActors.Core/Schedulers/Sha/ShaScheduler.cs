using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Sha;

/// <summary>
/// Successive halving (Karnin et al. 2013; Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization"). A bracket starts
/// n trials at the first rung; when all of them have reported or ended, the best ⌊n/η⌋ train on to the second, and so on to R. A bracket that is full is followed
/// by the next, so that trainers are not idle while the last trials of a rung train.
/// </summary>
/// <remarks>
/// Trials that fail take nothing from those who go on: of 9, two of them failed, the best 3 of 7 go on. At least one goes on at every rung. A bracket that the budget
/// leaves incomplete decides with the trials that it has, a share of 1/η of them. Losers end as soon as their rung has decided. Optuna's pruner of that name and Ray's
/// are asynchronous; see <see cref="Asha.AshaStoppingScheduler"/>.
/// </remarks>
public sealed class ShaScheduler : BracketScheduler
{
    internal ShaScheduler(RungTable table, Bracket bracket)
        : base(table, [bracket], "sha")
    {
    }
}
