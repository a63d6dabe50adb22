namespace HpoActors.Torch.Data;

/// <summary>Downloads a dataset's files from its mirrors; the SHA-256 sums decide whether what came is right.</summary>
internal sealed class DatasetDownloader(DatasetSource source, DownloadSettings settings)
{
    /// <summary>Brings all files of the dataset into a directory, leaving those that are already right.</summary>
    /// <exception cref="DatasetUnavailableException">A file is not to be had, or the directory cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; what had arrived is kept for the next time.</exception>
    public async Task DownloadAsync(string directory, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        if (source.Files.All(file => IsIntact(file, directory)))
        {
            // Nothing to do needs no right to write.
            return;
        }

        using HttpClient client = CreateClient();
        using IDisposable held = await DownloadLock.AcquireAsync(directory, settings.LockPoll, cancel);
        MirrorRequest request = new(client, settings, progress);
        List<Uri> mirrors = [.. source.Mirrors];
        foreach (DatasetFile file in source.Files)
        {
            cancel.ThrowIfCancellationRequested();
            if (!IsIntact(file, directory))
            {
                // What worked once is asked first from then on: a dead mirror costs its time-out once, not four times.
                Uri good = await FetchAsync(request, file, directory, mirrors, cancel);
                mirrors.Remove(good);
                mirrors.Insert(0, good);
            }
        }
    }

    private static bool IsIntact(DatasetFile file, string directory) =>
        DatasetFileCheck.Of(file, directory).Status == DatasetFileStatus.Ok;

    /// <summary>Gets one file from the first mirror that has it.</summary>
    /// <returns>That mirror.</returns>
    private async Task<Uri> FetchAsync(
        MirrorRequest request, DatasetFile file, string directory, IEnumerable<Uri> mirrors, CancellationToken cancel)
    {
        using PartFile part = new(Path.Combine(directory, file.Name));
        Queue<Uri> untried = new(mirrors);
        List<string> reasons = [];
        while (untried.TryDequeue(out Uri? mirror))
        {
            bool resumes = part.Length > 0;
            string? reason = await request.FetchAsync(mirror, file, part, cancel);
            if (reason is null)
            {
                if (part.Finish(file.Zipped))
                {
                    return mirror;
                }

                reason = "wrong SHA-256 sum";
                if (resumes)
                {
                    // The bytes from before may be to blame, so this mirror gets a fresh start, after the others. It ends:
                    // with the part gone, only a mirror that is used up for good can leave another one.
                    untried.Enqueue(mirror);
                }
            }

            reasons.Add($"{mirror.Authority}: {reason}");
        }

        throw new DatasetUnavailableException(
            $"{source.Title} could not be downloaded ({file.Name} from {string.Join("; ", reasons)})",
            $"run `hpo data get {source.Name}` to try again, "
            + "or set HPO_DATA to a directory that has the files, or set `fallback = synthetic`");
    }

    private HttpClient CreateClient()
    {
        HttpClient client = settings.Handler is { } given
            ? new HttpClient(given, disposeHandler: false)
            : new HttpClient(new SocketsHttpHandler { ConnectTimeout = settings.ConnectTimeout });

        // The idle time-out is the one that counts: a slow line may take as long as it needs.
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.ParseAdd("HpoActors");
        return client;
    }
}
