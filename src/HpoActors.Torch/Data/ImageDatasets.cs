namespace HpoActors.Torch.Data;

/// <summary>Loads datasets and keeps each of them once for the whole process.</summary>
public static class ImageDatasets
{
    private static readonly DatasetStore Store = new(FashionMnist.Source, () => DataEnvironment.Current);
    private static readonly Lazy<LoadedDataset> Generated = new(() => new LoadedDataset(SyntheticFashion.Generate(), null, null));

    /// <summary>
    /// Finds the dataset (<see cref="DatasetRequest.DataDir"/>, else HPO_DATA, else the user's cache directory), or else downloads
    /// it into the cache directory, or else takes the fallback if the request names one. The files' SHA-256 sums are verified.
    /// The dataset <c>synthetic</c> is generated at its first use.
    /// </summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="progress">Is told of a download's bytes; null for no reports.</param>
    /// <param name="cancel">Gives up waiting, and stops a download that this call began.</param>
    /// <returns>
    /// The dataset: the same object for every call that resolves to the same directory. Where a download failed and the
    /// fallback was used, later calls with that fallback get it again, so that data do not change during an experiment.
    /// </returns>
    /// <exception cref="DatasetUnavailableException">It is not to be had; the message, one line, says what was tried.</exception>
    /// <exception cref="DatasetException">A file is altered or truncated, or the request is not a valid one.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static Task<LoadedDataset> LoadAsync(
        DatasetRequest request, IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        request is { Name: SyntheticFashion.Name } ? Task.Run(() => Generated.Value, cancel) : Store.LoadAsync(request, progress, cancel);

    /// <summary><see cref="LoadAsync"/> for synchronous code on a thread of its own: waits for the end.</summary>
    /// <inheritdoc cref="LoadAsync"/>
    public static LoadedDataset Load(
        DatasetRequest request, IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        // On the pool, so that a caller's synchronisation context cannot wait for itself.
        Task.Run(() => LoadAsync(request, progress, cancel), CancellationToken.None).GetAwaiter().GetResult();
}
