using BenchmarkDotNet.Attributes;
using HpoActors.Benchmarks.Epoch;
using TorchSharp;

namespace HpoActors.Benchmarks.Kernels;

/// <summary>A step of the plain loop on one mini-batch.</summary>
public class LinearStep
{
    private PlainTorchSharp? _plain;
    private torch.Tensor? _batch;

    /// <summary>Makes the module and the tensors, on the thread that measures.</summary>
    [GlobalSetup]
    public void Setup()
    {
        KernelsBenchmark.PinThisThread();
        _plain = PlainTorchSharp.Softmax(SoftmaxJob.Load().Dataset);
        _batch = torch.arange(SoftmaxJob.BatchSize);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _batch!.Dispose();
        _plain!.Dispose();
    }

    /// <summary>Gathers, goes forward and back, and updates.</summary>
    [Benchmark(Description = "nn.Linear step")]
    public void Step() => _plain!.Step(_batch!);
}
