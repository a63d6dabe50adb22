using System.Diagnostics;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Randomness;
using HpoActors.Persistence;
using HpoActors.Stores;

namespace HpoActors.Benchmarks.Crashes;

/// <summary>Sweeps by the real command that are killed with SIGKILL at random moments and resumed until they are done, against sweeps that nobody killed.</summary>
internal static class CrashesBenchmark
{
    // A run is killed once, twice or three times, then let be.
    private const int MostKills = 3;

    private const long Seed = 1;

    public static Task<Report> RunAsync(Arguments arguments)
    {
        string folder = Directory.CreateTempSubdirectory("hpo-crashes-").FullName;
        try
        {
            return Task.FromResult(Run(folder, arguments.Runs));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Report Run(string folder, int runs)
    {
        // The first start of all reads the images from the disk, and does not count.
        Dictionary<SweepCommand, (string Document, double Seconds)> whole = [];
        Uninterrupted(SweepCommand.All[0], Path.Combine(folder, "warm-up.db"));
        foreach (SweepCommand sweep in SweepCommand.All)
        {
            whole[sweep] = Uninterrupted(sweep, Path.Combine(folder, $"whole-{sweep.Scheduler}-{sweep.Order}.db"));
        }

        List<double> kills = [];
        List<double> given = [];
        List<double> seconds = [];
        List<string> wrong = [];
        int equal = 0, repeatable = 0, untested = 0;
        for (int run = 0; run < runs; run++)
        {
            SweepCommand sweep = SweepCommand.All[run % SweepCommand.All.Count];
            string store = Path.Combine(folder, "killed.db");
            long start = Stopwatch.GetTimestamp();
            string document;
            try
            {
                (document, int killed) = Killed(sweep, store, whole[sweep].Seconds, RandomStream.For(Seed, "crashes", run));
                kills.Add(killed);
            }
            catch (InvalidOperationException error)
            {
                wrong.Add($"run {run}, {sweep}: {error.Message.ReplaceLineEndings(" ")}");
                Remove(store);
                continue;
            }

            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            string? problem = SweepNumbers.Problem(store, out int returned);
            given.Add(returned);
            if (sweep.IsRepeatable)
            {
                repeatable++;
                bool isEqual = SweepNumbers.Of(document) == SweepNumbers.Of(whole[sweep].Document);
                equal += isEqual ? 1 : 0;
                problem ??= isEqual ? null : "other numbers than the run that nobody killed";
                string? test = SweepNumbers.TestError(document);
                untested += test is null ? 1 : 0;
                problem ??= test is null || test == SweepNumbers.TestError(whole[sweep].Document) ? null : $"the best model's test error is {test}";
            }

            if (problem is not null)
            {
                wrong.Add($"run {run}, {sweep}, killed {kills[^1]} times: {problem}");
            }

            Remove(store);
        }

        int right = runs - wrong.Count;
        return new Report
        {
            Name = $"crashes: {runs} sweeps by hpo run, killed with SIGKILL and resumed until done",
            Compared =
            [
                $"softmax.conf with {SweepCommand.Trials} trials of up to {SweepCommand.Epochs} epochs, mini-batches of {SweepCommand.BatchSize}, SQLite; in turn {string.Join(", ", SweepCommand.All)}",
                $"each killed up to {MostKills} times, at moments from the process's start to the time that a whole run takes, drawn with seed {Seed}; then the same command until it ends",
                "against a run of each that nobody killed",
            ],
            Measurements =
            [
                new Measurement("a run that nobody killed", "s", [.. whole.Values.Select(run => run.Seconds)]), new Measurement("a run that was killed, with all its starts", "s", seconds),
                new Measurement("kills that struck", "a run", kills), new Measurement("attempts that went with a process", "a run", given),
            ],
            Requirements =
            [
                new Requirement($"all {runs} runs with exactly the budgeted trials, none failed, none twice, and the same values where they repeat", right, right == runs),
                new Requirement($"all {repeatable} runs that repeat are equal to the last bit", equal, equal == repeatable),
            ],
            Notes = [.. wrong, $"of {repeatable} runs that repeat, {untested} were killed after their last fact, so that the best model was not measured again"],
        };
    }

    private static (string Document, double Seconds) Uninterrupted(SweepCommand sweep, string store)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = sweep.Start(store);
        string document = SweepCommand.Finish(process);
        return (document, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    // What it printed in the end, and how often it was killed before it was done.
    private static (string Document, int Kills) Killed(SweepCommand sweep, string store, double seconds, RandomStream draw)
    {
        int planned = 1 + draw.NextInt32(MostKills);
        int kills = 0;
        for (int kill = 0; kill < planned; kill++)
        {
            using Process process = sweep.Start(store);
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(TimeSpan.FromSeconds(draw.NextDouble() * seconds)))
            {
                return process.ExitCode == 0 ? (output.Result, kills) : throw new InvalidOperationException($"hpo ended with {process.ExitCode}: {error.Result}");
            }

            process.Kill();
            process.WaitForExit();
            kills++;
            if (HasEnded(store))
            {
                // Killed when all was done but said: the same command would begin a new experiment.
                return (SweepCommand.Show(store), kills);
            }
        }

        using Process last = sweep.Start(store);
        return (SweepCommand.Finish(last), kills);
    }

    private static bool HasEnded(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using IExperimentStore store = ExperimentStores.Open(path);
        return store.Find(SweepCommand.Name) is { CanGoOn: false };
    }

    private static void Remove(string store)
    {
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(store)!, $"{Path.GetFileName(store)}*"))
        {
            File.Delete(file);
        }
    }
}
