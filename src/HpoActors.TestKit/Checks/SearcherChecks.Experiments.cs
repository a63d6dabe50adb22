using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Generation;
using HpoActors.TestKit.Runs;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Checks;

/// <content>Whole experiments.</content>
public static partial class SearcherChecks
{
    private static readonly int[] AskerCounts = [1, 2, 8];

    /// <summary>One, two and eight askers share an experiment, some of whose trials fail: every trial is proposed once, valid and brought to its end.</summary>
    public static void Askers(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            foreach (int askers in AskerCounts)
            {
                ExperimentSpec spec = Spec(settings, space, options.Seed, options.Proposals);
                ExperimentRun run = new ExperimentRun(nameof(Askers), spec, askers).ToEnd();
                run.RequireAllEnded();
            }
        }
    }

    /// <summary>An experiment that is stopped half-way and goes on from its journal is the one that was never stopped, fact by fact.</summary>
    public static void StopAndGoOn(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            ExperimentSpec spec = Spec(settings, space, options.Seed, options.Proposals);
            ExperimentRun whole = new ExperimentRun(nameof(StopAndGoOn), spec, askers: 3).ToEnd();
            ExperimentRun halves = new ExperimentRun(nameof(StopAndGoOn), spec, askers: 3).Until(options.Proposals / 2).Restarted().ToEnd();
            whole.RequireSameFacts(halves, "never stopped", "stopped half-way and gone on");
        }
    }

    /// <summary>Where duplicates are forbidden, no configuration comes twice, and a small space is used up to its last configuration, also while trials run.</summary>
    public static void NoDuplicates(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        SearchSpace small = new(new IntHyperparameter("n", 1, 3), new BoolHyperparameter("b"));
        SearchSpace single = new(new ConstantHyperparameter("c", HyperparameterValue.Of(1L)));
        SearchSpace forbidding = new([new IntHyperparameter("n", 1, 5), new IntHyperparameter("m", 1, 5)], ["n < m"]);
        foreach (SearchSpace space in (SearchSpace[])[small, single, forbidding, TypicalSpaces.Conditional, .. FiniteSpaces(options)])
        {
            int all = SearcherRun.Everything(space).Count();
            foreach (int askers in AskerCounts)
            {
                ExperimentSpec spec = Spec(settings, space, options.Seed, (2 * all) + 10) with { Duplicates = DuplicatePolicy.Forbid };
                ExperimentRun run = new ExperimentRun(nameof(NoDuplicates), spec, askers).ToEnd();
                run.RequireAllEnded();
                run.RequireDistinct();
                run.RequireExhausted(settings.IsFinite ? null : all);
            }
        }

        ExperimentSpec endless = Spec(settings, TypicalSpaces.Mixed, options.Seed, options.Proposals) with { Duplicates = DuplicatePolicy.Forbid };
        new ExperimentRun(nameof(NoDuplicates), endless, askers: 8).ToEnd().RequireDistinct();
    }

    /// <summary>A searcher that says how many configurations it has gives just as many.</summary>
    public static void SizeIsTrue(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        const int Most = 5000;
        foreach (SearchSpace space in (SearchSpace[])[.. TypicalSpaces.All, new SearchSpace(new IntHyperparameter("n", 1, 3), new BoolHyperparameter("b"))])
        {
            SearcherRun run = new(nameof(SizeIsTrue), settings, space, options.Seed);
            if (run.Size is { } size and <= Most)
            {
                while (run.Next.Value <= size && run.AskAndTake())
                {
                    run.End(run.Pending[^1], TrialState.Completed, 1);
                }

                if (run.Next.Value != size)
                {
                    throw run.Breach($"says that it has {size} configurations, and proposed {(run.Next.Value > size ? "more" : "only these")}");
                }
            }
        }
    }

    /// <summary>In a strict order the experiment is the same with one, two and eight trainers.</summary>
    public static void StrictOrder(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            ExperimentSpec spec = Spec(settings, space, options.Seed, options.Proposals) with { Order = TrialOrder.Strict };
            ExperimentRun one = new ExperimentRun(nameof(StrictOrder), spec, askers: 1).ToEnd();
            one.RequireAllEnded();
            one.RequireSameTrials(new ExperimentRun(nameof(StrictOrder), spec, askers: 2).ToEnd());
            one.RequireSameTrials(new ExperimentRun(nameof(StrictOrder), spec, askers: 8).ToEnd());
        }
    }

    // Small enough to be used up.
    private static IEnumerable<SearchSpace> FiniteSpaces(ConformanceOptions options) =>
        Enumerable.Range(0, 10).Select(i => SpaceGenerator.FiniteSpace(options.Seed, i)).Where(s => s.Cardinality <= 100);

    private static ExperimentSpec Spec(SearcherSettings settings, SearchSpace space, long seed, int trials) => new()
    {
        Name = "conformance",
        Space = space,
        ObjectiveName = "conformance",
        Budget = new Budget { Trials = trials },
        Metric = ExperimentRun.Metric,
        Searcher = settings,
        Seed = seed,
        MaxAttempts = 1,
    };
}
