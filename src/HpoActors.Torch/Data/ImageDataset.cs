namespace HpoActors.Torch.Data;

/// <summary>A named dataset as its files give it: a training set and a test set.</summary>
/// <remarks><see cref="DataSplits.Apply"/> makes training, validation and test images of it.</remarks>
public sealed class ImageDataset
{
    /// <summary>Puts a dataset together.</summary>
    /// <param name="name">What it is called in results: <c>fashion-mnist</c> or <c>synthetic</c>.</param>
    /// <param name="train">The images of the training file.</param>
    /// <param name="test">The images of the test file.</param>
    public ImageDataset(string name, ImageSet train, ImageSet test)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        Name = name;
        Train = train;
        Test = test;
    }

    /// <summary>What it is called in results: <c>fashion-mnist</c> or <c>synthetic</c>.</summary>
    public string Name { get; }

    /// <summary>The images of the training file (60 000 in both built-in datasets).</summary>
    public ImageSet Train { get; }

    /// <summary>The images of the test file (10 000 in both built-in datasets).</summary>
    public ImageSet Test { get; }
}
