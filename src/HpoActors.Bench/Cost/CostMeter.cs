using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Cost;

/// <summary>
/// Measures a searcher alone, on this thread: 10 real hyperparameters, and results of its own proposals (those of a searcher that thinks long are drawn from the
/// priors, or feeding it would take hours). At each number of results it is told one more and asked, again and again: an answer that it has at hand does not count.
/// </summary>
internal static class CostMeter
{
    public const int Dimensions = 10;
    private const int Asks = 201;
    private const int FewestAsks = 3;
    private const long Seed = 1;
    private static readonly int[] Counts = [100, 200, 1_000, 10_000];
    private static readonly int[] CountsOfSlowOnes = [100, 200];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The space of all measurements.</summary>
    public static SearchSpace Space { get; } = new(Enumerable.Range(0, Dimensions).Select(i => new FloatHyperparameter($"x{i}", 0, 1)));

    /// <summary>What a configuration is worth: a bowl.</summary>
    public static double Value(Configuration configuration) => configuration.Sum(p => (p.Value.AsDouble() - 0.3) * (p.Value.AsDouble() - 0.3));

    public static IReadOnlyList<AskCost> Measure(string name, SearcherSettings settings, IProgress<string> progress, CancellationToken cancel)
    {
        List<AskCost> costs = [];
        WarmUp(settings, cancel);
        foreach (int results in Create(settings).ThinksLong ? CountsOfSlowOnes : Counts)
        {
            AskCost cost = MeasureAt(name, settings, results, cancel);
            progress.Report($"{name} at {results} results: {cost.AskMedian * 1e6:0.0} µs");
            costs.Add(cost);
        }

        return costs;
    }

    private static AskCost MeasureAt(string name, SearcherSettings settings, int results, CancellationToken cancel)
    {
        ISearcher searcher = Create(settings);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        TimeSpan observing = Feed(searcher, results, cancel);
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)results;
        List<double> asks = Ask(searcher, results, cancel);
        GC.KeepAlive(searcher);
        return new AskCost(name, results, Statistics.Quartiles.Of(asks).Median, asks.Average(), observing.TotalSeconds / results, bytes);
    }

    // Code is compiled when it first runs, and better once it has run for a while.
    private static void WarmUp(SearcherSettings settings, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            ISearcher searcher = Create(settings);
            Feed(searcher, Counts[0], cancel);
            Ask(searcher, Counts[0], cancel);
        }
        while (Stopwatch.GetElapsedTime(start) < Patience);
    }

    // Seconds of proposals, each after a new result.
    private static List<double> Ask(ISearcher searcher, int results, CancellationToken cancel)
    {
        List<double> asks = [];
        long start = Stopwatch.GetTimestamp();
        while (asks.Count < FewestAsks || (asks.Count < Asks && Stopwatch.GetElapsedTime(start) < Patience))
        {
            cancel.ThrowIfCancellationRequested();
            TrialId trial = new(results + asks.Count);
            RandomStream random = RandomStream.For(Seed, "searcher", trial.Value);
            long asked = Stopwatch.GetTimestamp();
            Proposal? proposal = searcher.Propose(trial, random);
            asks.Add(Stopwatch.GetElapsedTime(asked).TotalSeconds);
            Tell(searcher, trial, proposal?.Configuration ?? Space.Sample(random));
        }

        return asks;
    }

    private static TimeSpan Feed(ISearcher searcher, int results, CancellationToken cancel)
    {
        TimeSpan observing = TimeSpan.Zero;
        for (int i = 0; i < results; i++)
        {
            cancel.ThrowIfCancellationRequested();
            TrialId trial = new(i);
            RandomStream random = RandomStream.For(Seed, "searcher", i);
            Configuration configuration = searcher.ThinksLong ? Space.Sample(random) : searcher.Propose(trial, random)?.Configuration ?? Space.Sample(random);
            long start = Stopwatch.GetTimestamp();
            Tell(searcher, trial, configuration);
            observing += Stopwatch.GetElapsedTime(start);
        }

        return observing;
    }

    private static void Tell(ISearcher searcher, TrialId trial, Configuration configuration)
    {
        searcher.Observe(new Observation(ObservationKind.Proposed, trial, configuration, 0, double.NaN, TrialState.Running));
        searcher.Observe(new Observation(ObservationKind.Ended, trial, configuration, 1, Value(configuration), TrialState.Completed));
    }

    // By way of a driver, which knows how a searcher is made.
    private static ISearcher Create(SearcherSettings settings) => new ExperimentDriver(new ExperimentSpec
    {
        Name = "cost",
        Space = Space,
        ObjectiveName = "cost",
        Budget = new Budget { Trials = int.MaxValue },
        Seed = Seed,
        Searcher = settings,
    }).Searcher;
}
