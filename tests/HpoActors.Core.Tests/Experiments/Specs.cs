using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Small experiments for tests.</summary>
internal static class Specs
{
    public static ExperimentSpec Of(Budget budget) => new()
    {
        Name = "test",
        Space = new SearchSpace(new FloatHyperparameter("x", -1, 1)),
        ObjectiveName = "none",
        Metric = "error",
        Budget = budget,
    };

    public static ExperimentSpec Of(int trials, int epochs = 1, long? totalEpochs = null) => Of(new Budget { Trials = trials, Epochs = epochs, TotalEpochs = totalEpochs });

    public static ExperimentSpec With(this ExperimentSpec spec, Func<ITrialScheduler> scheduler) => spec with { Scheduler = new ThatScheduler(scheduler) };

    public static ExperimentSpec With(this ExperimentSpec spec, Func<ISearcher> searcher) => spec with { Searcher = new ThatSearcher(searcher) };

    private sealed record ThatScheduler(Func<ITrialScheduler> Make) : SchedulerSettings
    {
        public override string Name => "test";

        public override ITrialScheduler Create(ExperimentSpec spec) => Make();
    }

    private sealed record ThatSearcher(Func<ISearcher> Make) : SearcherSettings
    {
        public override string Name => "test";

        public override ISearcher Create(SearchSpace space, long seed) => Make();
    }
}
