using System.Diagnostics;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>What the core's matrix products can do: 16 × 784 by 784 × 640, into a result that is there already.</summary>
internal sealed class ProductThroughput : IDisposable
{
    public const int Columns = 640;
    private const int Products = 2_000;
    private const double Giga = 1e9;
    private const double Flop = 2.0 * SoftmaxJob.BatchSize * ImageSet.PixelsPerImage * Columns;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _left = rand(SoftmaxJob.BatchSize, ImageSet.PixelsPerImage);
    private readonly Tensor _right = rand(ImageSet.PixelsPerImage, Columns);
    private readonly Tensor _result = zeros(SoftmaxJob.BatchSize, Columns);

    /// <summary>The shape in words.</summary>
    public static string Shape { get; } = $"{SoftmaxJob.BatchSize} × {ImageSet.PixelsPerImage} by {ImageSet.PixelsPerImage} × {Columns}";

    /// <returns>GFLOP/s.</returns>
    public double Measure()
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Products; i++)
        {
            _result.addmm_(_left, _right, beta: 0);
        }

        return Products * Flop / Giga / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _scope.Dispose();
}
