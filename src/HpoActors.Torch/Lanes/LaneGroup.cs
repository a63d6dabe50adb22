using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>Lanes of a pass that go through the gathered mini-batches together, before the next group does: so many that their weights stay near the core.</summary>
/// <remarks>Lives in the dispose scope that it is made in.</remarks>
internal sealed class LaneGroup
{
    private readonly DropoutMasks?[] _masks;

    public LaneGroup(NetworkShape shape, Tiling tiling, IReadOnlyList<Lane> lanes, Device device)
    {
        Network = new PackedNetwork(shape, tiling, [.. lanes.Select(lane => lane.Model)], device);
        Losses = new LossSums(lanes.Count);
        HasDropout = shape.Hidden.Length > 0 && lanes.Any(lane => lane.Model.Settings.Dropout > 0);
        _masks = [.. lanes.Select(lane => HasDropout && lane.Model.Settings.Dropout > 0
            ? new DropoutMasks(lane.Trial.Seed, lane.Trial.Trial, lane.NextEpoch, lane.Model.Settings.Dropout)
            : null)];
    }

    public PackedNetwork Network { get; }

    /// <summary>The sums over the images so far, each measured just before the step that used it.</summary>
    public LossSums Losses { get; }

    public bool HasDropout { get; }

    /// <summary>Takes a step with each of the first mini-batches.</summary>
    public void Train(ImageBatches batches, int steps, StepBuffers buffers)
    {
        using Scalar images = batches.BatchSize.ToScalar();
        using Tensor factors = Network.ErrorFactors.div(images);
        for (int step = 0; step < steps; step++)
        {
            buffers.DrawMasks(_masks);
            NetworkMath.Step(Network, buffers, batches, step, factors);
        }

        using var scope = NewDisposeScope();
        Losses.Add(buffers.AllOwn.narrow(0, 0, steps), buffers.AllLogits.narrow(0, 0, steps), batches.Labels.narrow(0, 0, steps));
    }
}
