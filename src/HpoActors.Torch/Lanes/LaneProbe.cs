using System.Collections.Concurrent;
using System.Diagnostics;
using HpoActors.Core.Objectives;
using TorchSharp;
using static TorchSharp.torch;
using TorchDevice = TorchSharp.torch.Device;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// Finds how many lanes pay (<c>lanes = auto</c>): times a few steps with more and more tiles, as far as memory allows, and takes the fewest lanes that are about as cheap each as any.
/// The process remembers what it found for each kind of network and device.
/// </summary>
internal static class LaneProbe
{
    // Fewer lanes are better where they are as quick but for this much: they take less memory, and a searcher learns sooner.
    private const double Tolerance = 1.02;
    private const int MostOnCpu = 64;
    private const int MostOnCuda = 512;
    private static readonly TimeSpan PerSize = TimeSpan.FromMilliseconds(15);

    private static readonly ConcurrentDictionary<(DeviceKind, LanePlan), Lazy<int>> Found = [];

    /// <summary>The number of lanes.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="tiling">How lanes are divided.</param>
    /// <param name="batches">Room for mini-batches.</param>
    /// <param name="images">What the mini-batches are gathered from.</param>
    /// <param name="device">The core or GPU, whose thread calls.</param>
    public static int LanesFor(LanePlan plan, Tiling tiling, ImageBatches batches, ImageTensors images, Core.Objectives.Device device)
    {
        // The order of the data costs nothing.
        return Found.GetOrAdd((device.Kind, plan with { Order = DataOrder.Shuffled }), _ => new Lazy<int>(() => Probe(plan, tiling, batches, images, device))).Value;
    }

    private static int Probe(LanePlan plan, Tiling tiling, ImageBatches batches, ImageTensors images, Core.Objectives.Device device)
    {
        int tileSize = tiling.Size;

        // More than go through a mini-batch together cannot make each other cheaper.
        TorchDevice on = device.ToTorch();
        int most = Math.Max(tileSize, Math.Min(Math.Min(device.Kind == DeviceKind.Cpu ? MostOnCpu : MostOnCuda, plan.GroupSize(tileSize, on)), ThatFit(plan, device)));
        if (most < 2 * tileSize)
        {
            return tileSize;
        }

        LaneSettings settings = new(0, 0, 0, 0);
        LayerWeights[] zeros = [.. Enumerable.Range(0, plan.Shape.Layers).Select(layer => LayerWeights.Zero(plan.Shape.Rows(layer), plan.Shape.Inputs(layer)))];
        using LaneModel model = new(plan.Shape, settings, new LaneState(zeros, plan.HasMomentum ? zeros : null), on);
        SecondsAStep(plan.Shape, tiling, [model], batches, on);
        double gather = SecondsToGather(batches, images, on) / batches.Count;
        List<(int Lanes, double PerLane)> timed = [];
        for (int lanes = tileSize; lanes <= most; lanes *= 2)
        {
            timed.Add((lanes, (gather + SecondsAStep(plan.Shape, tiling, [.. Enumerable.Repeat(model, lanes)], batches, on)) / lanes));
        }

        double least = timed.Min(t => t.PerLane);
        return timed.First(t => t.PerLane <= Tolerance * least).Lanes;
    }

    private static double SecondsAStep(NetworkShape shape, Tiling tiling, IReadOnlyList<LaneModel> lanes, ImageBatches batches, TorchDevice device)
    {
        using var scope = NewDisposeScope();
        PackedNetwork network = new(shape, tiling, lanes, device);
        StepBuffers buffers = new(shape, network.Tiles, tiling, batches, dropout: false, device);
        return LeastSeconds(() => NetworkMath.Step(network, buffers, batches, 0, network.ErrorFactors), device);
    }

    // Far apart in memory, as in a shuffled epoch.
    private static double SecondsToGather(ImageBatches batches, ImageTensors images, TorchDevice device)
    {
        long count = images.Images.shape[0];
        int next = 0;
        int[] places = new int[batches.Count * batches.BatchSize];
        return LeastSeconds(
            () =>
            {
                for (int i = 0; i < places.Length; i++)
                {
                    places[i] = (int)(next++ * 7919L % count);
                }

                batches.Gather(images, places);
            },
            device);
    }

    // The least of several, for a shared machine disturbs only upwards.
    private static double LeastSeconds(Action action, TorchDevice device)
    {
        double least = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (int times = 0; times < 3 || Stopwatch.GetElapsedTime(start) < PerSize; times++)
        {
            long begin = Stopwatch.GetTimestamp();
            action();
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
