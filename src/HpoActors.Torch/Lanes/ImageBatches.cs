using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// Images picked from a set for some mini-batches, as float32. A view costs as much as a small operation, so the mini-batches' views are made once and the
/// numbers under them replaced.
/// </summary>
internal sealed class ImageBatches : IDisposable
{
    private readonly TensorBag _tensors = new();
    private readonly Tensor _all;
    private readonly Tensor _oneHot;
    private readonly Tensor _ones;

    public ImageBatches(int batchSize, int batches, Device device)
    {
        BatchSize = batchSize;
        Count = batches;
        _all = _tensors.Keep(zeros([batches * batchSize, ImageTensors.Width], device: device));
        _oneHot = _tensors.Keep(zeros([batches, ImageTensors.Classes, batchSize], device: device));
        Labels = _tensors.Keep(zeros([batches, 1, 1, 1, batchSize], dtype: ScalarType.Int64, device: device));
        _ones = _tensors.Keep(ones([batches, 1, batchSize], device: device));
        Images = [.. Enumerable.Range(0, batches).Select(i => _tensors.Keep(_all.narrow(0, (long)i * batchSize, batchSize)))];
        Transposed = [.. Images.Select(images => _tensors.Keep(images.t()))];
        OneHot = [.. Enumerable.Range(0, batches).Select(i => _tensors.Keep(_oneHot.select(0, i)))];
    }

    public int BatchSize { get; }

    /// <summary>How many mini-batches there is room for.</summary>
    public int Count { get; }

    /// <summary>For each mini-batch: images × 800, in units of 1/255.</summary>
    public Tensor[] Images { get; }

    /// <summary>For each mini-batch: 800 × images, the same numbers.</summary>
    public Tensor[] Transposed { get; }

    /// <summary>For each mini-batch: 10 × images, 1 at the class.</summary>
    public Tensor[] OneHot { get; }

    /// <summary>Mini-batches × 1 × 1 × 1 × images, int64: the classes.</summary>
    public Tensor Labels { get; }

    /// <summary>Fills the first mini-batches.</summary>
    /// <param name="set">Where the images are.</param>
    /// <param name="order">Their places in the set; a multiple of <see cref="BatchSize"/> of them, at most as many as there is room for.</param>
    public void Gather(ImageTensors set, ReadOnlySpan<int> order)
    {
        using var scope = NewDisposeScope();
        Tensor index = tensor(order.ToArray(), device: _all.device);
        long batches = order.Length / BatchSize;
        _all.narrow(0, 0, order.Length).copy_(set.Images.index_select(0, index));
        Tensor labels = set.Labels.index_select(0, index);
        Labels.narrow(0, 0, batches).copy_(labels.view(batches, 1, 1, 1, BatchSize));
        _oneHot.zero_().scatter_(1, Labels.view(Count, 1, BatchSize), _ones);
    }

    public void Dispose() => _tensors.Dispose();
}
