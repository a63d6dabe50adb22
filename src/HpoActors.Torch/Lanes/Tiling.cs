using System.Collections.Concurrent;
using HpoActors.Core.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>How the lanes of a pass are divided for the first layer's matrix products.</summary>
/// <param name="Size">Lanes in a tile: a lane's bits are those of a product over one tile.</param>
/// <param name="Run">
/// The most neighbouring tiles that are multiplied as one matrix, a power of two. Above 1 only where that was seen to give the same bits, on this machine and for these sizes: larger products are
/// several per cent faster, but most libraries choose their order of summation by the size.
/// </param>
internal readonly record struct Tiling(int Size, int Run)
{
    private const int MostTiles = 8;
    private const int Trials = 3;

    private static readonly ConcurrentDictionary<(int Rows, int Columns, int Images), Lazy<int>> Proved = [];

    /// <summary>The tiling of a network: its tile size, and the longest run of tiles that is proved equal for all these sizes of mini-batches.</summary>
    public static Tiling Of(NetworkShape shape, Core.Objectives.Device device, params ReadOnlySpan<int> batchSizes)
    {
        int size = shape.TileSize(device.Kind);
        int run = MostTiles;
        foreach (int images in batchSizes)
        {
            int rows = size * shape.Rows(0);

            // Tiles of outputs have to lie one behind the other, each from the start of a cache line.
            bool alone = size == 1 || device.Kind != Core.Objectives.DeviceKind.Cpu || rows * images != NetworkShape.RoundUp(rows * images);
            run = Math.Min(run, alone ? 1 : Proved.GetOrAdd((rows, shape.Columns(0), images), key => new Lazy<int>(() => Prove(key.Rows, key.Columns, key.Images))).Value);
        }

        return new Tiling(size, run);
    }

    /// <summary>The runs that <paramref name="tiles"/> tiles are divided into: long ones first.</summary>
    public IEnumerable<(int Start, int Count)> Runs(int tiles)
    {
        int start = 0;
        for (int count = Run; count >= 1; count /= 2)
        {
            for (; tiles - start >= count; start += count)
            {
                yield return (start, count);
            }
        }
    }

    // Multiplies random matrices both ways, as a step does: a sum in another order shows at once in some of the many thousand results.
    private static int Prove(int rows, int columns, int images)
    {
        int run = 1;
        RandomStream random = RandomStream.For(1, "tiling");
        while (run < MostTiles && Enumerable.Range(0, Trials).All(_ => IsEqual(2 * run, rows, columns, images, random)))
        {
            run *= 2;
        }

        return run;
    }

    private static bool IsEqual(int tiles, int rows, int columns, int images, RandomStream random)
    {
        using var scope = NewDisposeScope();
        Tensor input = Random(images, columns);
        Tensor weights = Random(tiles * rows, columns);
        Tensor inOne = weights.clone();
        Tensor outputs = zeros([tiles * rows, images]);
        Tensor outputsInOne = zeros([tiles * rows, images]);
        outputsInOne.addmm_(inOne, input.t(), beta: 0, alpha: NetworkMath.PerUnit);
        inOne.addmm_(outputsInOne, input, beta: 1, alpha: -NetworkMath.PerUnit);
        for (int tile = 0; tile < tiles; tile++)
        {
            Tensor of = weights.narrow(0, tile * rows, rows);
            Tensor to = outputs.narrow(0, tile * rows, rows);
            to.addmm_(of, input.t(), beta: 0, alpha: NetworkMath.PerUnit);
            of.addmm_(to, input, beta: 1, alpha: -NetworkMath.PerUnit);
        }

        return outputs.bytes.SequenceEqual(outputsInOne.bytes) && weights.bytes.SequenceEqual(inOne.bytes);

        Tensor Random(int height, int width)
        {
            float[] numbers = new float[height * width];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = (float)((2 * random.NextDouble()) - 1);
            }

            return zeros([height, width]).copy_(tensor(numbers, [height, width]));
        }
    }
}
