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
    /// <param name="own">Steps × tiles × lanes × 1 × images: the probabilities of the images' own classes; overwritten.</param>
    /// <param name="logits">Steps × tiles × lanes × 10 × images: the scores.</param>
    /// <param name="labels">Steps × 1 × 1 × 1 × images, int64.</param>
    public void Add(Tensor own, Tensor logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        long[] shape = own.shape;
        int tileSize = (int)shape[2];
        int images = (int)shape[4];
        Tensor losses = own.log_().neg_().cpu();
        ReadOnlySpan<float> numbers = MemoryMarshal.Cast<byte, float>(losses.bytes);
        int places = (int)shape[1] * tileSize;
        for (int lane = 0; lane < _sums.Length; lane++)
        {
            double sum = _sums[lane];
            ReadOnlySpan<float> exact = [];
            for (int step = 0; step < shape[0]; step++)
            {
                ReadOnlySpan<float> ofStep = numbers.Slice(((step * places) + lane) * images, images);
                for (int image = 0; image < images; image++)
                {
                    float loss = ofStep[image];
                    if (loss > Large)
                    {
                        exact = exact.IsEmpty ? Exact(logits.select(1, lane / tileSize).select(1, lane % tileSize), labels.view(shape[0], 1, images)) : exact;
                        loss = exact[(step * images) + image];
                    }

                    sum += loss;
                }
            }

            _sums[lane] = sum;
        }
    }

    // Of one lane, steps × images: it costs more than the probabilities did.
    private static ReadOnlySpan<float> Exact(Tensor logits, Tensor labels) =>
        MemoryMarshal.Cast<byte, float>(logits.log_softmax(1).gather(1, labels).neg_().cpu().bytes);
}
