using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Softmax;

/// <summary>What a model gets right on a range of images.</summary>
/// <param name="Loss">The mean cross-entropy.</param>
/// <param name="Correct">For each image whether the class with the highest score is its own.</param>
internal sealed record SoftmaxEvaluation(double Loss, bool[] Correct)
{
    public static SoftmaxEvaluation Of(SoftmaxRegression model, ImageRange range, Device device)
    {
        using var scope = NewDisposeScope();
        ImageTensors tensors = ImageTensors.Of(range.Source, device);
        Tensor images = tensors.Images.narrow(0, range.Start, range.Count);
        Tensor labels = tensors.Labels.narrow(0, range.Start, range.Count);
        Tensor logits = empty([range.Count, ImageTensors.Classes], device: device);
        model.Predict(images, logits);
        double loss = nn.functional.cross_entropy(logits, labels).item<float>();
        return new SoftmaxEvaluation(loss, logits.argmax(1).eq(labels).cpu().data<bool>().ToArray());
    }

    /// <summary>1 − the share of images that are right.</summary>
    public double Error => Correct.Count(right => !right) / (double)Correct.Length;

    /// <summary>1 − the mean over batches of the batch's accuracy; where the last batch is smaller, its images weigh more.</summary>
    public double ErrorOverBatches(int batchSize)
    {
        double sum = 0;
        int batches = 0;
        foreach (bool[] batch in Correct.Chunk(batchSize))
        {
            sum += batch.Count(right => !right) / (double)batch.Length;
            batches++;
        }

        return sum / batches;
    }
}
