namespace HpoActors.Checkpoints;

/// <summary>
/// Owns a folder for as long as the process lives: by a file in it that is held open and locked, and that names the machine. The system unlocks it when the
/// process ends, however that happens, so that folders nobody owns are recognised.
/// </summary>
internal sealed class FolderOwner
{
    private const string Suffix = ".checkpoints";
    private const string OwnerFile = "owner";

    private readonly FileStream _lock;

    private FolderOwner(string folder, FileStream @lock)
    {
        Folder = folder;
        _lock = @lock;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>This user's directory for such folders in the system's one for temporary files.</summary>
    public static string Temporary => Path.Combine(Path.GetTempPath(), $"hpo-checkpoints-{Environment.UserName}");

    /// <summary>Makes a folder with a new name, and deletes those beside it that processes of this machine left behind.</summary>
    /// <param name="directory">Where; made where it does not exist.</param>
    /// <param name="name">What its name begins with, for whoever looks.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static FolderOwner Create(string directory, string name)
    {
        string plain = new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_').Take(40)]);
        string folder = Path.Combine(directory, $"{plain}.{Guid.NewGuid():N}{Suffix}");
        CreatePrivate(directory);
        CreatePrivate(folder);
        FileStream @lock = new(Path.Combine(folder, OwnerFile), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        @lock.Write(System.Text.Encoding.UTF8.GetBytes(Environment.MachineName));
        @lock.Flush();
        if (TryRead(folder) is null)
        {
            foreach (string other in Directory.EnumerateDirectories(directory, $"*{Suffix}").Where(other => TryRead(other) == Environment.MachineName))
            {
                DeleteLeftover(other);
            }
        }

        return new FolderOwner(folder, @lock);
    }

    /// <summary>Deletes the folder with all that is in it.</summary>
    /// <exception cref="IOException">Something could not be deleted. One line.</exception>
    public void DeleteFolder()
    {
        _lock.Dispose();
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process took it for left behind in the moment since it was unlocked.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the checkpoints in {Folder} could not be deleted: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    // Models are nobody else's business, least of all in a folder for temporary files.
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    // The machine of a folder that nobody owns; null where somebody does, or may. That a folder's own maker gets null for it shows that locks work here.
    private static string? TryRead(string folder)
    {
        try
        {
            using FileStream file = new(Path.Combine(folder, OwnerFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            using StreamReader text = new(file);
            return text.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void DeleteLeftover(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else is at it, or will be at the next start.
        }
    }
}
