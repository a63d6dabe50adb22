using static TorchSharp.torch;

namespace HpoActors.Torch.Softmax;

/// <summary>Some of the <see cref="GatheredImages"/>, as views. A view costs as much as a small operation, so a mini-batch is made once and used many times.</summary>
internal sealed class MiniBatch : IDisposable
{
    public MiniBatch(GatheredImages gathered, int start, int count)
    {
        Count = count;
        Images = gathered.Images.narrow(0, start, count).DetachFromDisposeScope();
        Transposed = Images.t().DetachFromDisposeScope();
        OneHot = gathered.OneHot.narrow(1, start, count).DetachFromDisposeScope();
        Logits = gathered.Logits.narrow(1, start, count).DetachFromDisposeScope();
    }

    public int Count { get; }

    /// <summary>Count × 800, float32, in units of 1/255.</summary>
    public Tensor Images { get; }

    /// <summary>800 × count: the same numbers.</summary>
    public Tensor Transposed { get; }

    /// <summary>10 × count: 1 at the class.</summary>
    public Tensor OneHot { get; }

    /// <summary>10 × count: the scores that a model gave last.</summary>
    public Tensor Logits { get; }

    public void Dispose()
    {
        Images.Dispose();
        Transposed.Dispose();
        OneHot.Dispose();
        Logits.Dispose();
    }
}
