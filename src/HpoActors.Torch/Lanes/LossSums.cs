using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// Sums cross-entropies lane by lane, image by image in their order: a sum over a tensor would depend on the tensor's size, and so on the neighbours.
/// </summary>
internal sealed class LossSums(int lanes)
{
    // From here on a probability in float32 is too rough, or 0: the loss is then taken from the scores.
    private const float Large = 60;

    private readonly double[] _sums = new double[lanes];

    public double this[int lane] => _sums[lane];

    /// <summary>Adds the losses of some steps.</summary>
    /// <param name="probabilities">Steps × tiles × lanes × 10 × images.</param>
    /// <param name="logits">Of the same shape: the scores.</param>
    /// <param name="labels">Steps × 1 × 1 × 1 × images, int64.</param>
    public void Add(Tensor probabilities, Tensor logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        long[] shape = probabilities.shape;
        int images = (int)shape[4];
        Tensor index = labels.expand(shape[0], shape[1], shape[2], 1, images);
        Tensor losses = probabilities.gather(3, index).log_().neg_().cpu();
        ReadOnlySpan<float> numbers = MemoryMarshal.Cast<byte, float>(losses.bytes);
        int places = (int)(shape[1] * shape[2]);
        Tensor? exact = null;
        for (int step = 0; step < shape[0]; step++)
        {
            for (int lane = 0; lane < _sums.Length; lane++)
            {
                ReadOnlySpan<float> ofLane = numbers.Slice(((step * places) + lane) * images, images);
                double sum = _sums[lane];
                for (int image = 0; image < images; image++)
                {
                    float loss = ofLane[image];
                    if (loss > Large)
                    {
                        exact ??= Exact(logits, index);
                        loss = MemoryMarshal.Cast<byte, float>(exact.bytes)[(((step * places) + lane) * images) + image];
                    }

                    sum += loss;
                }

                _sums[lane] = sum;
            }
        }
    }

    private static Tensor Exact(Tensor logits, Tensor index)
    {
        // The largest score falls out, so that nothing overflows.
        Tensor shifted = logits - logits.amax([3], keepdim: true);
        return (shifted.exp().sum(3, keepdim: true).log() - shifted.gather(3, index)).cpu();
    }
}
