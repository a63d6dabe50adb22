using System.Security.Cryptography;

namespace HpoActors.Torch.Native;

/// <summary>Files that only this user can write, since a library that somebody else can write is an attack once it is loaded.</summary>
internal static class PrivateCopy
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerReads = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>
    /// This user's cache of the framework by the XDG rules, <c>$XDG_CACHE_HOME/hpoactors</c> or <c>~/.cache/hpoactors</c>; null for a
    /// user without a home.
    /// </summary>
    public static string? CacheDirectory(string? xdgCacheHome, string home)
    {
        // XDG: a relative path is invalid and ignored.
        string? root = Path.IsPathFullyQualified(xdgCacheHome ?? "") ? xdgCacheHome
            : Path.IsPathFullyQualified(home) ? Path.Combine(home, ".cache")
            : null;
        return root is null ? null : Path.Combine(root, "hpoactors");
    }

    /// <summary>A file name that tells which original a changed copy was made from.</summary>
    /// <param name="fileName">The original's name.</param>
    /// <param name="original">The original's bytes.</param>
    public static string NameFor(string fileName, ReadOnlySpan<byte> original) =>
        $"{Path.GetFileNameWithoutExtension(fileName)}-{Convert.ToHexStringLower(SHA256.HashData(original))}{Path.GetExtension(fileName)}";

    /// <summary>
    /// The path of a file with exactly this content in a directory of mode 0700, both created where missing. A file with other content,
    /// or one that others may write, is replaced. Safe with many processes at once: each sees a whole file or none.
    /// </summary>
    /// <exception cref="IOException">The directory or file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for lack of rights, or the directory belongs to another user.</exception>
    public static string Obtain(string directory, string fileName, ReadOnlySpan<byte> content)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Private copies need Unix file modes.");
        }

        Directory.CreateDirectory(directory, OwnerOnly);

        // Closes a directory that was open to others; it fails on one that belongs to somebody else.
        File.SetUnixFileMode(directory, OwnerOnly);

        string path = Path.Combine(directory, fileName);
        if (File.Exists(path) && (File.GetUnixFileMode(path) & OthersWrite) == 0 && content.SequenceEqual(File.ReadAllBytes(path)))
        {
            return path;
        }

        // Never rewritten in place: another process may have the old file mapped.
        string draft = Path.Combine(directory, $".{fileName}.{Guid.NewGuid():N}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerReads };
            using (var stream = new FileStream(draft, options))
            {
                stream.Write(content);
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }

        return path;
    }
}
