using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Checkpoints;

/// <summary>For nodes that share no place for checkpoints: nothing is kept, since what one node has in memory is of no use to the next. Paused trials start over.</summary>
internal sealed class NoCheckpoints : CheckpointKeeper
{
    public override bool IsLasting => true;

    public override bool KeepsNothing => true;

    public override KeptCheckpoint Write(CheckpointId id, AttemptId attempt, Checkpoint checkpoint) => throw new IOException("no checkpoints are kept here");

    public override byte[] Read(KeptCheckpoint checkpoint) => throw new IOException($"the checkpoint {checkpoint.Key} is kept elsewhere (hpo.checkpoints)");

    public override void Delete(KeptCheckpoint checkpoint)
    {
    }

    public override IReadOnlyList<(CheckpointId Id, KeptCheckpoint Checkpoint)> Find() => [];

    public override void DeleteAll()
    {
    }

    public override void Dispose()
    {
    }
}
