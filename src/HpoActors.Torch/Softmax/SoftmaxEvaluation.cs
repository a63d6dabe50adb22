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
        ImageTensors tensors = ImageTensors.Of(range.Source, device);
        using GatheredImages gathered = new(Math.Min(GatheredImages.Usual, range.Count), device);
        bool[] correct = new bool[range.Count];
        double loss = 0;
        for (int first = 0; first < range.Count; first += GatheredImages.Usual)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(GatheredImages.Usual, range.Count - first);
            Tensor index = arange(range.Start + first, range.Start + first + count, device: device);
            gathered.Gather(tensors, index);
            using MiniBatch block = new(gathered, 0, count);
            model.Predict(block);
            Tensor labels = tensors.Labels.index_select(0, index);
            loss += gathered.SumOfLosses(labels);
            block.Logits.argmax(0).eq(labels).cpu().data<bool>().CopyTo(correct.AsSpan(first));
        }

        return new SoftmaxEvaluation(loss / range.Count, correct);
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
