namespace HpoActors.Torch.Lanes;

/// <summary>What a model gets right on a range of images.</summary>
/// <param name="Loss">The mean cross-entropy.</param>
/// <param name="Correct">For each image whether the class with the highest score is its own.</param>
internal sealed record Evaluation(double Loss, bool[] Correct)
{
    /// <summary>1 − the share of images that are right.</summary>
    public double Error => Correct.Count(right => !right) / (double)Correct.Length;

    /// <summary>1 − the mean over batches of the batch's accuracy; where the last batch is smaller, its images weigh more.</summary>
    public double ErrorOverBatches(int batchSize)
    {
        double sum = 0;
        int batches = 0;
        for (int first = 0; first < Correct.Length; first += batchSize)
        {
            ReadOnlySpan<bool> batch = Correct.AsSpan(first, Math.Min(batchSize, Correct.Length - first));
            sum += batch.Count(false) / (double)batch.Length;
            batches++;
        }

        return sum / batches;
    }
}
