using HpoActors.Core.Objectives;

namespace HpoActors.Checkpoints;

/// <summary>A checkpoint whose bytes lie in a file, which is read where they are needed: on a trainer's thread.</summary>
internal sealed class CheckpointFile(string format, string path, int length) : Checkpoint(format)
{
    /// <summary>Where the bytes are.</summary>
    public string Path { get; } = path;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Content
    {
        get
        {
            byte[] bytes;
            try
            {
                bytes = File.ReadAllBytes(Path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new IOException($"the checkpoint {Path} cannot be read: {exception.Message}", exception);
            }

            return bytes.Length == length
                ? bytes
                : throw new IOException($"the checkpoint {Path} has {bytes.Length} bytes where {length} were written; something else changed it");
        }
    }

    /// <summary>Deletes the file; one that cannot be deleted goes with its folder.</summary>
    public void Delete()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder's end tries again, and says what is left.
        }
    }
}
