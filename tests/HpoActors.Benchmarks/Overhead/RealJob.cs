using System.Diagnostics;
using Akka.Actor;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Devices;

namespace HpoActors.Benchmarks.Overhead;

/// <summary>The share of trainers' time that the actors take where trials train a model.</summary>
internal sealed record RealJob(IReadOnlyList<Measurement> Costs, IReadOnlyList<Measurement> Others)
{
    public const int Trials = 8;
    public const int Epochs = 4;

    public IEnumerable<Measurement> Measurements => [.. Costs, .. Others];

    public static async Task<RealJob> MeasureAsync(IReadOnlyList<int> trainers, Arguments arguments, List<string> notes)
    {
        using ActorSystem system = ActorSystems.Create();
        List<(double Cost, double Whole, double Wall)>[] runs = [.. trainers.Select(_ => new List<(double, double, double)>())];
        for (int round = 0; round <= (arguments.Rounds ?? 3); round++)
        {
            for (int i = 0; i < trainers.Count; i++)
            {
                runs[i].Add(await RunAsync(system, trainers[i], notes));
            }
        }

        await system.Terminate();

        // The first round is the warm-up.
        return new RealJob(
            [.. trainers.Select((n, i) => new Measurement($"actors' cost, softmax on cpu:{n}", "share", [.. runs[i].Skip(1).Select(r => r.Cost)]))],
            [
                .. trainers.Select((n, i) => new Measurement($"outside objectives, whole run on cpu:{n}", "share", [.. runs[i].Skip(1).Select(r => r.Whole)])),
                .. trainers.Select((n, i) => new Measurement($"wall time on cpu:{n}", "s", [.. runs[i].Skip(1).Select(r => r.Wall)])),
            ]);
    }

    private static async Task<(double Cost, double Whole, double Wall)> RunAsync(ActorSystem system, int trainers, List<string> notes)
    {
        ExperimentSpec spec = SoftmaxJob.Spec with
        {
            Space = new SearchSpace(new FloatHyperparameter("learning_rate", 0.001, 0.1, Scale.Log)),
            Budget = new Budget { Trials = Trials, Epochs = Epochs },
        };
        using TrainerTimes times = new();
        long start = Stopwatch.GetTimestamp();
        ExperimentResult result = await Hpo.Get(system).RunAsync(
            spec, new RunOptions { Trainers = TrainersSpec.Parse($"cpu:{trainers}"), Objective = SoftmaxJob.Create });
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Expect.Completed(result, Trials);
        notes.AddRange(result.Objective.Notices.Except(notes));
        return (1 - (times.Busy / (times.Busy + times.Idle)), 1 - (times.Busy / (trainers * wall)), wall);
    }
}
