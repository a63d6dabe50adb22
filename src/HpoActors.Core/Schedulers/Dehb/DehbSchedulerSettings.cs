using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Random;

namespace HpoActors.Core.Schedulers.Dehb;

/// <summary>
/// <c>scheduler = dehb</c> or <c>scheduler { type = dehb, eta = 3, min-epochs = 1, factor = 0.5, crossover = 0.5 }</c>: <see cref="DehbScheduler"/>, and for its
/// configurations <see cref="DehbSearcher"/>. The experiment names no searcher.
/// </summary>
/// <param name="Eta">The reduction factor η between rungs. Default 3, as in the paper.</param>
/// <param name="MinEpochs">The first rung. Default 1.</param>
/// <param name="Factor">How much of the difference of two members is added, above 0 and at most 2. Default 0.5, as in the paper.</param>
/// <param name="Crossover">The share of its hyperparameters that a child has from the mutant, in [0, 1]; one it has always. Default 0.5, as in the paper.</param>
public sealed record DehbSchedulerSettings(int Eta = 3, int MinEpochs = 1, double Factor = 0.5, double Crossover = 0.5) : SchedulerSettings
{
    /// <inheritdoc/>
    public override string Name => "dehb";

    /// <inheritdoc/>
    public override ITrialScheduler Create(ExperimentSpec spec) => new DehbScheduler(RungTable.Of(spec, Eta, MinEpochs));

    /// <inheritdoc/>
    public override ISearcher CreateSearcher(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Searcher is not RandomSearcherSettings)
        {
            throw new InvalidOptionException("searcher", $"is {spec.Searcher.Name}, but scheduler = dehb proposes by differential evolution; leave searcher out");
        }

        if (!(Factor > 0 && Factor <= 2))
        {
            throw new InvalidOptionException("scheduler.factor", $"must be above 0 and at most 2 (is {Factor})");
        }

        if (!(Crossover >= 0 && Crossover <= 1))
        {
            throw new InvalidOptionException("scheduler.crossover", $"must lie in [0, 1] (is {Crossover})");
        }

        return new DehbSearcher(spec.Space, spec.Seed, RungTable.Of(spec, Eta, MinEpochs), this);
    }
}
