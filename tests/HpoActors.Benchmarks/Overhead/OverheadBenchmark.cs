using HpoActors.Benchmarks.Reports;

namespace HpoActors.Benchmarks.Overhead;

/// <summary>What the actors cost: trials a second where a trial is nothing, and the share of trainers' time where a trial is the real job.</summary>
internal static class OverheadBenchmark
{
    private const int Trials = 500_000;
    private const double Needed = 50_000;
    private const double Allowed = 0.01;
    private const double AllowedOfStore = 0.01;
    private const double AllowedOfCluster = 0.03;

    public static async Task<Report> RunAsync(Arguments arguments)
    {
        int[] trainers = Environment.ProcessorCount > 1 ? [1, 2] : [1];
        List<string> notes = [];
        Throughput throughput = await Throughput.MeasureAsync(trainers, Trials, arguments, notes);
        RealJob job = await RealJob.MeasureAsync(trainers, arguments, notes);
        KeptJob kept = await KeptJob.MeasureAsync(arguments);
        return new Report
        {
            Name = "overhead: what the actors cost",
            Compared =
            [
                $"trials a second: {Trials:#,0} trials of a constant objective through all the actors (1 hyperparameter, random search, KeepTrials = 10, no store), warm,",
                $"  against Optuna's in-memory study loop without actors (the same space, random sampler, {Throughput.OptunaTrials:#,0} trials, warm); in turn in one run",
                $"  trainers are pinned to one core each; the actors and Optuna's process run on any core",
                $"actors' cost on the real job: {RealJob.Trials} softmax trials × {RealJob.Epochs} epochs; idle is the trainers' time between two trials: 1 − busy / (busy + idle)",
                $"what a store and a cluster cost: {KeptJob.Trials} softmax trials × {KeptJob.Epochs} epochs in lanes, 1 − objectives' seconds / (objectives' + idle seconds)",
                "  'whole run' is 1 − busy / (trainers × wall time): it also counts the start, the end, and trainers that found nothing left to do",
            ],
            Measurements = [.. throughput.Measurements, .. job.Measurements, kept.Store, kept.Cluster, .. kept.Others],
            Requirements =
            [
                .. throughput.Ours.Select(m => Requirement.AtLeast(Needed, m, $"{m.Name}: at least {Needed:#,0} trials/s")),
                Requirement.AtMost(AllowedOfStore, kept.Store, $"{kept.Store.Name}: under {AllowedOfStore:0 %}"),
                Requirement.AtMost(AllowedOfCluster, kept.Cluster, $"{kept.Cluster.Name}: under {AllowedOfCluster:0 %}"),
                .. job.Costs.Select(m => Requirement.AtMost(Allowed, m, $"{m.Name}: under {Allowed:0 %}")),
            ],
            Notes = notes,
        };
    }
}
