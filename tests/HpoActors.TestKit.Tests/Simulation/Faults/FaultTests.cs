using System.Collections.Concurrent;
using System.Globalization;
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

namespace HpoActors.TestKit.Tests.Simulation.Faults;

/// <summary>
/// A thousand seeds of faults for every scheduler. A failure names its seed; <c>HPO_FAULT_SEED=17</c> runs that one alone, <c>HPO_FAULT_SEEDS=100000</c> that many.
/// </summary>
public sealed class FaultTests
{
    private const int Seeds = 1000;

    public static TheoryData<string> Schedulers => [.. All.Keys];

    internal static SortedDictionary<string, SchedulerSettings> All { get; } = new(StringComparer.Ordinal)
    {
        ["fifo"] = new FifoSchedulerSettings(),
        ["median"] = new MedianSchedulerSettings { Startup = 2, MinValues = 1 },
        ["asha-promotion"] = new AshaSchedulerSettings(),
        ["asha-stopping"] = new AshaSchedulerSettings(Variant: AshaVariant.Stopping),
        ["asha-brackets"] = new AshaSchedulerSettings(Eta: 2, Brackets: 2),
        ["sha"] = new ShaSchedulerSettings(),
        ["hyperband"] = new HyperbandSchedulerSettings(),
        ["pasha"] = new PashaSchedulerSettings(),
        ["pbt"] = new PbtSchedulerSettings { Population = 4, Interval = 2 },
        ["pbt-asynchronous"] = new PbtSchedulerSettings { Population = 4, Interval = 2, Synchronous = false },
        ["bohb"] = new BohbSchedulerSettings(),
        ["dehb"] = new DehbSchedulerSettings(),
        ["guarded-asha"] = new GuardedSchedulerSettings(new AshaSchedulerSettings(Eta: 2), new GuardOptions { Patience = 2, Divergence = 0.5, MinEpochs = 2 }),
    };

    [Theory]
    [MemberData(nameof(Schedulers))]
    public void Whatever_goes_wrong_everything_holds(string scheduler)
    {
        SchedulerSettings settings = All[scheduler];
        ConcurrentBag<(long Seed, Exception Error)> failures = [];
        Each(seed => FaultyRun.Of(settings, seed).Check(), failures);
        IEnumerable<string> kinds = failures.GroupBy(f => (f.Error as ConformanceException)?.Check ?? f.Error.GetType().Name).Select(kind =>
            $"{kind.Count()} seeds, HPO_FAULT_SEED={kind.Min(f => f.Seed)}: {kind.MinBy(f => f.Seed).Error}");
        Assert.True(failures.IsEmpty, string.Join('\n', kinds));
    }

    // On threads of their own: a simulation is one thread, and the start of an actor system needs some of the pool.
    private static void Each(Action<long> run, ConcurrentBag<(long Seed, Exception Error)> failures)
    {
        ConcurrentQueue<long> seeds = new(SeedsToRun());
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (seeds.TryDequeue(out long seed))
            {
                try
                {
                    run(seed);
                }
                catch (Exception error)
                {
                    failures.Add((seed, error));
                }
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
    }

    private static IEnumerable<long> SeedsToRun() => Number("HPO_FAULT_SEED") is { } one
        ? [one]
        : Enumerable.Range(1, (int)(Number("HPO_FAULT_SEEDS") ?? Seeds)).Select(seed => (long)seed);

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;
}
