using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Objectives;

/// <summary>
/// An objective that may train many trials at once, in sessions of lanes. What a lane learns is, bit for bit on one machine, what it would learn alone:
/// nothing depends on its neighbours, their number, its position or the time of its admission.
/// </summary>
/// <remarks>A trial alone is a session with one lane, which is how <see cref="IObjective.Run"/> runs it: an implementation need not write it.</remarks>
public interface ILaneObjective : IObjective
{
    /// <summary>The most lanes of a session as the experiment's options say, or null (<c>auto</c>): then a session says itself how many pay.</summary>
    int? Lanes { get; }

    /// <summary>Names the pack of a configuration: trials of equal keys can share a session. Pure and quick; needs no device and may be called from any thread.</summary>
    PackKey KeyOf(Configuration configuration);

    /// <summary>Opens an empty session on the calling thread, which alone will use it.</summary>
    /// <param name="device">The core or GPU.</param>
    /// <param name="key">What its trials have in common.</param>
    /// <exception cref="OutOfMemoryException">The device's memory ran out.</exception>
    ILaneSession Open(Device device, PackKey key);

    /// <inheritdoc/>
    TrialOutcome IObjective.Run(TrialContext trial, CancellationToken cancel) => SingleLane.Run(this, trial, cancel);
}

/// <summary>What trials must have in common to be trained in one pass, such as <c>batch=16</c>: text that only its objective reads.</summary>
/// <param name="Value">The text; equal texts, same pack.</param>
public readonly record struct PackKey(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// A pack of trials in training on one device. Lanes are admitted and released between epochs while the others go on. A call that throws has changed nothing:
/// the lanes are where they were before it and can be trained again, all or some of them.
/// </summary>
public interface ILaneSession : IDisposable
{
    /// <summary>How many lanes pay here, at least 1: more would cost memory without making each cheaper.</summary>
    int Lanes { get; }

    /// <summary>Lanes that cost together what one alone costs, at least 1. A pass costs by whole tiles.</summary>
    int TileSize { get; }

    /// <summary>Whether lanes at different epochs share a pass. If not, lanes of one call of <see cref="TrainEpoch"/> have to be at the same epoch.</summary>
    bool EpochsShareAPass { get; }

    /// <summary>Takes a trial in: fresh at epoch 1, or as it was in its <see cref="TrialContext.Checkpoint"/>.</summary>
    /// <exception cref="OutOfMemoryException">The device's memory ran out.</exception>
    /// <exception cref="FormatException">The checkpoint is of another kind.</exception>
    void Admit(TrialContext trial);

    /// <summary>Trains lanes by one epoch each, in one pass over the data.</summary>
    /// <param name="lanes">The lanes, at least one.</param>
    /// <param name="pulse">Called many times in a pass, so that the caller can see to other things; an exception that it throws ends the pass.</param>
    /// <returns>One for each lane, in the order of <paramref name="lanes"/>.</returns>
    /// <exception cref="OutOfMemoryException">The device's memory ran out; fewer lanes may fit.</exception>
    IReadOnlyList<LaneReport> TrainEpoch(IReadOnlyList<TrialId> lanes, Action pulse);

    /// <summary>Lets a lane go.</summary>
    /// <returns>Its state: enough to go on with it elsewhere, or to use the model.</returns>
    Checkpoint Release(TrialId trial);
}

/// <summary>What came of a lane's epoch.</summary>
/// <param name="Trial">The lane's trial.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Metrics">What it measured; meaningless where it failed.</param>
/// <param name="Failure">Why the lane cannot go on, or null. It is still to be released.</param>
public sealed record LaneReport(TrialId Trial, int Epoch, Metrics Metrics, TrialFailure? Failure = null);
