namespace HpoActors.Torch.Data;

/// <summary>
/// Lets one process at a time download into a directory, by holding a file in it open. The lock is a file of its own,
/// not the <c>.part</c>: a part must be closed before it can be renamed on Windows, and in between it would be unprotected.
/// A part name for each process would need no lock, but would fetch everything twice and could not resume what another
/// process began. The file stays when the download ends (deleting it would let two processes hold different files of
/// that name) and the system lets go of it if the process dies.
/// </summary>
internal static class DownloadLock
{
    public const string FileName = ".download.lock";

    /// <summary>Waits until no other process downloads into the directory, which is created if need be.</summary>
    /// <returns>What to dispose of when done.</returns>
    /// <exception cref="DatasetUnavailableException">The directory cannot be written.</exception>
    public static async Task<IDisposable> AcquireAsync(string directory, TimeSpan poll, CancellationToken cancel)
    {
        Storage.Try(directory, () => Directory.CreateDirectory(directory));
        while (true)
        {
            if (Storage.Try(directory, () => TryOpen(Path.Combine(directory, FileName))) is { } held)
            {
                return held;
            }

            await Task.Delay(poll, cancel);
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (Storage.IsHeldElsewhere(error))
        {
            return null;
        }
    }
}
