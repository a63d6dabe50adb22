using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>What the lanes of a session have in common.</summary>
/// <param name="Shape">The layers.</param>
/// <param name="BatchSize">Images in a mini-batch.</param>
/// <param name="HasMomentum">Whether they keep a velocity.</param>
/// <param name="Order">The order of the data.</param>
internal sealed record LanePlan(NetworkShape Shape, int BatchSize, bool HasMomentum, DataOrder Order)
{
    // Weights (and velocity) twice, between the passes and in one; a hidden unit's output, its error, its mask and the next layer's input; the scores of the kept mini-batches.
    public long BytesPerLane => sizeof(float) * (
        Enumerable.Range(0, Shape.Layers).Sum(layer => (long)Shape.Rows(layer) * Shape.Columns(layer)) * (HasMomentum ? 4 : 2)
        + (Shape.Hidden.Sum(units => 4L * units) * BatchSize)
        + ((ImageTensors.Classes + 1L) * Math.Max(LaneSession.Gathered, BatchSize)));

    // Lanes beyond it take their turns: their weights would push each other out of the core's cache with every mini-batch.
    private const long CacheBytes = 1 << 21;

    /// <summary>Lanes of a pass that go through some mini-batches together: whole tiles, at least one.</summary>
    public int GroupSize(int tileSize, Device device)
    {
        long tile = tileSize * sizeof(float) * (HasMomentum ? 2L : 1) * Enumerable.Range(0, Shape.Layers).Sum(layer => (long)Shape.Rows(layer) * Shape.Columns(layer));
        return device.type == DeviceType.CUDA ? int.MaxValue : tileSize * (int)Math.Clamp(CacheBytes / tile, 1, int.MaxValue / tileSize);
    }
}
