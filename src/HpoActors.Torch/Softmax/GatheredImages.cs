using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Softmax;

/// <summary>Room for images that were picked from a set, one behind the other, and for a model's scores of them.</summary>
internal sealed class GatheredImages(int capacity, Device device) : IDisposable
{
    /// <summary>How many images to gather in one call: many mini-batches, and few enough to stay near the core.</summary>
    public const int Usual = 1024;

    /// <summary>Capacity × 800, float32, in units of 1/255.</summary>
    public Tensor Images { get; } = empty([capacity, ImageTensors.Width], device: device).DetachFromDisposeScope();

    /// <summary>10 × capacity: 1 at the class.</summary>
    public Tensor OneHot { get; } = empty([ImageTensors.Classes, capacity], device: device).DetachFromDisposeScope();

    /// <summary>10 × capacity.</summary>
    public Tensor Logits { get; } = empty([ImageTensors.Classes, capacity], device: device).DetachFromDisposeScope();

    /// <summary>Fills the first places.</summary>
    public void Gather(ImageTensors set, Tensor index)
    {
        using Tensor images = set.Images.index_select(0, index);
        using Tensor oneHot = set.OneHot.index_select(1, index);
        using Tensor imagesHere = Images.narrow(0, 0, index.shape[0]);
        using Tensor oneHotHere = OneHot.narrow(1, 0, index.shape[0]);
        imagesHere.copy_(images);
        oneHotHere.copy_(oneHot);
    }

    /// <summary>The sum of the first places' cross-entropies by their <see cref="Logits"/>.</summary>
    /// <param name="labels">The classes of these images.</param>
    public double SumOfLosses(Tensor labels)
    {
        // As one item of shape 10 × images: so the classes need not be the last dimension.
        using Tensor logits = Logits.narrow(1, 0, labels.shape[0]).unsqueeze(0);
        using Tensor classes = labels.unsqueeze(0);
        using Tensor loss = nn.functional.cross_entropy(logits, classes, reduction: nn.Reduction.Sum);
        return loss.item<float>();
    }

    public void Dispose()
    {
        Images.Dispose();
        OneHot.Dispose();
        Logits.Dispose();
    }
}
