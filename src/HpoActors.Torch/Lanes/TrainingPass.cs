using HpoActors.Core.Experiments;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>One epoch of some lanes: one walk through the images, in mini-batches that all of them share. The lanes themselves change only when it is over.</summary>
internal sealed class TrainingPass
{
    private readonly PackedNetwork _network;
    private readonly ImageTensors _images;
    private readonly LossSums _losses;
    private readonly DropoutMasks?[]? _masks;
    private readonly Device _device;

    public TrainingPass(NetworkShape shape, int tileSize, IReadOnlyList<Lane> lanes, ImageRange training, Device device)
    {
        _network = new PackedNetwork(shape, tileSize, [.. lanes.Select(lane => lane.Model)], device);
        _images = ImageTensors.Of(training.Source, device);
        _losses = new LossSums(lanes.Count);
        _device = device;
        if (shape.Hidden.Length > 0 && lanes.Any(lane => lane.Model.Settings.Dropout > 0))
        {
            _masks = [.. lanes.Select(lane => lane.Model.Settings.Dropout > 0
                ? new DropoutMasks(lane.Trial.Seed, lane.Trial.Trial, lane.NextEpoch, lane.Model.Settings.Dropout)
                : null)];
        }
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
        if (whole > 0)
        {
            Train(order[..whole], full, pulse);
        }

        if (rest is not null)
        {
            Train(order[whole..], rest, pulse);
        }

        double[] means = new double[_network.Lanes];
        for (int lane = 0; lane < means.Length; lane++)
        {
            means[lane] = _losses[lane] / order.Length;
        }

        return means;
    }

    /// <summary>Measures what was learnt.</summary>
    public Evaluation[] Evaluate(ImageRange range, Action pulse) => Evaluator.Of(_network, range, _device, pulse);

    /// <summary>Hands the lanes what they learnt.</summary>
    public void Commit() => _network.Unpack();

    private void Train(ReadOnlySpan<int> order, ImageBatches batches, Action pulse)
    {
        StepBuffers buffers = new(_network.Shape, _network.Tiles, _network.TileSize, batches.BatchSize, batches.Count, _masks is not null, _device);
        Tensor rates = _network.Rates / batches.BatchSize;
        int span = batches.Count * batches.BatchSize;
        for (int first = 0; first < order.Length; first += span)
        {
            pulse();
            ReadOnlySpan<int> part = order.Slice(first, Math.Min(span, order.Length - first));
            batches.Gather(_images, part);
            int steps = part.Length / batches.BatchSize;
            for (int step = 0; step < steps; step++)
            {
                DrawMasks(buffers);
                NetworkMath.Step(_network, buffers, batches, step, rates);
            }

            _losses.Add(buffers.AllProbabilities.narrow(0, 0, steps), buffers.AllLogits.narrow(0, 0, steps), batches.Labels.narrow(0, 0, steps));
        }
    }

    private void DrawMasks(StepBuffers buffers)
    {
        if (_masks is null)
        {
            return;
        }

        for (int lane = 0; lane < _masks.Length; lane++)
        {
            foreach (DropoutLayer layer in buffers.Masks!)
            {
                layer.Draw(lane, _masks[lane]);
            }
        }

        foreach (DropoutLayer layer in buffers.Masks!)
        {
            layer.Upload();
        }
    }
}
