using System.Diagnostics;
using Akka.Actor;
using HpoActors.Benchmarks.Reports;
using HpoActors.Benchmarks.Rivals;
using HpoActors.Core.Experiments;
using HpoActors.Devices;
using HpoActors.Persistence;
using HpoActors.Stores;

namespace HpoActors.Benchmarks.Store;

/// <summary>Trials a second where each is on the disk before it counts, and costs nothing else.</summary>
internal static class DurableTrials
{
    public const int OptunaTrials = 300;

    /// <returns>Ours first.</returns>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(string folder, int trials, Arguments arguments, List<string> notes)
    {
        using PythonRival? optuna = PythonRival.Start(arguments.Python, "optuna_store.py", out string missing, "--folder", folder, "--trials", $"{OptunaTrials}");
        notes.Add(optuna is null
            ? $"Optuna is missing and was not measured ({missing}); on Debian: apt-get install python3-optuna"
            : $"the rival: {optuna.Description.GetProperty("version").GetString()}");
        List<double> ours = [];
        List<double> its = [];
        for (int round = 0; round <= (arguments.Rounds ?? 5); round++)
        {
            string path = Path.Combine(folder, $"durable-{round}.db");
            ours.Add(await PerSecondAsync(path, trials));
            if (round == 0)
            {
                notes.Add($"a file of {trials:#,0} trials has {new FileInfo(path).Length / 1e6:0} MB");
            }

            if (optuna is not null)
            {
                its.Add(OptunaTrials / optuna.Round().GetProperty("seconds").GetDouble());
            }
        }

        // The first round is the warm-up.
        Measurement mine = new("HpoActors, SQLite", "trials/s", ours[1..]);
        if (optuna is null)
        {
            return [mine];
        }

        Measurement rival = new("Optuna, SQLite", "trials/s", its[1..]);
        return [mine, rival, mine.By(rival, "HpoActors, by Optuna")];
    }

    private static async Task<double> PerSecondAsync(string path, int trials)
    {
        using IExperimentStore store = ExperimentStores.Open(path);
        using ActorSystem system = ActorSystems.Create(store.Settings);
        long start = Stopwatch.GetTimestamp();
        ExperimentResult result = await Hpo.Get(system).RunAsync(ConstantObjective.Spec(trials), new RunOptions
        {
            Trainers = TrainersSpec.Parse("cpu:2"),
            Objective = _ => new ConstantObjective(),
            Store = store,
        });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Expect.Completed(result, trials);
        await system.Terminate();
        return trials / seconds;
    }
}
