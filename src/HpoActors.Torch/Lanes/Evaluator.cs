using System.Runtime.InteropServices;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>Measures lanes on a range of images, a tile at a time, so that memory follows the tile and bits do not follow the pack.</summary>
internal static class Evaluator
{
    // Images in one product.
    private const int Usual = 1024;

    /// <param name="networks">Networks of one shape.</param>
    /// <param name="range">The images.</param>
    /// <param name="device">Where the networks are.</param>
    /// <param name="pulse">Called between products.</param>
    /// <returns>One for each lane, network by network.</returns>
    public static Evaluation[] Of(IReadOnlyList<PackedNetwork> networks, ImageRange range, Device device, Action pulse)
    {
        NetworkShape shape = networks[0].Shape;
        int tileSize = networks[0].Tiling.Size;
        using var scope = NewDisposeScope();
        ImageTensors images = ImageTensors.Of(range.Source, device);
        TileResult[] tiles = [.. networks.SelectMany(network => Enumerable.Range(0, network.Tiles).Select(tile =>
            new TileResult(network.WeightsOf(tile), Math.Min(tileSize, network.Lanes - (tile * tileSize)), range.Count)))];
        for (int first = 0; first < range.Count; first += Usual)
        {
            using var part = NewDisposeScope();
            int count = Math.Min(Usual, range.Count - first);
            using ImageBatches batch = new(count, 1, device);
            batch.Gather(images, [.. Enumerable.Range(range.Start + first, count)]);
            StepBuffers buffers = new(shape, 1, new Tiling(tileSize, 1), batch, dropout: false, device);
            foreach (TileResult tile in tiles)
            {
                pulse();
                NetworkMath.Predict(shape, tile.Weights, buffers, batch.Transposed[0], buffers.Logits[0]);
                Tensor logits = buffers.Logits[0].All;
                using Tensor probabilities = logits.softmax(2);
                using Tensor own = probabilities.gather(2, buffers.Labels[0]).unsqueeze_(0);
                using Tensor right = Right(logits, buffers.Labels[0]);
                tile.Add(first, count, own, right, buffers, batch);
            }
        }

        return [.. tiles.SelectMany(tile => tile.Evaluations)];
    }

    // Whether the image's own class has a higher score than all others; a tie is wrong, or a model that knows nothing would be perfect. Several times faster than argmax.
    private static Tensor Right(Tensor logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        Tensor own = logits.gather(2, labels);
        Tensor others = logits.scatter(2, labels, full_like(own, Scalars.NegativeInfinity)).amax([2], keepdim: true);
        return own.gt(others).cpu().MoveToOuterDisposeScope();
    }

    private sealed class TileResult(Tensor[][] weights, int lanes, int images)
    {
        private readonly LossSums _losses = new(lanes);
        private readonly bool[][] _correct = [.. Enumerable.Range(0, lanes).Select(_ => new bool[images])];

        public Tensor[][] Weights { get; } = weights;

        public IEnumerable<Evaluation> Evaluations => _correct.Select((right, lane) => new Evaluation(_losses[lane] / images, right));

        public void Add(int first, int count, Tensor own, Tensor right, StepBuffers buffers, ImageBatches batch)
        {
            _losses.Add(own, buffers.AllLogits, batch.Labels);
            ReadOnlySpan<bool> flags = MemoryMarshal.Cast<byte, bool>(right.bytes);
            for (int lane = 0; lane < _correct.Length; lane++)
            {
                flags.Slice(lane * count, count).CopyTo(_correct[lane].AsSpan(first));
            }
        }
    }
}
