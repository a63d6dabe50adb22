using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Bohb;
using HpoActors.Core.Schedulers.Dehb;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Schedulers.Guarded;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Schedulers.Median;
using HpoActors.Core.Schedulers.Pasha;
using HpoActors.Core.Schedulers.Pbt;
using HpoActors.Core.Schedulers.Sha;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.CmaEs;
using HpoActors.Core.Searchers.De;
using HpoActors.Core.Searchers.Evolution;
using HpoActors.Core.Searchers.Gp;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Searchers.Sobol;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;

namespace HpoActors.Files.Writing;

/// <summary>Writes the blocks <c>searcher</c> and <c>scheduler</c> with all options, as <see cref="PolicyReader"/> reads them.</summary>
internal static class PolicyWriter
{
    private const string Auto = "auto";

    /// <exception cref="InvalidOptionException">The searcher is a program's own.</exception>
    public static HoconBlock Searcher(SearcherSettings settings, SearchSpace space) => Nodes.Block(("type", settings.Name)).With(settings switch
    {
        RandomSearcherSettings => [],
        GridSearcherSettings s => [("resolution", s.Resolution), ("order", s.Order == GridOrder.Rising ? "rising" : "shuffled"), ("axes", Axes(s, space))],
        SobolSearcherSettings s => [("sequence", s.Sequence == QuasiRandomSequence.Sobol ? "sobol" : "halton"), ("scramble", s.Scramble)],
        TpeSearcherSettings s => [("startup", s.Startup), ("candidates", s.Candidates), ("multivariate", s.Multivariate), ("good-share", s.GoodShare)],
        GpSearcherSettings s => [("startup", s.Startup)],
        CmaEsSearcherSettings s => [("startup", s.Startup), ("population", s.Population ?? (object)Auto), ("sigma", s.Sigma)],
        DeSearcherSettings s =>
            [("population", s.Population), ("factor", s.Factor), ("crossover", s.Crossover), ("base", s.Base == DeBase.Best ? "best" : "random")],
        EvolutionSearcherSettings s => [("population", s.Population), ("sample", s.Sample), ("startup", s.Startup)],
        _ => throw Unknown("searcher", settings.Name, settings),
    });

    /// <exception cref="InvalidOptionException">The scheduler is a program's own, or guards stand around guards.</exception>
    public static HoconBlock Scheduler(SchedulerSettings settings) => settings switch
    {
        GuardedSchedulerSettings { Scheduler: GuardedSchedulerSettings } => throw new InvalidOptionException(
            "scheduler.guards", "stand around a scheduler that has guards already; give it one set of them"),
        GuardedSchedulerSettings s => Scheduler(s.Scheduler).With(("guards", Guards(s.Guards))),
        _ => Nodes.Block(("type", settings.Name)).With(Options(settings)),
    };

    private static (string Key, object? Value)[] Options(SchedulerSettings settings) => settings switch
    {
        FifoSchedulerSettings => [],
        AshaSchedulerSettings s =>
        [
            ("eta", s.Eta), ("min-epochs", s.MinEpochs), ("variant", s.Variant == AshaVariant.Promotion ? "promotion" : "stopping"), ("rule", NameOf(s.Rule)),
            ("brackets", s.Brackets),
        ],
        ShaSchedulerSettings s => [("eta", s.Eta), ("min-epochs", s.MinEpochs), ("trials", s.Trials ?? (object)Auto)],
        HyperbandSchedulerSettings s => [("eta", s.Eta), ("min-epochs", s.MinEpochs)],
        PashaSchedulerSettings s => [("eta", s.Eta), ("min-epochs", s.MinEpochs), ("epsilon", s.Epsilon ?? (object)Auto)],
        MedianSchedulerSettings s => [("startup", s.Startup), ("warm-up", s.WarmUp), ("interval", s.Interval), ("min-values", s.MinValues)],
        PbtSchedulerSettings s =>
        [
            ("population", s.Population), ("interval", s.Interval ?? (object)Auto), ("quantile", s.Quantile), ("resample", s.Resample), ("factors", s.Factors),
            ("mutate", s.Mutate ?? (object)"floats"), ("synchronous", s.Synchronous),
        ],
        BohbSchedulerSettings s =>
            [("eta", s.Eta), ("min-epochs", s.MinEpochs), ("random-share", s.RandomShare), ("min-results", s.MinResults ?? (object)Auto)],
        DehbSchedulerSettings s => [("eta", s.Eta), ("min-epochs", s.MinEpochs), ("factor", s.Factor), ("crossover", s.Crossover)],
        _ => throw Unknown("scheduler", settings.Name, settings),
    };

    private static HoconBlock Guards(GuardOptions guards) => Nodes.Block(
        ("patience", guards.Patience), ("min-delta", guards.MinDelta), ("threshold", guards.Threshold), ("divergence", guards.Divergence),
        ("min-epochs", guards.MinEpochs), ("max-epochs", guards.MaxEpochs));

    // In the space's order: a dictionary has none.
    private static HoconBlock Axes(GridSearcherSettings settings, SearchSpace space)
    {
        HoconBlock block = new(null) { Opened = true };
        foreach (string name in space.Hyperparameters.Select(h => h.Name).Where(settings.Axes.ContainsKey))
        {
            GridAxis axis = settings.Axes[name];
            block.Entries.Add(name, axis.Values is { } values
                ? SpaceWriter.Values(Nodes.Block(), name, values)
                : Nodes.Block(("min", axis.Min), ("max", axis.Max), ("resolution", axis.Resolution)));
        }

        return block;
    }

    private static string NameOf(AshaRule rule) => rule switch
    {
        AshaRule.Top => "top",
        AshaRule.Optuna => "optuna",
        AshaRule.Ray => "ray",
        AshaRule.SyneTune => "syne-tune",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, null),
    };

    private static InvalidOptionException Unknown(string key, string name, object settings) => new(
        key, $"is {name} of this program's own ({settings.GetType()}), which cannot be written down or sent; run the experiment in this process without a store, or take a built-in one");
}
