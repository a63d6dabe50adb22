using HpoActors.Core.Randomness;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Softmax;

/// <summary>Trains one model on a device: buffers and views for mini-batches that all epochs share.</summary>
internal sealed class SoftmaxTraining : IDisposable
{
    private readonly SoftmaxRegression _model;
    private readonly ImageTensors _images;
    private readonly int _start;
    private readonly int[] _order;
    private readonly int _batchSize;
    private readonly GatheredImages _gathered;
    private readonly MiniBatch[] _batches;

    public SoftmaxTraining(SoftmaxRegression model, ImageRange training, int batchSize, Device device)
    {
        _model = model;
        _images = ImageTensors.Of(training.Source, device);
        _start = training.Start;
        _order = new int[training.Count];
        _batchSize = batchSize;
        int batches = Math.Max(1, GatheredImages.Usual / batchSize);
        _gathered = new GatheredImages(batches * batchSize, device);
        _batches = [.. Enumerable.Range(0, batches).Select(i => new MiniBatch(_gathered, i * batchSize, batchSize))];
    }

    /// <summary>Trains an epoch: every image once, in an order that depends on the stream alone; the last mini-batch may be smaller.</summary>
    /// <returns>The mean cross-entropy over the images, each measured just before the step that used it.</returns>
    public double Epoch(RandomStream order, CancellationToken cancel)
    {
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = _start + i;
        }

        order.Shuffle(_order.AsSpan());
        double loss = 0;
        int span = _batches.Length * _batchSize;
        for (int first = 0; first < _order.Length; first += span)
        {
            cancel.ThrowIfCancellationRequested();
            loss += Train(_order.AsSpan(first, Math.Min(span, _order.Length - first)));
        }

        return loss / _order.Length;
    }

    public void Dispose()
    {
        foreach (MiniBatch batch in _batches)
        {
            batch.Dispose();
        }

        _gathered.Dispose();
    }

    private double Train(ReadOnlySpan<int> order)
    {
        using var scope = NewDisposeScope();
        Tensor index = tensor(order.ToArray(), device: _gathered.Images.device);
        _gathered.Gather(_images, index);
        int full = order.Length / _batchSize;
        for (int i = 0; i < full; i++)
        {
            _model.Step(_batches[i]);
        }

        if (full * _batchSize < order.Length)
        {
            using MiniBatch rest = new(_gathered, full * _batchSize, order.Length % _batchSize);
            _model.Step(rest);
        }

        return _gathered.SumOfLosses(_images.Labels.index_select(0, index));
    }
}
