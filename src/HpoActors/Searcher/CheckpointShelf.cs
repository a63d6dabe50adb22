using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Searcher;

/// <summary>
/// The checkpoints of an experiment's paused trials, and what trials left at their end until the results get it. Its searcher uses it; the experiment owns it, so that a
/// restarted searcher finds all again.
/// Never waits for a disk: trainers' threads write and read files, and what is removed is deleted elsewhere.
/// </summary>
/// <param name="folder">Where trainers keep checkpoints in files, or null: then they are in memory.</param>
internal sealed class CheckpointShelf(CheckpointFolder? folder = null) : IDisposable
{
    private readonly Dictionary<CheckpointId, Checkpoint> _kept = [];
    private readonly Dictionary<TrialId, Checkpoint> _trained = [];

    /// <summary>Where trainers keep checkpoints in files, or null.</summary>
    public CheckpointFolder? Folder { get; } = folder;

    /// <summary>How many there are, trained states included.</summary>
    public int Count => _kept.Count + _trained.Count;

    /// <summary>The names of those that trials may go on from.</summary>
    public IEnumerable<CheckpointId> Names => _kept.Keys;

    /// <summary>Keeps a checkpoint, in the place of an earlier one of that name.</summary>
    public void Put(CheckpointId id, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (_kept.TryGetValue(id, out Checkpoint? before) && (before as CheckpointFile)?.Path != (checkpoint as CheckpointFile)?.Path)
        {
            Delete(before);
        }

        _kept[id] = checkpoint;
    }

    /// <summary>Whether it is there.</summary>
    public bool Contains(CheckpointId id) => _kept.ContainsKey(id);

    /// <summary>Finds a checkpoint.</summary>
    public bool TryGet(CheckpointId id, [NotNullWhen(true)] out Checkpoint? checkpoint) => _kept.TryGetValue(id, out checkpoint);

    /// <summary>Lets a checkpoint go that nobody can need again, where it is there.</summary>
    public void Remove(CheckpointId id)
    {
        if (_kept.Remove(id, out Checkpoint? removed))
        {
            Delete(removed);
        }
    }

    /// <summary>Lets all go that are not needed: what a searcher that stopped had kept, and then could not write down.</summary>
    public void Keep(Func<CheckpointId, bool> isNeeded)
    {
        foreach (CheckpointId id in _kept.Keys.Where(id => !isNeeded(id)).ToArray())
        {
            Remove(id);
        }

        _trained.Clear();
    }

    /// <summary>Keeps what a trial left at its end, until that is written down and the results get it.</summary>
    public void PutTrained(TrialId trial, Checkpoint checkpoint) => _trained[trial] = checkpoint;

    /// <summary>
    /// Hands over the trained states of trials that ended: what each left at its end, or, of the best one, in the pause in which it was ended. In a file, such a one stays
    /// until the experiment's folder goes. Lets go what nobody can need again.
    /// </summary>
    /// <param name="events">The facts that are written down.</param>
    /// <param name="unneeded">The checkpoints that nobody can need again since.</param>
    /// <param name="best">The best trial, or null.</param>
    public ImmutableArray<ResultsProtocol.TrainedState> HandOver(ImmutableArray<ExperimentEvent> events, IReadOnlyList<CheckpointId> unneeded, TrialId? best)
    {
        var states = ImmutableArray.CreateBuilder<ResultsProtocol.TrainedState>();
        bool hasBest = false;
        foreach (TrialEnded ended in events.OfType<TrialEnded>())
        {
            if (_trained.Remove(ended.Trial, out Checkpoint? state))
            {
                hasBest |= ended.Trial == best;
                states.Add(new ResultsProtocol.TrainedState(ended.Trial, state));
            }
        }

        foreach (CheckpointId id in unneeded)
        {
            if (id.Trial != best || hasBest)
            {
                Remove(id);
            }
            else if (_kept.Remove(id, out Checkpoint? paused))
            {
                states.Add(new ResultsProtocol.TrainedState(id.Trial, paused));
            }
        }

        return states.DrainToImmutable();
    }

    /// <summary>Lets all go.</summary>
    /// <exception cref="IOException">The folder could not be deleted. One line.</exception>
    public void Dispose()
    {
        _kept.Clear();
        _trained.Clear();
        Folder?.Dispose();
    }

    private static void Delete(Checkpoint checkpoint)
    {
        if (checkpoint is CheckpointFile file)
        {
            Task.Run(file.Delete);
        }
    }
}
