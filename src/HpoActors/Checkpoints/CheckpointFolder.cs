using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Checkpoints;

/// <summary>
/// An experiment's checkpoints in files: a folder of its own below the directory of the settings, made for the first one and deleted at the end. Trainers'
/// threads write into it at the same time; nobody reads a file that is not whole.
/// </summary>
/// <remarks>A killed process leaves its folder behind. The next one that makes a folder in the directory deletes it: see <see cref="FolderOwner"/>.</remarks>
internal sealed class CheckpointFolder(string directory, string experiment) : CheckpointKeeper
{
    private readonly Lock _gate = new();
    private FolderOwner? _owner;
    private int _writing;
    private bool _closed;

    public override bool IsLasting => false;

    public override KeptCheckpoint Write(CheckpointId id, AttemptId attempt, Checkpoint checkpoint)
    {
        ReadOnlyMemory<byte> content = checkpoint.Content;
        try
        {
            string path = Path.Combine(Enter(), $"trial-{attempt.Trial}-{attempt.Attempt}");
            try
            {
                CheckpointFiles.Write(path, content.Span);
                return new KeptCheckpoint(checkpoint.Format, path, content.Length, this);
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

    public override byte[] Read(KeptCheckpoint checkpoint) => CheckpointFiles.Read(checkpoint.Key, checkpoint.Length);

    public override void Delete(KeptCheckpoint checkpoint) => CheckpointFiles.Delete(checkpoint.Key);

    public override IReadOnlyList<(CheckpointId Id, KeptCheckpoint Checkpoint)> Find() => [];

    public override void DeleteAll() => Dispose();

    /// <summary>Deletes the folder with all that is in it, now or when the last writer is done, and refuses further ones.</summary>
    /// <exception cref="IOException">Something of it could not be deleted.</exception>
    public override void Dispose()
    {
        FolderOwner? unused;
        lock (_gate)
        {
            _closed = true;
            unused = _writing == 0 ? _owner : null;
        }

        unused?.DeleteFolder();
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
