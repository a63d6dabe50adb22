using System.Diagnostics;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>
/// Where an epoch's time goes: the operations of softmax lanes, each kind alone, on tensors that are laid out as a session's are (tiles × lanes × classes × images;
/// images padded to 800 columns, the bias among them), in seconds of an epoch for each configuration.
/// </summary>
internal sealed class SoftmaxPieces : IDisposable
{
    private const int Columns = 800;
    private const int Classes = ImageSet.Classes;
    private const int Batch = SoftmaxJob.BatchSize;
    private const int Block = 1024;
    private const int StepsOfBlock = Block / Batch;
    private const int Blocks = 5;

    // Keeps the weights finite however often a step is repeated.
    private const float TinyRate = 1e-9f;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly double _blocksOfEpoch;
    private readonly Tensor _pixels;
    private readonly Tensor _order;
    private readonly Tensor _images;
    private readonly Tensor _oneHot;
    private readonly Tensor _labels;
    private readonly Tensor _rates;
    private readonly Tensor _allProbabilities;
    private readonly Tensor _error;
    private readonly Tensor[] _scores;
    private readonly Tensor[] _probabilities;
    private readonly Tensor[] _batches;
    private readonly Tensor[] _transposed;
    private readonly Tensor[] _weights;
    private readonly Tensor[] _errorOfTile;
    private readonly Tensor[][] _scoresOfTile;

    public SoftmaxPieces(ImageDataset dataset, int lanes, int tileSize)
    {
        Lanes = lanes;
        _blocksOfEpoch = dataset.Train.Count / (double)Block;
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
        _labels = randint(Classes, [StepsOfBlock, 1, 1, 1, Batch]).expand(StepsOfBlock, tiles, tileSize, 1, Batch);
        _rates = rand(tiles, tileSize, 1, 1);
        _error = rand(tiles, tileSize, Classes, Batch);
        _errorOfTile = [.. _error.view(tiles, rows, Batch).unbind()];
        _scores = [.. rand([StepsOfBlock, tiles, tileSize, Classes, Batch]).unbind()];
        _scoresOfTile = [.. _scores.Select(s => s.view(tiles, rows, Batch).unbind())];
        _allProbabilities = rand([StepsOfBlock, tiles, tileSize, Classes, Batch]);
        _probabilities = [.. _allProbabilities.unbind()];
    }

    public int Lanes { get; }

    /// <summary>The pieces of one round, by name.</summary>
    public IEnumerable<(string Name, double Seconds)> Measure()
    {
        yield return ("training's matrix products, tile by tile", Time(EveryStep(Products)));
        yield return ("softmax, one-hot and rates", Time(EveryStep(Elementwise)));
        yield return ("gathering the mini-batches", Time(Gather));
        yield return ("picking and adding up the losses", Time(Losses));
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

    public void Dispose() => _scope.Dispose();

    private void Elementwise(int i)
    {
        int step = i % StepsOfBlock;
        using Tensor probabilities = _scores[step].softmax(2);
        _probabilities[step].copy_(probabilities);
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
        using Tensor chosen = _allProbabilities.gather(3, _labels);
        chosen.log_().neg_();
        double sum = 0;
        foreach (float loss in chosen.data<float>())
        {
            sum += loss;
        }

        GC.KeepAlive(sum);
    }

    private static Action EveryStep(Action<int> step) => () =>
    {
        for (int i = 0; i < StepsOfBlock; i++)
        {
            step(i);
        }
    };

    // What a block of images costs, for an epoch and configuration.
    private double Time(Action block)
    {
        block();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Blocks; i++)
        {
            block();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / Blocks * _blocksOfEpoch / Lanes;
    }
}
