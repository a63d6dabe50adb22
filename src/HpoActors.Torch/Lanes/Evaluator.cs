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

    public static Evaluation[] Of(PackedNetwork network, ImageRange range, Device device, Action pulse)
    {
        NetworkShape shape = network.Shape;
        int tileSize = network.TileSize;
        using var scope = NewDisposeScope();
        ImageTensors images = ImageTensors.Of(range.Source, device);
        Tensor[][][] tiles = [.. Enumerable.Range(0, network.Tiles).Select(network.WeightsOf)];
        LossSums[] losses = [.. tiles.Select(_ => new LossSums(tileSize))];
        bool[][] correct = [.. Enumerable.Range(0, network.Lanes).Select(_ => new bool[range.Count])];
        for (int first = 0; first < range.Count; first += Usual)
        {
            using var part = NewDisposeScope();
            int count = Math.Min(Usual, range.Count - first);
            using ImageBatches batch = new(count, 1, device);
            batch.Gather(images, [.. Enumerable.Range(range.Start + first, count)]);
            StepBuffers buffers = new(shape, 1, tileSize, count, 1, dropout: false, device);
            for (int tile = 0; tile < tiles.Length; tile++)
            {
                pulse();
                NetworkMath.Predict(shape, tiles[tile], buffers, batch.Transposed[0], buffers.Logits[0]);
                using Tensor probabilities = buffers.AllLogits.softmax(3);
                losses[tile].Add(probabilities, buffers.AllLogits, batch.Labels);
                using Tensor best = buffers.AllLogits.argmax(3, keepdim: true);
                using Tensor right = best.eq(batch.Labels).cpu();
                ReadOnlySpan<bool> flags = MemoryMarshal.Cast<byte, bool>(right.bytes);
                for (int place = 0; place < tileSize && (tile * tileSize) + place < network.Lanes; place++)
                {
                    flags.Slice(place * count, count).CopyTo(correct[(tile * tileSize) + place].AsSpan(first));
                }
            }
        }

        return [.. correct.Select((right, lane) => new Evaluation(losses[lane / tileSize][lane % tileSize] / range.Count, right))];
    }
}
