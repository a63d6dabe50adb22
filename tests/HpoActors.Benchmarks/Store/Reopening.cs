using System.Diagnostics;
using Akka.Actor;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Experiments;
using HpoActors.Devices;
using HpoActors.Persistence;
using HpoActors.Stores;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Benchmarks.Store;

/// <summary>How long a large experiment takes until it goes on.</summary>
internal static class Reopening
{
    // Never reached: the experiment is interrupted each time.
    private const int Budget = int.MaxValue;

    /// <returns>Until it goes on first, then until all facts are read.</returns>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(string folder, int trials, Arguments arguments, List<string> notes)
    {
        string path = Path.Combine(folder, "reopened.db");
        await RunAsync(path, trials);
        List<double> goesOn = [];
        List<double> reads = [];
        List<double> opens = [];
        for (int round = 0; round < (arguments.Rounds ?? 5); round++)
        {
            long start = Stopwatch.GetTimestamp();
            using (IExperimentStore store = ExperimentStores.Open(path, create: false))
            {
                opens.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                int facts = store.ReadFacts(ConstantObjective.Spec(Budget).Name).Count;
                reads.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                if (round == 0)
                {
                    notes.Add($"the reopened experiment has {facts:#,0} facts");
                }
            }

            goesOn.Add(await RunAsync(path, 1));
        }

        return
        [
            new Measurement($"reopening, {trials:#,0} trials, until the first new trial", "s", goesOn),
            new Measurement("reading all facts without actors", "s", reads),
            new Measurement("opening the file alone", "s", opens),
        ];
    }

    /// <summary>Runs until there are so many trials more, and interrupts; some more end until it hears of that.</summary>
    /// <returns>Seconds until the first of them ended.</returns>
    private static async Task<double> RunAsync(string path, int trials)
    {
        using CancellationTokenSource enough = new();
        DateTimeOffset from = DateTimeOffset.UtcNow;
        long start = Stopwatch.GetTimestamp();
        double seconds = 0;
        int ended = 0;
        using IExperimentStore store = ExperimentStores.Open(path);
        using ActorSystem system = ActorSystems.Create(store.Settings);
        await Hpo.Get(system).RunAsync(
            ConstantObjective.Spec(Budget),
            new RunOptions
            {
                Trainers = TrainersSpec.Parse("cpu:2"),
                Objective = _ => new ConstantObjective(),
                Store = store,
                Observer = fact =>
                {
                    if (fact is not TrialEnded || fact.At < from)
                    {
                        return;
                    }

                    seconds = ended == 0 ? Stopwatch.GetElapsedTime(start).TotalSeconds : seconds;
                    if (++ended == trials)
                    {
                        enough.Cancel();
                    }
                },
            },
            enough.Token);
        await system.Terminate();
        return ended >= trials ? seconds : throw new InvalidOperationException($"{ended} trials ended where {trials} should have");
    }
}
