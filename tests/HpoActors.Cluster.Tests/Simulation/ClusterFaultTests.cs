using System.Collections.Concurrent;
using System.Globalization;
using HpoActors.TestKit;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>A thousand seeds of faults of a whole cluster. A failure names its seed; <c>HPO_FAULT_SEED=17</c> runs that one alone, <c>HPO_FAULT_SEEDS=100000</c> that many.</summary>
public sealed class ClusterFaultTests
{
    private const int Seeds = 1000;

    [Fact]
    public void Whatever_goes_wrong_everything_holds()
    {
        ConcurrentBag<(long Seed, Exception Error)> failures = [];
        ConcurrentQueue<long> seeds = new(SeedsToRun());

        // On threads of their own: a simulation is one thread, and the start of an actor system needs some of the pool.
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (seeds.TryDequeue(out long seed))
            {
                try
                {
                    ClusterRun.Check(seed);
                }
                catch (Exception error)
                {
                    failures.Add((seed, error));
                }
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        IEnumerable<string> kinds = failures.GroupBy(f => (f.Error as ConformanceException)?.Check ?? f.Error.GetType().Name).Select(kind =>
            $"{kind.Count()} seeds, HPO_FAULT_SEED={kind.Min(f => f.Seed)}: {kind.MinBy(f => f.Seed).Error}");
        Assert.True(failures.IsEmpty, string.Join('\n', kinds));
    }

    private static IEnumerable<long> SeedsToRun() => Number("HPO_FAULT_SEED") is { } one
        ? [one]
        : Enumerable.Range(1, (int)(Number("HPO_FAULT_SEEDS") ?? Seeds)).Select(seed => (long)seed);

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;
}
