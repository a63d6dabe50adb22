using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>The pieces of softmax regression: matrix products tile by tile, the rest over all lanes at once (tiles × lanes × classes × images).</summary>
internal sealed class SoftmaxPieces : Pieces
{
    private const int Classes = ImageSet.Classes;
    private const int Batch = SoftmaxJob.BatchSize;

    private readonly Tensor _pixels;
    private readonly Tensor _order;
    private readonly Tensor _images;
    private readonly Tensor _oneHot;
    private readonly Tensor _labels;
    private readonly Tensor _rates;
    private readonly Tensor _allOwn;
    private readonly Tensor _error;
    private readonly Tensor[] _scores;
    private readonly Tensor[] _own;
    private readonly Tensor[] _batches;
    private readonly Tensor[] _transposed;
    private readonly Tensor[] _weights;
    private readonly Tensor[] _errorOfTile;
    private readonly Tensor[][] _scoresOfTile;

    public SoftmaxPieces(ImageDataset dataset, int lanes, int tileSize)
        : base(dataset, lanes, Batch)
    {
        int tiles = (lanes + tileSize - 1) / tileSize;
        int rows = tileSize * Classes;
        _pixels = zeros([dataset.Train.Count, Columns], dtype: ScalarType.Byte);
        _pixels.narrow(1, 0, ImageSet.PixelsPerImage).copy_(tensor(dataset.Train.Pixels, [dataset.Train.Count, ImageSet.PixelsPerImage], dtype: ScalarType.Byte));
        _order = randperm(dataset.Train.Count).narrow(0, 0, Block).contiguous();
        _images = rand(Block, Columns);
        _batches = [.. Enumerable.Range(0, StepsOfBlock).Select(i => _images.narrow(0, i * Batch, Batch))];
        _transposed = [.. _batches.Select(b => b.t())];
        _weights = [.. rand(tiles, rows, Columns).unbind()];
        _oneHot = nn.functional.one_hot(randint(Classes, [Batch]), Classes).t().to(float32).contiguous();
        _labels = randint(Classes, [Batch]).expand(tiles, tileSize, 1, Batch);
        _rates = rand(tiles, tileSize, 1, 1);
        _error = rand(tiles, tileSize, Classes, Batch);
        _errorOfTile = [.. _error.view(tiles, rows, Batch).unbind()];
        _scores = [.. rand([StepsOfBlock, tiles, tileSize, Classes, Batch]).unbind()];
        _scoresOfTile = [.. _scores.Select(s => s.view(tiles, rows, Batch).unbind())];
        _allOwn = rand([StepsOfBlock, tiles, tileSize, 1, Batch]);
        _own = [.. _allOwn.unbind()];
    }

    public override IEnumerable<(string Name, double Seconds)> Measure()
    {
        yield return ("training's matrix products, tile by tile", TimeSteps(Products));
        yield return ("softmax, one-hot, rates and the classes' probabilities", TimeSteps(Elementwise));
        yield return ("gathering the mini-batches", Time(Gather));
        yield return ("adding up the losses", Time(Losses));
    }

    /// <summary>The matrix products of step <paramref name="i"/>.</summary>
    public void Products(int i)
    {
        int step = i % StepsOfBlock;
        for (int tile = 0; tile < _weights.Length; tile++)
        {
            _scoresOfTile[step][tile].addmm_(_weights[tile], _transposed[step], beta: 0, alpha: 1);
        }

        for (int tile = 0; tile < _weights.Length; tile++)
        {
            _weights[tile].addmm_(_errorOfTile[tile], _batches[step], beta: 1, alpha: TinyRate);
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
        int step = i % StepsOfBlock;
        using Tensor probabilities = _scores[step].softmax(2);
        using Tensor own = probabilities.gather(2, _labels);
        _own[step].copy_(own);
        _error.copy_(probabilities);
        _error.sub_(_oneHot);
        _error.mul_(_rates);
    }

    private void Gather()
    {
        using Tensor chosen = _pixels.index_select(0, _order);
        _images.copy_(chosen);
    }

    private void Losses()
    {
        using Tensor losses = _allOwn.log();
        losses.neg_();
        double sum = 0;
        foreach (float loss in losses.data<float>())
        {
            sum += loss;
        }

        GC.KeepAlive(sum);
    }
}
