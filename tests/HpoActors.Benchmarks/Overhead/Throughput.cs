using System.Diagnostics;
using Akka.Actor;
using HpoActors.Benchmarks.Reports;
using HpoActors.Benchmarks.Rivals;
using HpoActors.Core.Experiments;
using HpoActors.Devices;

namespace HpoActors.Benchmarks.Overhead;

/// <summary>Trials a second where a trial costs nothing.</summary>
internal sealed record Throughput(IReadOnlyList<Measurement> Ours, Measurement? Optuna)
{
    public const int OptunaTrials = 5_000;

    public IEnumerable<Measurement> Measurements =>
        Optuna is null ? Ours : [.. Ours, Optuna, .. Ours.Select(m => m.By(Optuna, $"{m.Name}, by Optuna"))];

    public static async Task<Throughput> MeasureAsync(IReadOnlyList<int> trainers, int trials, Arguments arguments, List<string> notes)
    {
        using PythonRival? optuna = PythonRival.Start(arguments.Python, "optuna_trials.py", out string missing, "--trials", $"{OptunaTrials}");
        notes.Add(optuna is null
            ? $"Optuna is missing and was not measured ({missing}); on Debian: apt-get install python3-optuna"
            : $"the rival: {optuna.Description.GetProperty("version").GetString()}");
        using ActorSystem system = ActorSystems.Create();
        List<double>[] ours = [.. trainers.Select(_ => new List<double>())];
        List<double> its = [];
        for (int round = 0; round <= (arguments.Rounds ?? 5); round++)
        {
            for (int i = 0; i < trainers.Count; i++)
            {
                ours[i].Add(await PerSecondAsync(system, trainers[i], trials));
            }

            if (optuna is not null)
            {
                its.Add(OptunaTrials / optuna.Round().GetProperty("seconds").GetDouble());
            }
        }

        await system.Terminate();

        // The first round is the warm-up.
        return new Throughput(
            [.. trainers.Select((n, i) => new Measurement($"HpoActors, {n} {(n == 1 ? "trainer" : "trainers")}", "trials/s", ours[i][1..]))],
            optuna is null ? null : new Measurement("Optuna, one loop", "trials/s", its[1..]));
    }

    private static async Task<double> PerSecondAsync(ActorSystem system, int trainers, int trials)
    {
        long start = Stopwatch.GetTimestamp();
        ExperimentResult result = await Hpo.Get(system).RunAsync(ConstantObjective.Spec(trials), new RunOptions
        {
            Trainers = TrainersSpec.Parse($"cpu:{trainers}"),
            Objective = _ => new ConstantObjective(),
        });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Expect.Completed(result, trials);
        return trials / seconds;
    }
}
