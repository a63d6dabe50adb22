using System.Collections.Concurrent;
using System.Diagnostics;
using HpoActors.Core.Objectives;
using TorchSharp;
using static TorchSharp.torch;
using TorchDevice = TorchSharp.torch.Device;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// Finds how many lanes pay (<c>lanes = auto</c>): times a few steps with more and more tiles, up to where a lane hardly gets cheaper or memory would get scarce.
/// The process remembers what it found for each kind of network and device.
/// </summary>
internal static class LaneProbe
{
    // Twice the lanes have to save this much of a lane's time.
    private const double WorthIt = 0.97;
    private const int MostOnCpu = 64;
    private const int MostOnCuda = 512;
    private static readonly TimeSpan PerSize = TimeSpan.FromMilliseconds(8);

    private static readonly ConcurrentDictionary<string, Lazy<int>> Found = [];

    /// <summary>The number of lanes.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="tileSize">Lanes in a tile.</param>
    /// <param name="batches">Room for mini-batches, of any content.</param>
    /// <param name="device">The core or GPU, whose thread calls.</param>
    public static int LanesFor(LanePlan plan, int tileSize, ImageBatches batches, Core.Objectives.Device device)
    {
        string key = $"{device.Kind} {plan.Shape} {string.Join(',', plan.Shape.Hidden)} {plan.BatchSize} {plan.HasMomentum}";
        return Found.GetOrAdd(key, _ => new Lazy<int>(() => Probe(plan, tileSize, batches, device))).Value;
    }

    private static int Probe(LanePlan plan, int tileSize, ImageBatches batches, Core.Objectives.Device device)
    {
        // More than go through a mini-batch together cannot make each other cheaper.
        TorchDevice on = device.ToTorch();
        int most = Math.Max(tileSize, Math.Min(Math.Min(device.Kind == DeviceKind.Cpu ? MostOnCpu : MostOnCuda, plan.GroupSize(tileSize, on)), ThatFit(plan, device)));
        LaneSettings settings = new(0, 0, 0, 0);
        LayerWeights[] zeros = [.. Enumerable.Range(0, plan.Shape.Layers).Select(layer => LayerWeights.Zero(plan.Shape.Rows(layer), plan.Shape.Inputs(layer)))];
        using LaneModel model = new(plan.Shape, settings, new LaneState(zeros, plan.HasMomentum ? zeros : null), on);
        int best = tileSize;
        double perLane = SecondsAStep(plan.Shape, tileSize, [.. Enumerable.Repeat(model, tileSize)], batches, on) / tileSize;
        for (int lanes = 2 * tileSize; lanes <= most; lanes *= 2)
        {
            double next = SecondsAStep(plan.Shape, tileSize, [.. Enumerable.Repeat(model, lanes)], batches, on) / lanes;
            if (next > WorthIt * perLane)
            {
                break;
            }

            (best, perLane) = (lanes, next);
        }

        return best;
    }

    // The least of several, for a shared machine disturbs only upwards.
    private static double SecondsAStep(NetworkShape shape, int tileSize, IReadOnlyList<LaneModel> lanes, ImageBatches batches, TorchDevice device)
    {
        using var scope = NewDisposeScope();
        PackedNetwork network = new(shape, tileSize, lanes, device);
        StepBuffers buffers = new(shape, network.Tiles, tileSize, batches.BatchSize, 1, dropout: false, device);
        double least = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < 3 || Stopwatch.GetElapsedTime(start) < PerSize; step++)
        {
            long begin = Stopwatch.GetTimestamp();
            NetworkMath.Step(network, buffers, batches, 0, network.ErrorFactors);
            if (device.type == DeviceType.CUDA)
            {
                cuda.synchronize(device);
            }

            least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        return least;
    }

    // A quarter of the memory that this process may use is for lanes; a GPU says itself when it is full.
    private static int ThatFit(LanePlan plan, Core.Objectives.Device device) => device.Kind == DeviceKind.Cuda
        ? int.MaxValue
        : (int)Math.Min(int.MaxValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / Environment.ProcessorCount / plan.BytesPerLane);
}
