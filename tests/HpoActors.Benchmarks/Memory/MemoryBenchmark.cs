using Akka.Actor;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Experiments;
using HpoActors.Devices;

namespace HpoActors.Benchmarks.Memory;

/// <summary>Whether memory grows with the number of trials.</summary>
internal static class MemoryBenchmark
{
    private const double MegaByte = 1e6;
    private static readonly int[] Points = [100_000, 250_000, 500_000, 750_000, 1_000_000];

    public static async Task<Report> RunAsync(Arguments arguments)
    {
        List<MemoryProbe> probes = [];
        using ActorSystem system = ActorSystems.Create();
        for (int round = 0; round < (arguments.Rounds ?? 3); round++)
        {
            MemoryProbe probe = new(Points);
            ExperimentResult result = await Hpo.Get(system).RunAsync(ConstantObjective.Spec(Points[^1]), new RunOptions
            {
                Trainers = TrainersSpec.Parse("cpu:1"),
                Objective = _ => new ConstantObjective(),
                Observer = probe.Observe,
            });
            Expect.Completed(result, Points[^1]);
            probes.Add(probe);
        }

        await system.Terminate();
        Measurement[] heap = [.. Points.Select((trials, i) => new Measurement($"managed heap at {trials:#,0} trials", "MB", [.. probes.Select(p => p.Heap[i] / MegaByte)]))];
        Measurement[] set = [.. Points.Select((trials, i) => new Measurement($"working set at {trials:#,0} trials", "MB", [.. probes.Select(p => p.WorkingSet[i] / MegaByte)]))];
        int between = Points[^1] - Points[0];
        Measurement perTrial = new(
            $"heap's growth a trial, {Points[0]:#,0} to {Points[^1]:#,0}", "bytes", [.. probes.Select(p => (p.Heap[^1] - p.Heap[0]) / (double)between)]);
        Measurement grown = set[^1].By(set[0], $"working set at {Points[^1]:#,0} by {Points[0]:#,0}");
        return new Report
        {
            Name = "memory: does it grow with the number of trials?",
            Compared =
            [
                $"{Points[^1]:#,0} trials of a constant objective through all the actors, 1 trainer, KeepTrials = 10, no store; no rival",
                "measured inside the run, right after a full collection; trials in flight count; rounds one after the other in one process",
            ],
            Measurements = [.. heap, .. set, perTrial, grown],
            Requirements =
            [
                Requirement.AtMost(1, perTrial, "flat heap: at most 1 byte a trial"),
                Requirement.AtMost(1.1, grown, "flat working set: at most 1.1 ×"),
            ],
        };
    }
}
