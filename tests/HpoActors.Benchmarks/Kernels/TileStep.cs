using BenchmarkDotNet.Attributes;
using HpoActors.Benchmarks.Lanes;

namespace HpoActors.Benchmarks.Kernels;

/// <summary>A step of softmax lanes on one mini-batch, and its matrix products alone.</summary>
public class TileStep
{
    private SoftmaxPieces? _pieces;
    private int _step;

    /// <summary>How many lanes; a step costs by whole tiles.</summary>
    [Params(1, 8, 32, 64)]
    public int Lanes { get; set; }

    /// <summary>Makes the tensors, on the thread that measures.</summary>
    [GlobalSetup]
    public void Setup()
    {
        KernelsBenchmark.PinThisThread();
        _pieces = new SoftmaxPieces(SoftmaxJob.Load().Dataset, Lanes, KernelsBenchmark.TileSize);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup() => _pieces!.Dispose();

    /// <summary>Forward and update of every tile.</summary>
    [Benchmark(Description = "tile products")]
    public void Products() => _pieces!.Products(_step++);

    /// <summary>The same with softmax, one-hot and rates in between.</summary>
    [Benchmark(Description = "softmax step")]
    public void Step() => _pieces!.Step(_step++);
}
