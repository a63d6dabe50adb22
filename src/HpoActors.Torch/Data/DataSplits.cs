namespace HpoActors.Torch.Data;

/// <summary>Reads the names of <see cref="DataSplit"/> and applies it.</summary>
public static class DataSplits
{
    private const string Holdout = "holdout";
    private const string TestAsValidation = "test-as-validation";
    private const int HoldoutShare = 6;

    /// <summary>The split of a name in an experiment file.</summary>
    /// <param name="name"><c>holdout</c> or <c>test-as-validation</c>.</param>
    /// <exception cref="DatasetException">It is neither.</exception>
    public static DataSplit Parse(string name) => name switch
    {
        Holdout => DataSplit.Holdout,
        TestAsValidation => DataSplit.TestAsValidation,
        _ => throw new DatasetException($"split = {name} is unknown: write {Holdout} or {TestAsValidation}."),
    };

    /// <summary>A split's name in an experiment file.</summary>
    /// <param name="split">The split.</param>
    public static string NameOf(DataSplit split) => split switch
    {
        DataSplit.Holdout => Holdout,
        DataSplit.TestAsValidation => TestAsValidation,
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "There is no such split."),
    };

    /// <summary>Divides a dataset; nothing is copied.</summary>
    /// <param name="split">How.</param>
    /// <param name="dataset">The dataset.</param>
    public static DividedDataset Apply(DataSplit split, ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ImageSet train = dataset.Train;
        int held = train.Count / HoldoutShare;
        return split switch
        {
            DataSplit.Holdout => new DividedDataset(
                new ImageRange(train, 0, train.Count - held),
                new ImageRange(train, train.Count - held, held),
                ImageRange.All(dataset.Test)),
            DataSplit.TestAsValidation => new DividedDataset(ImageRange.All(train), ImageRange.All(dataset.Test), null),
            _ => throw new ArgumentOutOfRangeException(nameof(split), split, "There is no such split."),
        };
    }
}
