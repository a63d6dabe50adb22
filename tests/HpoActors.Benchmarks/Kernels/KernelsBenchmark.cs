using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using HpoActors.Benchmarks.Lanes;
using HpoActors.Benchmarks.Reports;
using HpoActors.Devices;
using HpoActors.Torch;
using Measurement = HpoActors.Benchmarks.Reports.Measurement;

namespace HpoActors.Benchmarks.Kernels;

/// <summary>Single steps, measured by BenchmarkDotNet in this process on one core.</summary>
internal static class KernelsBenchmark
{
    private const double NanosecondsPerMicrosecond = 1000;
    private static int _core;

    /// <summary>Of the softmax sessions on this device.</summary>
    public static int TileSize { get; private set; }

    /// <summary>BenchmarkDotNet runs a benchmark on a thread of its own, and its setup on the same.</summary>
    public static void PinThisThread() => CpuAffinity.Pin(_core);

    public static Task<Report> RunAsync(Arguments arguments)
    {
        TorchRuntime.EnsureLoaded();
        string dataset = SoftmaxJob.Load().Dataset.Name;
        _core = arguments.Core;
        TileSize = PinnedThread.Run(_core, () =>
        {
            using LanePack pack = new(SoftmaxJob.CreateLanes(SoftmaxJob.Spec), LaneShape.Softmax, SoftmaxJob.Spec, _core, 1);
            return pack.TileSize;
        });
        DirectoryInfo artifacts = Directory.CreateTempSubdirectory("hpo-kernels-");
        try
        {
            Job job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.DontLogOutput);
            Summary[] summaries = BenchmarkRunner.Run(
                [typeof(TileStep), typeof(LinearStep)],
                ManualConfig.CreateEmpty().AddJob(job.WithIterationCount(arguments.Rounds ?? job.Run.IterationCount))
                    .AddLogger(NullLogger.Instance)
                    .AddColumnProvider(DefaultColumnProviders.Instance)
                    .WithArtifactsPath(artifacts.FullName)
                    .WithOptions(ConfigOptions.DisableLogFile));
            return Task.FromResult(Report([.. summaries.SelectMany(Measurements)], dataset));
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
    }

    private static IEnumerable<Measurement> Measurements(Summary summary)
    {
        if (summary.HasCriticalValidationErrors || summary.Reports.FirstOrDefault(r => !r.Success) is not null)
        {
            throw new InvalidOperationException($"BenchmarkDotNet failed: {string.Join("; ", summary.ValidationErrors.Select(e => e.Message))}");
        }

        return summary.Reports.Select(report => new Measurement(
            NameOf(report.BenchmarkCase),
            "µs",
            [.. report.GetResultRuns().Select(run => run.GetAverageTime().Nanoseconds / NanosecondsPerMicrosecond)]));
    }

    private static string NameOf(BenchmarkCase benchmark)
    {
        string what = benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
        return benchmark.Parameters.Items is [{ Value: int lanes }] ? $"{what}, {LaneShape.Count(lanes)}" : what;
    }

    private static Report Report(IReadOnlyList<Measurement> steps, string dataset) => new()
    {
        Name = "kernels: microseconds of one step on one core",
        Compared =
        [
            $"one mini-batch of {SoftmaxJob.BatchSize}, 784 → 10, float32, one thread on core {_core} ({dataset}); tiles of {TileSize} lanes, all lanes in one step",
            "tile products: forward and update, one addmm_ each for every tile; softmax step: with softmax, one-hot and rates in between; neither gathers nor validates",
            "nn.Linear step: index_select, forward, cross_entropy, backward, optim.SGD of one model",
            "measured by BenchmarkDotNet, short job, in this process; a value is an iteration's mean",
        ],
        Measurements = steps,
        Requirements = [],
    };
}
