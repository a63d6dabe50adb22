using System.Diagnostics;
using HpoActors.Torch.Data;
using TorchSharp;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>Where an epoch's time goes: the operations of a session's steps, each kind alone, on tensors laid out as a session's are.</summary>
internal abstract class Pieces(ImageDataset dataset, int lanes, int batchSize) : IDisposable
{
    // What a session gathers in one call.
    protected const int Block = 1024;

    /// <summary>Images have 784 pixels, the bias's 1 and zeros up to the end of a cache line.</summary>
    protected const int Columns = 800;

    // Keeps the weights finite however often a step is repeated.
    protected const float TinyRate = 1e-9f;

    private const int Blocks = 5;

    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public int Lanes { get; } = lanes;

    protected int StepsOfBlock { get; } = Block / batchSize;

    /// <summary>The pieces of one round, by name, in seconds of an epoch for each configuration.</summary>
    public abstract IEnumerable<(string Name, double Seconds)> Measure();

    public void Dispose() => _scope.Dispose();

    /// <summary>Times a piece of every step.</summary>
    protected double TimeSteps(Action<int> step) => Time(() =>
    {
        for (int i = 0; i < StepsOfBlock; i++)
        {
            step(i);
        }
    });

    /// <summary>Times a piece of every block of images.</summary>
    protected double Time(Action block)
    {
        block();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Blocks; i++)
        {
            block();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / Blocks * dataset.Train.Count / Block / Lanes;
    }
}
