using HpoActors.Torch.Data;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>One epoch of some lanes: one walk through the images, in mini-batches that all of them share. The lanes themselves change only when it is over.</summary>
/// <remarks>Lives in the dispose scope that it is made in.</remarks>
internal sealed class TrainingPass
{
    private readonly LaneGroup[] _groups;
    private readonly ImageTensors _images;
    private readonly Device _device;

    public TrainingPass(LanePlan plan, Tiling tiling, IReadOnlyList<Lane> lanes, ImageRange training, Device device)
    {
        _groups = [.. lanes.Chunk(plan.GroupSize(tiling.Size, device)).Select(group => new LaneGroup(plan.Shape, tiling, group, device))];
        _images = ImageTensors.Of(training.Source, device);
        _device = device;
    }

    /// <summary>Trains.</summary>
    /// <param name="order">The places of the images.</param>
    /// <param name="full">Room for whole mini-batches.</param>
    /// <param name="rest">Room for the smaller one at the end, or null where there is none.</param>
    /// <param name="pulse">Called between mini-batches.</param>
    /// <returns>For each lane the mean cross-entropy over the images, each measured just before the step that used it.</returns>
    public double[] Run(ReadOnlySpan<int> order, ImageBatches full, ImageBatches? rest, Action pulse)
    {
        int whole = order.Length / full.BatchSize * full.BatchSize;
        Train(order[..whole], full, pulse);
        if (rest is not null)
        {
            Train(order[whole..], rest, pulse);
        }

        int images = order.Length;
        return [.. _groups.SelectMany(group => Enumerable.Range(0, group.Network.Lanes).Select(lane => group.Losses[lane] / images))];
    }

    /// <summary>Measures what was learnt, lane by lane.</summary>
    public Evaluation[] Evaluate(ImageRange range, Action pulse) => Evaluator.Of([.. _groups.Select(group => group.Network)], range, _device, pulse);

    /// <summary>Hands the lanes what they learnt.</summary>
    public void Commit()
    {
        foreach (LaneGroup group in _groups)
        {
            group.Network.Unpack();
        }
    }

    private void Train(ReadOnlySpan<int> order, ImageBatches batches, Action pulse)
    {
        // Groups of one size use the same room, one after the other.
        Dictionary<(int Tiles, bool Dropout), StepBuffers> rooms = [];
        StepBuffers[] buffers = [.. _groups.Select(Room)];
        int span = batches.Count * batches.BatchSize;
        for (int first = 0; first < order.Length; first += span)
        {
            ReadOnlySpan<int> part = order.Slice(first, Math.Min(span, order.Length - first));
            batches.Gather(_images, part);
            for (int i = 0; i < _groups.Length; i++)
            {
                pulse();
                _groups[i].Train(batches, part.Length / batches.BatchSize, buffers[i]);
            }
        }

        StepBuffers Room(LaneGroup group)
        {
            PackedNetwork network = group.Network;
            (int, bool) key = (network.Tiles, group.HasDropout);
            if (!rooms.TryGetValue(key, out StepBuffers? room))
            {
                rooms.Add(key, room = new StepBuffers(network.Shape, network.Tiles, network.Tiling, batches, group.HasDropout, _device));
            }

            return room;
        }
    }
}
