namespace HpoActors.Torch.Data;

/// <summary>Where a dataset was found, or why not.</summary>
/// <param name="Directory">The full path of the directory with all the files, or null.</param>
/// <param name="Missed">Where HPO_DATA points in vain, as the beginning of an error's line; empty if it does not.</param>
internal sealed record DatasetLocation(string? Directory, string Missed);

/// <summary>
/// Finds a dataset's files: in the directory named by <c>data-dir</c>, else where HPO_DATA points, else in the user's cache
/// directory. Each of them may hold the files itself or in a subfolder with the dataset's name.
/// </summary>
internal static class DatasetLocator
{
    /// <exception cref="DatasetUnavailableException"><paramref name="dataDir"/> is given and lacks a file.</exception>
    public static DatasetLocation Locate(DatasetSource source, string? dataDir, DataEnvironment environment)
    {
        if (!string.IsNullOrWhiteSpace(dataDir))
        {
            // Who names a directory wants that one: other data in silence would be worse than an error.
            string named = BestIn(source, dataDir);
            return Lacks(source, dataDir, named) is not { } lack
                ? new DatasetLocation(named, "")
                : throw new DatasetUnavailableException(
                    $"data-dir = {dataDir} {lack}",
                    "correct it, or leave it out to use HPO_DATA or the user's cache directory");
        }

        string missed = "";
        if (environment.DataDirectory is { } data)
        {
            string found = BestIn(source, data);
            if (Lacks(source, data, found) is not { } lack)
            {
                return new DatasetLocation(found, "");
            }

            missed = $"{DataEnvironment.DataVariable}={data} {lack}; ";
        }

        if (environment.CacheDirectory is { } cache)
        {
            string found = BestIn(source, cache);
            if (Lacks(source, cache, found) is null)
            {
                return new DatasetLocation(found, missed);
            }
        }

        return new DatasetLocation(null, missed);
    }

    /// <summary>The directory that downloads go to.</summary>
    /// <exception cref="DatasetUnavailableException">The user has no cache directory.</exception>
    public static string DownloadDirectory(DatasetSource source, DataEnvironment environment) =>
        environment.CacheDirectory is { } cache
            ? Path.Combine(cache, source.Name)
            : throw new DatasetUnavailableException(
                $"there is no directory to download {source.Title} to, as this user has no home",
                "set XDG_CACHE_HOME, or set HPO_DATA to a directory that has the files, or set `fallback = synthetic`");

    /// <summary>The directory itself or its subfolder, whichever has more of the files; its full path.</summary>
    public static string BestIn(DatasetSource source, string directory)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        string subfolder = Path.Combine(full, source.Name);
        return Present(subfolder) > Present(full) ? subfolder : full;

        int Present(string where) => source.Files.Count(file => file.PathIn(where) is not null);
    }

    /// <summary>What is wrong with a directory, as the end of a sentence; null if it has all the files.</summary>
    private static string? Lacks(DatasetSource source, string named, string best)
    {
        string[] missing = [.. source.Files.Where(file => file.PathIn(best) is null).Select(file => file.Name)];
        if (missing.Length == 0)
        {
            return null;
        }

        if (!Directory.Exists(named))
        {
            return "does not exist";
        }

        return missing.Length == source.Files.Count
            ? $"has no {source.Title} files, nor has a subfolder {source.Name}"
            : $"lacks {string.Join(", ", missing)}";
    }
}
