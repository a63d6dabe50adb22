using System.Diagnostics;
using Akka.Actor;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Experiments;
using HpoActors.Files;
using HpoActors.Torch.Mlp;

namespace HpoActors.Benchmarks.Search;

/// <summary>Searchers on a real job: the textbook's search for a multi-layer perceptron, each with the same budget of epochs.</summary>
internal static class SearchBenchmark
{
    private const string Reference = "random";
    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "hocon", "mlp.conf");

    public static async Task<Report> RunAsync(Arguments arguments)
    {
        // Everything is read before the first search: a slip in the last name is no matter of hours.
        ExperimentFile[][] files = [.. Enumerable.Range(1, arguments.Seeds).Select(seed => arguments.Searchers.Select(searcher => Load(searcher, seed, arguments)).ToArray())];
        List<double>[] errors = [.. arguments.Searchers.Select(_ => new List<double>())];
        List<double>[] seconds = [.. arguments.Searchers.Select(_ => new List<double>())];
        List<string> notes = [];
        using ActorSystem system = ActorSystems.Create();

        // Seed by seed, so that what is there after an hour is a comparison.
        foreach (ExperimentFile[] turn in files)
        {
            for (int i = 0; i < turn.Length; i++)
            {
                ExperimentSpec spec = turn[i].Spec;
                long start = Stopwatch.GetTimestamp();
                ExperimentResult result = await Hpo.Get(system).RunAsync(
                    spec, new RunOptions { Trainers = turn[i].ParseTrainers(), Objective = MlpObjective.Create });
                double best = result.Best?.Value ?? throw new InvalidOperationException($"no trial of {arguments.Searchers[i]} with seed {spec.Seed} succeeded");
                errors[i].Add(best);
                seconds[i].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                notes.AddRange(result.Objective.Notices.Except(notes));
                await Console.Error.WriteLineAsync($"seed {spec.Seed}, {arguments.Searchers[i]}: {best:0.0000} in {seconds[i][^1]:0} s, by {result.Best.Configuration}");
            }
        }

        await system.Terminate();
        return Report(arguments, errors, seconds, notes);
    }

    private static Report Report(Arguments arguments, List<double>[] errors, List<double>[] seconds, List<string> notes)
    {
        int reference = arguments.Searchers.ToList().IndexOf(Reference);
        Measurement[] found = [.. arguments.Searchers.Zip(errors, (searcher, values) => new Measurement($"{searcher}: best validation error", "", values))];
        return new Report
        {
            Name = $"mlp: the best of {arguments.Trials} trials × {arguments.Epochs} epochs, {arguments.Seeds} seeds",
            Compared =
            [
                $"the space of hocon/mlp.conf on Fashion-MNIST, {arguments.Trials * arguments.Epochs} epochs for each searcher and seed, through all the actors, trainers {arguments.Trainers}",
                "searchers that learn depend on which trainer was faster; a value for each seed, in the order of the seeds",
            ],
            Measurements = [.. found, .. arguments.Searchers.Zip(seconds, (searcher, values) => new Measurement($"{searcher}: wall time of a search", "s", values))],
            Requirements = reference < 0
                ? []
                : [
                    .. found.Where((_, i) => i != reference && arguments.Searchers[i] is "tpe" or "gp").Select(m => new Requirement(
                        $"{m.Name}, its mean less random's: below 0", Mean(m.Values) - Mean(errors[reference]), Mean(m.Values) < Mean(errors[reference]))),
                ],
            Notes = [.. arguments.Searchers.Zip(errors, (searcher, values) => $"{searcher}: {Mean(values):0.0000} ± {Deviation(values):0.0000} (mean ± standard deviation)"), .. notes],
        };
    }

    private static ExperimentFile Load(string searcher, int seed, Arguments arguments) => ExperimentFile.Load(
        File,
        ExperimentOverride.Flag("searcher", searcher),
        ExperimentOverride.Flag("seed", $"{seed}"),
        ExperimentOverride.Flag("trials", $"{arguments.Trials}"),
        ExperimentOverride.Flag("epochs", $"{arguments.Epochs}"),
        ExperimentOverride.Flag("trainers", arguments.Trainers));

    private static double Mean(IReadOnlyList<double> values) => values.Average();

    // Of the sample; none of a single value.
    private static double Deviation(List<double> values) => values.Count < 2 ? double.NaN : Math.Sqrt(values.Sum(v => Math.Pow(v - Mean(values), 2)) / (values.Count - 1));
}
