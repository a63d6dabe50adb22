using System.Diagnostics;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>
/// Where an epoch's time goes: the operations that softmax lanes cannot do without, each alone, on tensors of the session's shapes, for seconds of an epoch and
/// configuration. What they leave of the measured epoch is calls, views, losses, reports and what the caches lose when the pieces alternate.
/// </summary>
internal sealed class SoftmaxPieces : IDisposable
{
    private const int Steps = 320;
    private const int Block = 1024;
    private const int Blocks = 6;
    private const int BatchesOfBlock = Block / SoftmaxJob.BatchSize;

    // Keeps the weights finite however often a step is repeated.
    private const float TinyRate = 1e-9f;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly ImageDataset _dataset;
    private readonly Tensor _pixels;
    private readonly Tensor _order;
    private readonly Tensor _images;
    private readonly Tensor _oneHot;
    private readonly Tensor _rates;
    private readonly Tensor _scores;
    private readonly Tensor _scoresOfBlock;
    private readonly Tensor _labelsOfBlock;
    private readonly Tensor[] _batches;
    private readonly Tensor[] _transposed;
    private readonly Tensor[] _weights;
    private readonly Tensor[] _scoresOfTile;

    public SoftmaxPieces(ImageDataset dataset, int lanes, int tileSize)
    {
        const int Pixels = ImageSet.PixelsPerImage;
        const int Classes = ImageSet.Classes;
        _dataset = dataset;
        Lanes = lanes;
        int tiles = (lanes + tileSize - 1) / tileSize;
        int rows = tileSize * Classes;
        _pixels = tensor(dataset.Train.Pixels, [dataset.Train.Count, Pixels], dtype: ScalarType.Byte);
        _order = randperm(dataset.Train.Count).narrow(0, 0, Block).contiguous();
        _images = rand(Block, Pixels);
        _batches = [.. Enumerable.Range(0, BatchesOfBlock).Select(i => _images.narrow(0, i * SoftmaxJob.BatchSize, SoftmaxJob.BatchSize))];
        _transposed = [.. _batches.Select(b => b.t())];
        _weights = [.. Enumerable.Range(0, tiles).Select(_ => rand(rows, Pixels))];
        _scores = rand(tiles, Classes, tileSize, SoftmaxJob.BatchSize);
        _scoresOfTile = [.. Enumerable.Range(0, tiles).Select(t => _scores.select(0, t).view(rows, SoftmaxJob.BatchSize))];
        _scoresOfBlock = rand(tiles, Classes, tileSize, Block);
        _labelsOfBlock = randint(Classes, [1, 1, Block]);
        _oneHot = rand(1, Classes, 1, SoftmaxJob.BatchSize);
        _rates = rand(tiles, 1, tileSize, 1);
    }

    public int Lanes { get; }

    /// <summary>The pieces of one round, by name.</summary>
    public IEnumerable<(string Name, double Seconds)> Measure()
    {
        double steps = _dataset.Train.Count / (double)(SoftmaxJob.BatchSize * Steps);
        yield return ("training's matrix products, tile by tile", Time(Steps, Products, steps));
        yield return ("softmax, one-hot and rates", Time(Steps, Elementwise, steps));
        yield return ("gathering the mini-batches", Time(Blocks, Gather, _dataset.Train.Count / (double)(Block * Blocks)));
        yield return ("validation", Time(Blocks, Validate, _dataset.Test.Count / (double)(Block * Blocks)));
    }

    public void Dispose() => _scope.Dispose();

    /// <summary>The matrix products of step <paramref name="i"/>.</summary>
    public void Products(int i)
    {
        Tensor batch = _batches[i % BatchesOfBlock];
        Tensor transposed = _transposed[i % BatchesOfBlock];
        for (int tile = 0; tile < _weights.Length; tile++)
        {
            _scoresOfTile[tile].addmm_(_weights[tile], transposed, beta: 0, alpha: TinyRate);
            _weights[tile].addmm_(_scoresOfTile[tile], batch, beta: 1, alpha: TinyRate);
        }
    }

    /// <summary>All of step <paramref name="i"/> on mini-batches that are gathered already.</summary>
    public void Step(int i)
    {
        Products(i);
        Elementwise(i);
    }

    private void Elementwise(int i)
    {
        using Tensor error = _scores.softmax(1);
        error.sub_(_oneHot).mul_(_rates);
    }

    private void Gather(int i)
    {
        using Tensor chosen = _pixels.index_select(0, _order);
        _images.copy_(chosen);
    }

    private void Validate(int i)
    {
        for (int tile = 0; tile < _weights.Length; tile++)
        {
            using Tensor whole = _scoresOfBlock.select(0, tile);
            using Tensor scores = whole.view(-1, Block);
            using Tensor transposed = _images.t();
            scores.addmm_(_weights[tile], transposed, beta: 0, alpha: TinyRate);
        }

        using Tensor best = _scoresOfBlock.argmax(1);
        using Tensor right = best.eq(_labelsOfBlock);
        using Tensor counted = right.sum(-1);
        using Tensor loss = _scoresOfBlock.logsumexp(1);
    }

    private double Time(int count, Action<int> piece, double timesAnEpoch)
    {
        piece(0);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            piece(i);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds * timesAnEpoch / Lanes;
    }
}
