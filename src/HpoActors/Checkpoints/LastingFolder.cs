using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Checkpoints;

/// <summary>
/// An experiment's checkpoints in a folder that outlives its processes, and that several of them may share: beside a store's file, or on a file system that all nodes mount.
/// A file for each, <c>trial-3-epoch-9.softmax~1</c>; the format's name is its extension.
/// </summary>
/// <remarks>
/// What a trial has learnt up to an epoch is the same in each of its attempts, so that a file which is written twice is the same twice.
/// </remarks>
/// <param name="folder">The folder, of this experiment alone; made for the first checkpoint.</param>
internal sealed class LastingFolder(string folder) : CheckpointKeeper
{
    // Where a name of the experiment or of a format has it, "/" would be another folder.
    private const char Slash = '~';

    private volatile bool _isOver;

    public override bool IsLasting => true;

    /// <summary>The folder of an experiment below a directory.</summary>
    public static LastingFolder Of(string directory, string experiment) => new(Path.Combine(directory, Uri.EscapeDataString(experiment)));

    public override KeptCheckpoint Write(CheckpointId id, AttemptId attempt, Checkpoint checkpoint)
    {
        ReadOnlyMemory<byte> content = checkpoint.Content;
        string name = $"trial-{id.Trial}-epoch-{id.Epoch}.{checkpoint.Format.Replace('/', Slash)}";
        try
        {
            if (_isOver)
            {
                throw new IOException("the experiment is over");
            }

            Directory.CreateDirectory(folder);
            CheckpointFiles.Write(Path.Combine(folder, name), content.Span);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the checkpoint of trial {id.Trial} could not be kept in {folder}: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        return new KeptCheckpoint(checkpoint.Format, name, content.Length, this);
    }

    public override byte[] Read(KeptCheckpoint checkpoint) => CheckpointFiles.Read(PathOf(checkpoint), checkpoint.Length);

    public override void Delete(KeptCheckpoint checkpoint) => CheckpointFiles.Delete(PathOf(checkpoint));

    public override IReadOnlyList<(CheckpointId Id, KeptCheckpoint Checkpoint)> Find()
    {
        List<(CheckpointId, KeptCheckpoint)> found = [];
        try
        {
            if (!Directory.Exists(folder))
            {
                return [];
            }

            foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("trial-*-epoch-*.*"))
            {
                if (file.Name.EndsWith(".part", StringComparison.Ordinal))
                {
                    // A killed process did not come to its end.
                    CheckpointFiles.Delete(file.FullName);
                }
                else if (TryParse(file.Name, out CheckpointId id, out string format))
                {
                    found.Add((id, new KeptCheckpoint(format, file.Name, (int)file.Length, this)));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the checkpoints in {folder} cannot be listed: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        return found;
    }

    public override void DeleteAll()
    {
        _isOver = true;
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the checkpoints in {folder} could not be deleted: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    public override void Dispose()
    {
    }

    // A name that came over the wire stays in the folder.
    private string PathOf(KeptCheckpoint checkpoint) => Path.Combine(folder, Path.GetFileName(checkpoint.Key));

    private static bool TryParse(string name, out CheckpointId id, out string format)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        string[] parts = name[..dot].Split('-');
        format = name[(dot + 1)..].Replace(Slash, '/');
        bool is4 = parts.Length == 4 & int.TryParse(parts.ElementAtOrDefault(1), out int trial) & int.TryParse(parts.ElementAtOrDefault(3), out int epoch);
        id = is4 ? new CheckpointId(new TrialId(trial), epoch) : default;
        return is4;
    }
}
