namespace HpoActors.Torch.Data;

/// <summary>
/// Fashion-MNIST: 60 000 training and 10 000 test images of clothes, 28 × 28 grey pixels in 10 balanced classes, in four
/// files published by Zalando Research (MIT licence). This class finds, fetches and verifies the files;
/// <see cref="ImageDatasets"/> loads them.
/// </summary>
public static class FashionMnist
{
    /// <summary>Its name in experiment files and on the command line: <c>fashion-mnist</c>.</summary>
    public const string Name = "fashion-mnist";

    internal static DatasetSource Source { get; } = new(
        Name,
        "Fashion-MNIST",
        TrainImages: new(
            "train-images-idx3-ubyte.gz",
            IdxContent.Images,
            60_000,
            new(26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            new(47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888")),
        TrainLabels: new(
            "train-labels-idx1-ubyte.gz",
            IdxContent.Labels,
            60_000,
            new(29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            new(60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9")),
        TestImages: new(
            "t10k-images-idx3-ubyte.gz",
            IdxContent.Images,
            10_000,
            new(4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            new(7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b")),
        TestLabels: new(
            "t10k-labels-idx1-ubyte.gz",
            IdxContent.Labels,
            10_000,
            new(5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            new(10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")),
        Mirrors:
        [
            new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
            new("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),

            // The publisher's own address speaks no https. That is safe, as the SHA-256 sums decide, but it comes last.
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        ]);

    /// <summary>
    /// The directory that holds all four files: in <paramref name="dataDir"/> if given, else where the environment
    /// variable HPO_DATA points, else in the user's cache directory; each of them or its subfolder <c>fashion-mnist</c>.
    /// </summary>
    /// <param name="dataDir">A directory to look in and nowhere else, or null.</param>
    /// <returns>The directory's full path; null if the files are in none of them.</returns>
    /// <exception cref="DatasetUnavailableException"><paramref name="dataDir"/> is given and lacks a file.</exception>
    public static string? Find(string? dataDir = null) => DatasetLocator.Locate(Source, dataDir, DataEnvironment.Current).Directory;

    /// <summary>
    /// Checks each file's length and SHA-256 sum. A file may lie there gzipped, as published, or unzipped; where both
    /// are present, the gzipped one counts.
    /// </summary>
    /// <param name="directory">The directory with the files, or one whose subfolder <c>fashion-mnist</c> has them.</param>
    /// <returns>One result for each of the four files.</returns>
    public static IReadOnlyList<DatasetFileCheck> Verify(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string holder = DatasetLocator.BestIn(Source, directory);
        return [.. Source.Files.Select(file => DatasetFileCheck.Of(file, holder))];
    }

    /// <summary>
    /// Downloads what is missing or altered, verifies it and puts it in place. What an interrupted download has brought is
    /// kept in <c>.part</c> files and resumed.
    /// </summary>
    /// <param name="directory">Where the files go; null for the subfolder <c>fashion-mnist</c> of the user's cache directory.</param>
    /// <param name="progress">Is told of the bytes as they arrive; null for no reports.</param>
    /// <param name="settings">Time-outs and transport; null for the defaults.</param>
    /// <param name="cancel">Stops the download and keeps what has arrived.</param>
    /// <returns>The full path of the directory, which now holds all four files intact.</returns>
    /// <exception cref="DatasetUnavailableException">No mirror had an intact file, or the directory cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The download was cancelled.</exception>
    public static async Task<string> DownloadAsync(
        string? directory = null,
        IProgress<DownloadProgress>? progress = null,
        DownloadSettings? settings = null,
        CancellationToken cancel = default)
    {
        string target = directory is null
            ? DatasetLocator.DownloadDirectory(Source, DataEnvironment.Current)
            : Path.GetFullPath(directory);
        await new DatasetDownloader(Source, settings ?? new DownloadSettings()).DownloadAsync(target, progress, cancel);
        return target;
    }
}
