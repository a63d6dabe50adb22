using HpoActors.Benchmarks.Reports;

namespace HpoActors.Benchmarks.Store;

/// <summary>What keeping an experiment costs: durable trials a second in SQLite, and the time until a large experiment goes on.</summary>
internal static class StoreBenchmark
{
    private const int Trials = 100_000;
    private const double Needed = 20_000;
    private const double AllowedSeconds = 5;

    public static async Task<Report> RunAsync(Arguments arguments)
    {
        // Beside the report, which is on a disk; a folder for temporary files may be in memory.
        string folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(arguments.Json))!, $"stores-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            List<string> notes = [];
            IReadOnlyList<Measurement> writing = await DurableTrials.MeasureAsync(folder, Trials, arguments, notes);
            IReadOnlyList<Measurement> reopening = await Reopening.MeasureAsync(folder, Trials, arguments, notes);
            return new Report
            {
                Name = "store: what keeping an experiment costs",
                Compared =
                [
                    $"durable trials a second: {Trials:#,0} trials of a constant objective on 2 trainers through all the actors, journalled in a SQLite file (write-ahead log, each commit synced), warm,",
                    $"  against Optuna's study loop with its SQLite storage (the same space, random sampler, {DurableTrials.OptunaTrials:#,0} trials); each round in a new file on the same disk, in turn in one run",
                    $"reopening: a process opens the store of an interrupted experiment of {Trials:#,0} trials; from there to the first new trial, and to having read all facts without actors",
                ],
                Measurements = [.. writing, .. reopening],
                Requirements =
                [
                    Requirement.AtLeast(Needed, writing[0], $"at least {Needed:#,0} durable trials/s"),
                    Requirement.AtMost(AllowedSeconds, reopening[0], $"{Trials:#,0} trials go on in under {AllowedSeconds} s"),
                ],
                Notes = notes,
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
