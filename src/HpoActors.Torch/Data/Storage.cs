namespace HpoActors.Torch.Data;

/// <summary>Turns what goes wrong on the disk into one line, and so keeps it apart from what goes wrong on the network.</summary>
internal static class Storage
{
    /// <exception cref="DatasetUnavailableException">The disk is full, the directory is not writable, and the like.</exception>
    public static T Try<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetUnavailableException(
                $"{path} cannot be written ({OneLine.Of(error)})",
                "make room or make it writable and run `hpo data get fashion-mnist`, "
                + "or set HPO_DATA to a directory that has the files, or set `fallback = synthetic`",
                error);
        }
    }

    /// <inheritdoc cref="Try{T}"/>
    public static void Try(string path, Action work) => Try(path, () =>
    {
        work();
        return true;
    });

    /// <summary>Whether a file could not be opened because somebody else has it open.</summary>
    public static bool IsHeldElsewhere(IOException error) => (error.HResult & 0xFFFF, OperatingSystem.IsWindows()) switch
    {
        (32 or 33, true) => true,       // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
        (11, false) => true,            // EWOULDBLOCK on Linux
        (35, false) => OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD(),
        _ => false,
    };
}
