namespace HpoActors.Persistence.Exports;

/// <summary>Output that appears whole or not at all, and never in place of something else.</summary>
internal static class ExportTarget
{
    /// <summary>Writes one file.</summary>
    /// <param name="path">The file to be.</param>
    /// <param name="write">Writes the file whose path it gets.</param>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static void File(string path, Action<string> write)
    {
        RefuseExisting(path);
        string full = System.IO.Path.GetFullPath(path);
        RequireFolder(path, System.IO.Path.GetDirectoryName(full)!);
        string partial = Partial(full);
        try
        {
            write(partial);
            System.IO.File.Move(partial, full, overwrite: false);
        }
        finally
        {
            System.IO.File.Delete(partial);
        }
    }

    /// <summary>Writes a folder, which may exist where it is empty.</summary>
    /// <param name="path">The folder to be.</param>
    /// <param name="write">Fills the folder whose path it gets.</param>
    /// <exception cref="IOException">The folder has something in it, or cannot be written.</exception>
    public static void Folder(string path, Action<string> write)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (System.IO.File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()))
        {
            throw new IOException($"{path} exists and is not written over; name another folder, or an empty one");
        }

        if (System.IO.Path.GetDirectoryName(full) is { } parent)
        {
            RequireFolder(path, parent);
        }

        string partial = Partial(full);
        Directory.CreateDirectory(partial);
        try
        {
            write(partial);
            if (Directory.Exists(full))
            {
                Directory.Delete(full);
            }

            Directory.Move(partial, full);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }

    /// <summary>Whether a path names a folder: one that exists, or one to be made.</summary>
    public static bool IsFolder(string path) => System.IO.Path.EndsInDirectorySeparator(path) || Directory.Exists(path);

    /// <exception cref="IOException">There is something of that name.</exception>
    public static void RefuseExisting(string path)
    {
        if (System.IO.Path.Exists(path))
        {
            throw new IOException($"{path} exists and is not written over; name another file, or remove it first");
        }
    }

    // Beside the output, so that it can be renamed, and like no name that somebody chose.
    private static string Partial(string path) => $"{path}.{System.IO.Path.GetRandomFileName()}.partial";

    private static void RequireFolder(string path, string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{path} cannot be written: there is no folder {folder}; create it first");
        }
    }
}
