using System.Text;

namespace HpoActors.Files;

/// <summary>Reads a small text file; what can go wrong is told in one line.</summary>
internal static class TextFile
{
    // A hundred times any experiment; a dataset or a device named by mistake is not read to its end.
    private const int MaxBytes = 1 << 20;

    public static string Read(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new ExperimentFileException("experiment file", null, "has no name; name a file such as softmax.conf");
        }

        if (Directory.Exists(path))
        {
            throw new ExperimentFileException(path, null, "is a directory; name a file in it");
        }

        byte[] bytes;
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            bytes = new byte[MaxBytes + 1];
            bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ExperimentFileException(path, null, $"there is no such file (looked in {Folder(path)})", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ExperimentFileException(path, null, "may not be read; give yourself the right to read it", e);
        }
        catch (Exception e) when (e is IOException or NotSupportedException or ArgumentException)
        {
            throw new ExperimentFileException(path, null, $"cannot be read: {e.Message}", e);
        }

        return Decode(path, bytes);
    }

    private static string Decode(string path, byte[] bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            throw new ExperimentFileException(path, null, "is larger than 1 MiB; an experiment file is a short text");
        }

        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                return text.StartsWith('\uFEFF') ? text[1..] : text;
            }
        }
        catch (DecoderFallbackException)
        {
            // Told below, like zero bytes.
        }

        throw new ExperimentFileException(path, null, "is no text in UTF-8; an experiment file is a plain text");
    }

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
}
