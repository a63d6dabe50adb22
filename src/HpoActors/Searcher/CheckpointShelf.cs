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
/// <param name="keeper">Where trainers keep checkpoints outside their memory, or null: then they are in memory.</param>
internal sealed class CheckpointShelf(CheckpointKeeper? keeper = null) : IDisposable
{
    private readonly Dictionary<CheckpointId, Checkpoint> _kept = [];
    private readonly Dictionary<TrialId, Checkpoint> _trained = [];

    // Found by a searcher that knows only its journal: running trials may have left them, and the reports about that may still come, or not.
    private readonly HashSet<CheckpointId> _unreported = [];

    // What the results have, as long as nothing is better.
    private (TrialId Trial, Checkpoint State)? _best;

    /// <summary>Where trainers keep checkpoints outside their memory, or null.</summary>
    public CheckpointKeeper? Keeper { get; } = keeper;

    /// <summary>How many there are, trained states included.</summary>
    public int Count => _kept.Count + _trained.Count;

    /// <summary>The names of those that trials may go on from.</summary>
    public IEnumerable<CheckpointId> Names => _kept.Keys;

    /// <summary>Puts what an earlier process left on the shelf.</summary>
    public void Put(IReadOnlyList<(CheckpointId Id, KeptCheckpoint Checkpoint)> found)
    {
        foreach ((CheckpointId id, KeptCheckpoint checkpoint) in found)
        {
            _kept[id] = checkpoint;
        }
    }

    /// <summary>Keeps a checkpoint, in the place of an earlier one of that name.</summary>
    public void Put(CheckpointId id, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (_kept.TryGetValue(id, out Checkpoint? before) && !IsSame(before, checkpoint))
        {
            Delete(before);
        }

        _kept[id] = KeptCheckpoint.At(checkpoint, Keeper)!;
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

    /// <summary>
    /// A searcher knows again what its journal holds: lets all go that nobody needs, such as what the one before had kept and could not write down any more.
    /// </summary>
    /// <param name="isNeeded">Whether a trial may go on from a checkpoint.</param>
    /// <param name="mayBeReported">Whether a running trial may have left it: it stays until <see cref="Review"/> knows more.</param>
    /// <param name="best">The best trial with its last epoch, or null.</param>
    /// <returns>What the best trial learnt, where it is still known.</returns>
    public Checkpoint? Recover(Func<CheckpointId, bool> isNeeded, Func<CheckpointId, bool> mayBeReported, CheckpointId? best)
    {
        Checkpoint? state = null;
        if (best is { } id)
        {
            state = _trained.TryGetValue(id.Trial, out Checkpoint? trained) ? trained : _best?.Trial == id.Trial ? _best?.State : _kept.GetValueOrDefault(id);
            _best = state is null ? null : (id.Trial, state);
        }

        _unreported.Clear();
        foreach (CheckpointId unneeded in _kept.Keys.Where(kept => !isNeeded(kept)).ToArray())
        {
            if (mayBeReported(unneeded))
            {
                _unreported.Add(unneeded);
            }
            else if (unneeded == best)
            {
                // The results have it.
                _kept.Remove(unneeded);
            }
            else
            {
                Remove(unneeded);
            }
        }

        _trained.Clear();
        return state;
    }

    /// <summary>Lets go of what <see cref="Recover"/> kept for reports that do not come any more.</summary>
    /// <param name="isNeeded">Whether a trial may go on from a checkpoint.</param>
    /// <param name="mayBeReported">Whether a running trial may have left it.</param>
    public void Review(Func<CheckpointId, bool> isNeeded, Func<CheckpointId, bool> mayBeReported) => _unreported.RemoveWhere(id =>
    {
        if (!isNeeded(id))
        {
            if (mayBeReported(id))
            {
                return false;
            }

            Remove(id);
        }

        return true;
    });

    /// <summary>Keeps what a trial left at its end, until that is written down and the results get it.</summary>
    public void PutTrained(TrialId trial, Checkpoint checkpoint)
    {
        Checkpoint state = KeptCheckpoint.At(checkpoint, Keeper)!;

        // Its file may have been found before it was reported.
        foreach (CheckpointId id in _unreported.Where(id => id.Trial == trial && _kept.TryGetValue(id, out Checkpoint? found) && IsSame(found, state)).ToArray())
        {
            _unreported.Remove(id);
            _kept.Remove(id);
        }

        _trained[trial] = state;
    }

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
        foreach (TrialEnded ended in events.OfType<TrialEnded>())
        {
            if (_trained.Remove(ended.Trial, out Checkpoint? state))
            {
                HandOver(ended.Trial, state, best, states);
            }
        }

        foreach (CheckpointId id in unneeded)
        {
            // Once the best trial's state is known, its earlier ones are only what copies of it went on from.
            if (id.Trial != best || _best?.Trial == best)
            {
                Remove(id);
            }
            else if (_kept.Remove(id, out Checkpoint? paused))
            {
                HandOver(id.Trial, paused, best, states);
            }
        }

        return states.DrainToImmutable();
    }

    /// <summary>The experiment is over: deletes what outlives the process, too.</summary>
    /// <exception cref="IOException">Something could not be deleted. One line.</exception>
    public void DeleteAll()
    {
        _kept.Clear();
        _trained.Clear();
        Keeper?.DeleteAll();
    }

    /// <summary>Lets all go that does not outlive the process.</summary>
    /// <exception cref="IOException">Something could not be deleted. One line.</exception>
    public void Dispose()
    {
        _kept.Clear();
        _trained.Clear();
        Keeper?.Dispose();
    }

    // Of those outside the memory only the best trial's stays, until there is a better one.
    private void HandOver(TrialId trial, Checkpoint state, TrialId? best, ImmutableArray<ResultsProtocol.TrainedState>.Builder states)
    {
        if (trial == best)
        {
            if (_best is { } before && !IsSame(before.State, state))
            {
                Delete(before.State);
            }

            _best = (trial, state);
        }
        else
        {
            Delete(state);
        }

        states.Add(new ResultsProtocol.TrainedState(trial, state));
    }

    // Outside the memory; in it there is nothing to delete.
    private static bool IsSame(Checkpoint one, Checkpoint other) => (one as KeptCheckpoint)?.Key == (other as KeptCheckpoint)?.Key;

    private static void Delete(Checkpoint checkpoint) => (checkpoint as KeptCheckpoint)?.DeleteSoon();
}
