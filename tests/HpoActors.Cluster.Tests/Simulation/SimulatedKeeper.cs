using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>A place for an experiment's checkpoints that all nodes share; each has a keeper of its own for it, as for a folder.</summary>
internal sealed class SimulatedKeeper(SortedDictionary<string, (CheckpointId Id, string Format, byte[] Bytes)> shared) : CheckpointKeeper
{
    private bool _isOver;

    public override bool IsLasting => true;

    public override KeptCheckpoint Write(CheckpointId id, AttemptId attempt, Checkpoint checkpoint)
    {
        if (_isOver)
        {
            throw new IOException("the experiment is over");
        }

        string key = $"trial-{id.Trial}-epoch-{id.Epoch}";
        shared[key] = (id, checkpoint.Format, checkpoint.Content.ToArray());
        return new KeptCheckpoint(checkpoint.Format, key, checkpoint.Content.Length, this);
    }

    public override byte[] Read(KeptCheckpoint checkpoint) =>
        shared.TryGetValue(checkpoint.Key, out (CheckpointId, string, byte[] Bytes) kept) ? kept.Bytes : throw new IOException($"the checkpoint {checkpoint.Key} is not there");

    public override void Delete(KeptCheckpoint checkpoint) => shared.Remove(checkpoint.Key);

    public override void DeleteSoon(KeptCheckpoint checkpoint) => Delete(checkpoint);

    public override IReadOnlyList<(CheckpointId Id, KeptCheckpoint Checkpoint)> Find() =>
        [.. shared.Select(kept => (kept.Value.Id, new KeptCheckpoint(kept.Value.Format, kept.Key, kept.Value.Bytes.Length, this)))];

    public override void DeleteAll()
    {
        _isOver = true;
        shared.Clear();
    }

    public override void Dispose()
    {
    }
}
