using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Checkpoints;

/// <summary>
/// An experiment's checkpoints in files: a folder of its own below the directory of the settings, made for the first one and deleted at the end. Trainers'
/// threads write into it at the same time; nobody reads a file that is not whole.
/// </summary>
/// <remarks>A killed process leaves its folder behind. The next one that makes a folder in the directory deletes it: see <see cref="FolderOwner"/>.</remarks>
internal sealed class CheckpointFolder(string directory, string experiment) : IDisposable
{
    private readonly Lock _gate = new();
    private FolderOwner? _owner;
    private int _writing;
    private bool _closed;

    /// <summary>Writes a paused attempt's checkpoint.</summary>
    /// <returns>The checkpoint in its file.</returns>
    /// <exception cref="IOException">It could not be written, or the experiment is over. One line.</exception>
    public CheckpointFile Write(AttemptId attempt, Checkpoint checkpoint)
    {
        ReadOnlyMemory<byte> content = checkpoint.Content;
        try
        {
            string path = Path.Combine(Enter(), $"trial-{attempt.Trial}-{attempt.Attempt}");
            try
            {
                WriteWhole(path, content.Span);
                return new CheckpointFile(checkpoint.Format, path, content.Length);
            }
            finally
            {
                Exit();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string why = exception.Message.ReplaceLineEndings(" ");
            throw new IOException($"the checkpoint of trial {attempt.Trial} could not be kept in {directory} (hpo.checkpoints.directory): {why}", exception);
        }
    }

    /// <summary>Deletes the folder with all that is in it, now or when the last writer is done, and refuses further ones.</summary>
    /// <exception cref="IOException">Something of it could not be deleted.</exception>
    public void Dispose()
    {
        FolderOwner? unused;
        lock (_gate)
        {
            _closed = true;
            unused = _writing == 0 ? _owner : null;
        }

        unused?.DeleteFolder();
    }

    private static void WriteWhole(string path, ReadOnlySpan<byte> content)
    {
        // An abandoned thread may write the same attempt's once more, so that each writer has a name of its own until the file is whole.
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

    private string Enter()
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw new IOException("the experiment is over");
            }

            _owner ??= FolderOwner.Create(directory, experiment);
            _writing++;
            return _owner.Folder;
        }
    }

    private void Exit()
    {
        FolderOwner? unused;
        lock (_gate)
        {
            unused = --_writing == 0 && _closed ? _owner : null;
        }

        unused?.DeleteFolder();
    }
}
