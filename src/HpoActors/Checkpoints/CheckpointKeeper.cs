using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Checkpoints;

/// <summary>
/// Where an experiment's checkpoints lie outside the memory of its processes. Trainers' threads write and read at the same time; nobody reads what is not whole.
/// </summary>
internal abstract class CheckpointKeeper : IDisposable
{
    /// <summary>Whether what is kept outlives the process, and can be read by every process of the experiment.</summary>
    public abstract bool IsLasting { get; }

    /// <summary>Whether nothing is kept at all: then paused trials start over.</summary>
    public virtual bool KeepsNothing => false;

    /// <summary>Keeps a checkpoint, in the place of an earlier one of that name.</summary>
    /// <param name="id">The trial, and the last epoch that is in it.</param>
    /// <param name="attempt">The attempt that made it.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <exception cref="IOException">It could not be written, or the experiment is over. One line.</exception>
    public abstract KeptCheckpoint Write(CheckpointId id, AttemptId attempt, Checkpoint checkpoint);

    /// <summary>The bytes of a checkpoint.</summary>
    /// <exception cref="IOException">They cannot be read, or are not those that were written. One line.</exception>
    public abstract byte[] Read(KeptCheckpoint checkpoint);

    /// <summary>Deletes a checkpoint where it is there; one that cannot be deleted goes with all.</summary>
    public abstract void Delete(KeptCheckpoint checkpoint);

    /// <summary>The same from an actor, which does not wait for a disk.</summary>
    public virtual void DeleteSoon(KeptCheckpoint checkpoint) => Task.Run(() => Delete(checkpoint));

    /// <summary>What was kept before, by this process or another. Empty where it is not lasting.</summary>
    /// <exception cref="IOException">It cannot be looked up. One line.</exception>
    public abstract IReadOnlyList<(CheckpointId Id, KeptCheckpoint Checkpoint)> Find();

    /// <summary>Deletes all, now or when the last writer is done, and refuses further ones: the experiment is over.</summary>
    /// <exception cref="IOException">Something could not be deleted. One line.</exception>
    public abstract void DeleteAll();

    /// <summary>Lets go; what is not lasting is deleted.</summary>
    /// <exception cref="IOException">Something could not be deleted. One line.</exception>
    public abstract void Dispose();
}

/// <summary>
/// A checkpoint whose bytes lie with a keeper, and are read where they are needed: on a trainer's thread. On the wire it is its name alone; who gets it looks it up with
/// its own keeper.
/// </summary>
/// <param name="format">What the bytes are.</param>
/// <param name="key">Its name with the keeper.</param>
/// <param name="length">How many bytes.</param>
/// <param name="keeper">Who has it, or null where it came over the wire.</param>
internal sealed class KeptCheckpoint(string format, string key, int length, CheckpointKeeper? keeper) : Checkpoint(format)
{
    /// <summary>Its name with the keeper.</summary>
    public string Key { get; } = key;

    /// <summary>How many bytes it has.</summary>
    public int Length { get; } = length;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Content =>
        keeper is null ? throw new IOException($"the checkpoint {Key} is kept on another node; let all nodes share a directory or a store (hpo.checkpoints)") : keeper.Read(this);

    /// <summary>The checkpoint as it can be read here.</summary>
    /// <param name="checkpoint">A checkpoint, which may have come over the wire.</param>
    /// <param name="keeper">The experiment's keeper here, or null where there is none.</param>
    public static Checkpoint? At(Checkpoint? checkpoint, CheckpointKeeper? keeper) =>
        checkpoint is KeptCheckpoint { IsHere: false } kept && keeper is not null ? new KeptCheckpoint(kept.Format, kept.Key, kept.Length, keeper) : checkpoint;

    private bool IsHere => keeper is not null;

    /// <summary>Deletes it, where it is here, without waiting for that.</summary>
    public void DeleteSoon() => keeper?.DeleteSoon(this);
}
