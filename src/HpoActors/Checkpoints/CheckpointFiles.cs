namespace HpoActors.Checkpoints;

/// <summary>Checkpoints as files of their own.</summary>
internal static class CheckpointFiles
{
    /// <summary>Writes a file so that nobody ever sees a part of it.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        // An abandoned thread may write the same one once more, so that each writer has a name of its own until the file is whole.
        string partial = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            File.WriteAllBytes(partial, content);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            // What fills a disk must not stay there.
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="IOException">It cannot be read, or has not got the length that was written. One line.</exception>
    public static byte[] Read(string path, int length)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the checkpoint {path} cannot be read: {exception.Message}", exception);
        }

        return bytes.Length == length
            ? bytes
            : throw new IOException($"the checkpoint {path} has {bytes.Length} bytes where {length} were written; something else changed it");
    }

    /// <summary>Deletes a file where it is there; one that cannot be deleted goes with its folder.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder's end tries again, and says what is left.
        }
    }
}
