using System.Globalization;
using HpoActors.Checkpoints;
using HpoActors.Core.Objectives;

namespace HpoActors.Objectives.Command;

/// <summary>A trainer's folder for what its programs leave: made for the first attempt, deleted at the end. Each attempt has one of its own in it.</summary>
/// <param name="directory">Where it is made.</param>
internal sealed class CheckpointDirectory(string directory) : IDisposable
{
    private FolderOwner? _owner;

    /// <summary>An attempt's folder, with the files of the checkpoint that it goes on from.</summary>
    /// <exception cref="IOException">It cannot be made or filled. One line.</exception>
    /// <exception cref="FormatException">The checkpoint is of another objective, or damaged. One line.</exception>
    public string Open(TrialContext trial)
    {
        string folder;
        try
        {
            _owner ??= FolderOwner.Create(directory, trial.Experiment);
            folder = Path.Combine(_owner.Folder, string.Create(CultureInfo.InvariantCulture, $"{trial.Trial}-{trial.Attempt}-{Guid.NewGuid():N}"));
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"no HPO_CHECKPOINT_DIR can be made in {directory} (TMPDIR sets where): {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        if (trial.Checkpoint is not null)
        {
            try
            {
                CommandCheckpoint.Unpack(trial.Checkpoint, folder);
            }
            catch
            {
                Close(folder);
                throw;
            }
        }

        return folder;
    }

    /// <summary>Deletes an attempt's folder. One that cannot be deleted goes with the trainer's.</summary>
    public static void Close(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Deleting the trainer's folder tries again, and says what is left.
        }
    }

    /// <summary>Deletes the trainer's folder.</summary>
    /// <exception cref="IOException">Something could not be deleted. One line.</exception>
    public void Dispose() => _owner?.DeleteFolder();
}
