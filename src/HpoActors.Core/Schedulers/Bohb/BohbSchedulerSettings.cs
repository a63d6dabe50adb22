using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Schedulers.Rungs;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Searchers.Tpe;

namespace HpoActors.Core.Schedulers.Bohb;

/// <summary>
/// <c>scheduler = bohb</c> or <c>scheduler { type = bohb, eta = 3, min-epochs = 1, random-share = 0.333, min-results = auto }</c>: Hyperband whose configurations come
/// from a model (<see cref="BohbSearcher"/>). The experiment's searcher may be tpe, for its options, and no other.
/// </summary>
/// <param name="Eta">The reduction factor η: of so many trials one goes on to the next rung. Default 3, as in the paper.</param>
/// <param name="MinEpochs">The first rung of the first bracket. Default 1.</param>
/// <param name="RandomShare">The share of the trials that the prior proposes, in [0, 1]. Default a third, as in the paper: what Hyperband guarantees holds up to that factor.</param>
/// <param name="MinResults">How many results a rung needs before its model decides, at least 1. Null (default): one more than there are hyperparameters, as in the paper.</param>
public sealed record BohbSchedulerSettings(int Eta = 3, int MinEpochs = 1, double RandomShare = 1.0 / 3, int? MinResults = null) : SchedulerSettings
{
    /// <inheritdoc/>
    public override string Name => "bohb";

    /// <inheritdoc/>
    public override ITrialScheduler Create(ExperimentSpec spec) => new HyperbandSchedulerSettings(Eta, MinEpochs).Create(spec);

    /// <inheritdoc/>
    public override ISearcher CreateSearcher(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        TpeSearcherSettings tpe = spec.Searcher switch
        {
            TpeSearcherSettings named => named,
            RandomSearcherSettings => new TpeSearcherSettings(),
            _ => throw new InvalidOptionException("searcher", $"is {spec.Searcher.Name}, but scheduler = bohb proposes by tpe; leave searcher out, or write tpe with its options"),
        };
        return new BohbSearcher(spec.Space, RungTable.Of(spec, Eta, MinEpochs).Epochs, RandomShare, MinResults, tpe);
    }
}
