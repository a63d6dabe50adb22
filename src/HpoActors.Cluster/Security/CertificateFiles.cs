using System.Security.Cryptography;

namespace HpoActors.Cluster.Security;

/// <summary>Reads and writes certificates and keys; every failure is one line.</summary>
internal static class CertificateFiles
{
    /// <exception cref="ClusterException">The file exists.</exception>
    public static void RefuseToOverwrite(string path, string advice)
    {
        if (File.Exists(path))
        {
            throw new ClusterException($"{path} exists and is not overwritten: {advice}");
        }
    }

    /// <summary>Writes a file that everybody may read.</summary>
    public static void WritePublic(string path, string text) => Write(path, System.Text.Encoding.ASCII.GetBytes(text), secret: false);

    /// <summary>Writes a file that its owner alone may read: it is so from its first byte on.</summary>
    public static void WriteSecret(string path, byte[] bytes) => Write(path, bytes, secret: true);

    /// <summary>Reads what is in a file.</summary>
    public static T Read<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ClusterException($"{path} cannot be read: {exception.Message.ReplaceLineEndings(" ").Trim()}", exception);
        }
    }

    public static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static void Write(string path, byte[] bytes, bool secret)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            {
                Directory.CreateDirectory(directory);
            }

            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (secret && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using FileStream file = new(path, options);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ClusterException($"{path} cannot be written: {exception.Message}", exception);
        }
    }
}
