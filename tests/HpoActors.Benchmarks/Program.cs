using HpoActors.Benchmarks;
using HpoActors.Benchmarks.Crashes;
using HpoActors.Benchmarks.Epoch;
using HpoActors.Benchmarks.Kernels;
using HpoActors.Benchmarks.Lanes;
using HpoActors.Benchmarks.Memory;
using HpoActors.Benchmarks.Overhead;
using HpoActors.Benchmarks.Plots;
using HpoActors.Benchmarks.Reports;
using HpoActors.Benchmarks.Schedulers;
using HpoActors.Benchmarks.Search;
using HpoActors.Benchmarks.Simulation;
using HpoActors.Benchmarks.Store;
using HpoActors.Benchmarks.Sweep;
using HpoActors.Files;

if (!Arguments.TryParse(args, out Arguments? arguments, out string? problem))
{
    await Console.Error.WriteLineAsync(problem);
    return 2;
}

if (arguments.Verb == Arguments.Plot)
{
    if (!FusionPlot.TryWrite(arguments.From, arguments.To, out problem))
    {
        await Console.Error.WriteLineAsync(problem);
        return 1;
    }

    Console.WriteLine($"The plot: {arguments.To}");
    return 0;
}

// What searches, or is killed again and again, takes long and is no part of all. Memory first: what the others load would count as its working set.
(string Verb, Func<Arguments, Task<Report>> Run)[] benchmarks =
[
    (Arguments.Memory, MemoryBenchmark.RunAsync),
    (Arguments.Overhead, OverheadBenchmark.RunAsync),
    (Arguments.Store, StoreBenchmark.RunAsync),
    (Arguments.Epoch, EpochBenchmark.RunAsync),
    (Arguments.Lanes, LanesBenchmark.RunAsync),
    (Arguments.Sweep, SweepBenchmark.RunAsync),
    (Arguments.Kernels, KernelsBenchmark.RunAsync),
    (Arguments.Simulation, SimulationBenchmark.RunAsync),
    (Arguments.Verdicts, VerdictBenchmark.RunAsync),
    (Arguments.Search, SearchBenchmark.RunAsync),
    (Arguments.Halving, HalvingBenchmark.RunAsync),
    (Arguments.Crashes, CrashesBenchmark.RunAsync),
];
List<Report> reports = [];
foreach ((string verb, Func<Arguments, Task<Report>> run) in benchmarks)
{
    if (arguments.Verb == verb || (arguments.Verb == Arguments.All && verb is not (Arguments.Search or Arguments.Halving or Arguments.Crashes)))
    {
        Load load = Load.Now();
        Report report;
        try
        {
            report = await run(arguments);
        }
        catch (ExperimentFileException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }

        report = report with { Notes = [.. report.Notes, $"load of the machine (1 min): {load} before, {Load.Now()} after"] };
        ReportTable.Write(Console.Out, report);
        reports.Add(report);
    }
}

ReportJson.Write(arguments.Json, reports);
Console.WriteLine($"All numbers: {arguments.Json}");
return 0;
