using HpoActors.Core.Randomness;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Softmax;

/// <summary>Trains and measures one model on a device: buffers and views for mini-batches that all epochs share.</summary>
internal sealed class SoftmaxTraining : IDisposable
{
    // Images are gathered for many mini-batches in one call; this many keep the gathered ones near the core.
    private const int ImagesPerGather = 1024;

    private readonly SoftmaxRegression _model;
    private readonly ImageTensors _train;
    private readonly int[] _order;
    private readonly int _batchSize;
    private readonly Tensor _logits;
    private readonly Tensor[] _logitsOfBatch;
    private readonly int _batchesPerGather;

    public SoftmaxTraining(SoftmaxRegression model, ImageRange training, int batchSize, Device device)
    {
        _model = model;
        _train = ImageTensors.Of(training.Source, device);
        _order = new int[training.Count];
        Start = training.Start;
        _batchSize = batchSize;
        _batchesPerGather = Math.Max(1, ImagesPerGather / batchSize);
        _logits = empty([_batchesPerGather * batchSize, ImageTensors.Classes], device: device).DetachFromDisposeScope();
        _logitsOfBatch = [.. Enumerable.Range(0, _batchesPerGather).Select(i => _logits.narrow(0, i * batchSize, batchSize).DetachFromDisposeScope())];
    }

    private int Start { get; }

    /// <summary>Trains an epoch: every image once, in an order that depends on the stream alone; the last mini-batch may be smaller.</summary>
    /// <returns>The mean cross-entropy over the images, each measured just before the step that used it.</returns>
    public double Epoch(RandomStream order, CancellationToken cancel)
    {
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = Start + i;
        }

        order.Shuffle(_order.AsSpan());
        double loss = 0;
        int span = _batchesPerGather * _batchSize;
        for (int first = 0; first < _order.Length; first += span)
        {
            cancel.ThrowIfCancellationRequested();
            loss += Gathered(_order.AsSpan(first, Math.Min(span, _order.Length - first)));
        }

        return loss / _order.Length;
    }

    public void Dispose()
    {
        foreach (Tensor view in _logitsOfBatch)
        {
            view.Dispose();
        }

        _logits.Dispose();
    }

    private double Gathered(ReadOnlySpan<int> order)
    {
        using var scope = NewDisposeScope();
        using Tensor index = tensor(order.ToArray(), device: _logits.device);
        using Tensor images = _train.Images.index_select(0, index);
        using Tensor oneHot = _train.OneHot.index_select(0, index);
        for (int i = 0, at = 0; at < order.Length; i++, at += _batchSize)
        {
            int count = Math.Min(_batchSize, order.Length - at);
            using Tensor batch = images.narrow(0, at, count);
            using Tensor wanted = oneHot.narrow(0, at, count);
            if (count == _batchSize)
            {
                _model.Step(batch, wanted, _logitsOfBatch[i]);
            }
            else
            {
                using Tensor fewer = _logitsOfBatch[i].narrow(0, 0, count);
                _model.Step(batch, wanted, fewer);
            }
        }

        using Tensor labels = _train.Labels.index_select(0, index);
        using Tensor logits = _logits.narrow(0, 0, order.Length);
        return nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>();
    }
}
