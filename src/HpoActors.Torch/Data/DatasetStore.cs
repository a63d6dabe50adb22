using System.Collections.Concurrent;

namespace HpoActors.Torch.Data;

/// <summary>Finds, downloads, verifies and reads a dataset, and keeps what it read, by directory.</summary>
internal sealed class DatasetStore(DatasetSource source, Func<DataEnvironment> environment)
{
    private const string NoFallback = "none";
    private readonly ConcurrentDictionary<string, Place> _places = new();

    /// <inheritdoc cref="ImageDatasets.LoadAsync"/>
    public async Task<LoadedDataset> LoadAsync(
        DatasetRequest request, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        bool mayFallBack = Validate(request);
        DataEnvironment here = environment();
        DatasetLocation location = DatasetLocator.Locate(source, request.DataDir, here);
        Place place = _places.GetOrAdd(location.Directory ?? Target(here) ?? "", _ => new Place());

        // One load at a time for each directory. Not a Lazy: whoever waits can be cancelled alone, and a failure is not kept.
        await place.Gate.WaitAsync(cancel);
        try
        {
            if (((mayFallBack ? place.Fallback : null) ?? place.Real) is { } kept)
            {
                return kept;
            }

            string directory;
            try
            {
                directory = location.Directory ?? await DownloadAsync(request, here, progress, cancel);
            }
            catch (DatasetUnavailableException error)
            {
                string tried = location.Missed + error.Tried;
                if (!mayFallBack)
                {
                    throw new DatasetUnavailableException(tried, error.Remedy, error);
                }

                ImageDataset generated = await Task.Run(SyntheticFashion.Generate, cancel);
                return place.Fallback = new LoadedDataset(
                    generated,
                    null,
                    $"Using generated data instead of {source.Title}; errors on them "
                    + $"cannot be compared with errors on {source.Title}. Why: {tried}.");
            }

            ImageDataset dataset = await Task.Run(() => Read(directory, cancel), cancel);
            return place.Real = new LoadedDataset(dataset, directory, null);
        }
        finally
        {
            place.Gate.Release();
        }
    }

    /// <returns>Whether the request has a fallback.</returns>
    private bool Validate(DatasetRequest request)
    {
        if (request.Name != source.Name)
        {
            throw new DatasetException($"dataset = {request.Name} is unknown: write {source.Name} or {SyntheticFashion.Name}.");
        }

        if (string.IsNullOrWhiteSpace(request.Fallback) || request.Fallback == NoFallback)
        {
            return false;
        }

        if (request.Fallback != SyntheticFashion.Name)
        {
            throw new DatasetException(
                $"fallback = {request.Fallback} is unknown: write {SyntheticFashion.Name}, or leave it out for {NoFallback}.");
        }

        return true;
    }

    private string? Target(DataEnvironment here) =>
        here.CacheDirectory is null ? null : DatasetLocator.DownloadDirectory(source, here);

    private async Task<string> DownloadAsync(
        DatasetRequest request, DataEnvironment here, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        string directory = DatasetLocator.DownloadDirectory(source, here);
        await new DatasetDownloader(source, request.Download).DownloadAsync(directory, progress, cancel);
        return directory;
    }

    private ImageDataset Read(string directory, CancellationToken cancel)
    {
        ImageSet train = ReadSet(source.TrainImages, source.TrainLabels);
        ImageSet test = ReadSet(source.TestImages, source.TestLabels);
        return new ImageDataset(source.Name, train, test);

        ImageSet ReadSet(DatasetFile images, DatasetFile labels) => new(ReadFile(images), ReadFile(labels));

        byte[] ReadFile(DatasetFile file)
        {
            cancel.ThrowIfCancellationRequested();
            (DatasetFileCheck check, byte[]? content) = DatasetFileCheck.Read(file, directory);
            if (content is null)
            {
                throw new DatasetException(
                    $"{check}; replace it by an intact copy (`hpo data get {source.Name}` downloads one), "
                    + $"`hpo data verify {source.Name}` checks all files.");
            }

            return file.Content == IdxContent.Images
                ? IdxReader.ReadImages(check.Path, content, file.Count)
                : IdxReader.ReadLabels(check.Path, content, file.Count);
        }
    }

    /// <summary>What is kept for a directory.</summary>
    private sealed class Place
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public LoadedDataset? Real { get; set; }

        public LoadedDataset? Fallback { get; set; }
    }
}
