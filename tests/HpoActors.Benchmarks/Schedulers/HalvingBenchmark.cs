using System.Diagnostics;
using Akka.Actor;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Files;
using HpoActors.Torch.Mlp;
using HpoActors.Torch.Softmax;

namespace HpoActors.Benchmarks.Schedulers;

/// <summary>What stopping early costs on a real job: the same trials by fifo, which trains all of them to the end, and by asha.</summary>
internal static class HalvingBenchmark
{
    private const double MostLost = 0.002;
    private const double MostEpochs = 0.4;

    private static readonly (string Name, SchedulerSettings Settings)[] Schedulers =
    [
        ("fifo", new FifoSchedulerSettings()),
        ("asha", new AshaSchedulerSettings()),
        ("asha, eta = 2", new AshaSchedulerSettings(Eta: 2)),
    ];

    public static async Task<Report> RunAsync(Arguments arguments)
    {
        ExperimentFile[] files = [.. Enumerable.Range(1, arguments.Seeds).Select(seed => Load(seed, arguments))];
        List<double>[] errors = [.. Schedulers.Select(_ => new List<double>())];
        List<double>[] shares = [.. Schedulers.Select(_ => new List<double>())];
        List<double>[] seconds = [.. Schedulers.Select(_ => new List<double>())];
        List<string> notes = [];
        using ActorSystem system = ActorSystems.Create();
        foreach (ExperimentFile file in files)
        {
            double all = 0;
            for (int i = 0; i < Schedulers.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                ExperimentResult result = await Hpo.Get(system).RunAsync(
                    file.Spec with { Scheduler = Schedulers[i].Settings },
                    new RunOptions { Trainers = file.ParseTrainers(), Objective = file.Spec.ObjectiveName == "mlp" ? MlpObjective.Create : SoftmaxObjective.Create });
                double epochs = result.Trials.Sum(t => t.Reports.Count);
                all = i == 0 ? epochs : all;
                errors[i].Add(result.Best?.Value ?? throw new InvalidOperationException($"no trial of {Schedulers[i].Name} with seed {file.Spec.Seed} succeeded"));
                shares[i].Add(epochs / all);
                seconds[i].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                notes.AddRange(result.Objective.Notices.Except(notes));
                await Console.Error.WriteLineAsync(
                    $"seed {file.Spec.Seed}, {Schedulers[i].Name}: {errors[i][^1]:0.0000}, {errors[i][^1] - errors[0][^1]:+0.0000;-0.0000;0} to fifo, {epochs} epochs ({shares[i][^1]:0.000}) in {seconds[i][^1]:0.0} s");
            }
        }

        await system.Terminate();
        return new Report
        {
            Name = $"halving: {arguments.Trials} trials of at most {arguments.Epochs} epochs, {arguments.Seeds} seeds",
            Compared = [$"hocon/{arguments.File} on Fashion-MNIST by the same searcher with the same seeds, trainers {arguments.Trainers}; a value for each seed"],
            Measurements =
            [
                .. Schedulers.Zip(errors, (s, values) => new Measurement($"{s.Name}: validation error of the best trial at its last epoch", "", values)),
                .. Schedulers.Zip(shares, (s, values) => new Measurement($"{s.Name}: its share of fifo's epochs", "", values)),
                .. Schedulers.Zip(seconds, (s, values) => new Measurement($"{s.Name}: wall time", "s", values)),
            ],
            Requirements =
            [
                .. Enumerable.Range(1, Schedulers.Length - 1).SelectMany(i => new Requirement[]
                {
                    new($"{Schedulers[i].Name}: mean error less fifo's, at most {MostLost}", errors[i].Average() - errors[0].Average(), errors[i].Average() - errors[0].Average() <= MostLost),
                    new($"{Schedulers[i].Name}: share of fifo's epochs, at most {MostEpochs}", shares[i].Max(), shares[i].Max() <= MostEpochs),
                }),
            ],
            Notes =
            [
                .. Schedulers.Select((s, i) => $"{s.Name}: mean {errors[i].Average():0.0000}; within {MostLost} of fifo with {errors[i].Zip(errors[0]).Count(p => p.First - p.Second <= MostLost)} of {arguments.Seeds} seeds"),
                .. notes,
            ],
        };
    }

    private static ExperimentFile Load(int seed, Arguments arguments) => ExperimentFile.Load(
        Path.Combine(AppContext.BaseDirectory, "hocon", arguments.File),
        ExperimentOverride.Flag("seed", $"{seed}"),
        ExperimentOverride.Flag("trials", $"{arguments.Trials}"),
        ExperimentOverride.Flag("epochs", $"{arguments.Epochs}"),
        ExperimentOverride.Flag("trainers", arguments.Trainers));
}
