using System.Formats.Tar;
using HpoActors.Core.Objectives;

namespace HpoActors.Objectives.Command;

/// <summary>A program's checkpoint: the content of its folder as a tar, so that any trainer can go on with it.</summary>
internal static class CommandCheckpoint
{
    /// <summary>The name of the format.</summary>
    public const string Format = "command/1";

    // Headers come on top, and an array has its limit.
    private static readonly long Most = Array.MaxLength / 2;

    /// <summary>What a program left in its folder, or null where that is nothing.</summary>
    /// <exception cref="IOException">It cannot be read, is too large, or would not come back as it is. One line.</exception>
    public static Checkpoint? Pack(string folder)
    {
        try
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                return null;
            }

            using MemoryStream bytes = new();
            using (TarWriter tar = new(bytes, TarEntryFormat.Pax, leaveOpen: true))
            {
                Add(tar, new DirectoryInfo(folder), folder, bytes);
            }

            return new Checkpoint(Format, bytes.ToArray());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"what the program left in HPO_CHECKPOINT_DIR cannot be kept: {OneLine(exception)}", exception);
        }
    }

    /// <summary>Puts a program's files back into an empty folder.</summary>
    /// <exception cref="FormatException">The checkpoint is of another objective, or damaged. One line.</exception>
    /// <exception cref="IOException">It cannot be read, or the files cannot be written. One line.</exception>
    public static void Unpack(Checkpoint checkpoint, string folder)
    {
        if (checkpoint.Format != Format)
        {
            throw new FormatException($"the checkpoint is of the format {checkpoint.Format}, not {Format}");
        }

        byte[] content = checkpoint.Content.ToArray();
        try
        {
            using MemoryStream bytes = new(content);
            TarFile.ExtractToDirectory(bytes, folder, overwriteFiles: false);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or FormatException or NotSupportedException or InvalidOperationException or EndOfStreamException)
        {
            throw new FormatException($"the checkpoint is no intact tar: {OneLine(exception)}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the checkpoint cannot be put into HPO_CHECKPOINT_DIR: {OneLine(exception)}", exception);
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new FormatException("the checkpoint is no intact tar: it is empty");
        }
    }

    // Hidden files as well; links are kept, not followed.
    private static void Add(TarWriter tar, DirectoryInfo directory, string folder, MemoryStream written)
    {
        foreach (FileSystemInfo entry in directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (entry is FileInfo { LinkTarget: null } file && written.Length + file.Length > Most)
            {
                throw new IOException($"it is larger than {Most >> 20} MiB");
            }

            // Nothing is unpacked that would lead out of the folder; better said now than when the trial goes on.
            if (entry.LinkTarget is { } target
                && (Path.IsPathRooted(target) || !Path.GetFullPath(target, directory.FullName).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            {
                throw new IOException($"{name} is a link to {target}, which is not in it");
            }

            tar.WriteEntry(entry.FullName, name);
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                Add(tar, inner, folder, written);
            }
        }
    }

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
