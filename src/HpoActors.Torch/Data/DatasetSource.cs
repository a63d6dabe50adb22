namespace HpoActors.Torch.Data;

/// <summary>What a dataset consists of and where it is published.</summary>
/// <param name="Name">Its name in experiment files, and of its subfolder in a data directory: <c>fashion-mnist</c>.</param>
/// <param name="Title">Its name in messages: Fashion-MNIST.</param>
/// <param name="TrainImages">The training images.</param>
/// <param name="TrainLabels">The training labels.</param>
/// <param name="TestImages">The test images.</param>
/// <param name="TestLabels">The test labels.</param>
/// <param name="Mirrors">Addresses, ending in a slash, that file names are appended to; tried in this order.</param>
internal sealed record DatasetSource(
    string Name,
    string Title,
    DatasetFile TrainImages,
    DatasetFile TrainLabels,
    DatasetFile TestImages,
    DatasetFile TestLabels,
    IReadOnlyList<Uri> Mirrors)
{
    /// <summary>The four files.</summary>
    public IReadOnlyList<DatasetFile> Files { get; } = [TrainImages, TrainLabels, TestImages, TestLabels];
}
