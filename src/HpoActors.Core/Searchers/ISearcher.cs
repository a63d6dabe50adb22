using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers;

/// <summary>
/// Proposes configurations. State changes in <see cref="Observe"/> alone, so that observing the same facts again brings the same searcher back,
/// and a proposal that is not used leaves no trace.
/// </summary>
public interface ISearcher
{
    /// <summary>Whether proposals depend on results. If not, trainers may fetch several at once.</summary>
    bool LearnsFromResults { get; }

    /// <summary>Whether a proposal takes so long that an actor asks for it beside its own thread, and trainers are served meanwhile. Default: no.</summary>
    bool ThinksLong => false;

    /// <summary>How many configurations the searcher has in all, or null where it never runs out (or cannot know).</summary>
    long? Size => null;

    /// <summary>A configuration for a new trial, or null where the space is used up.</summary>
    /// <param name="trial">The trial to be; ids come in order, without gaps.</param>
    /// <param name="random">The trial's own stream, the same where it is asked for again.</param>
    Proposal? Propose(TrialId trial, RandomStream random);

    /// <summary>Takes notice of a fact, in the journal's order: a proposal that was taken, whoever made it, a report, a trial's end.</summary>
    void Observe(in Observation observation);
}

/// <summary>A proposed configuration.</summary>
/// <param name="Configuration">The configuration, within the space.</param>
/// <param name="Reason">Why this one.</param>
/// <param name="StartFrom">Another trial's checkpoint, from which this one goes on; null to start afresh.</param>
public sealed record Proposal(Configuration Configuration, Reason Reason, CheckpointId? StartFrom = null);

/// <summary>The kinds of <see cref="Observation"/>.</summary>
public enum ObservationKind
{
    /// <summary>A proposal became a trial, now pending.</summary>
    Proposed,

    /// <summary>A trial reported an epoch.</summary>
    Reported,

    /// <summary>A trial ended. It may end again with another value, which takes the place of the first (the mean of a configuration tried several times).</summary>
    Ended,

    /// <summary>
    /// An earlier experiment's result, before the first trial; its trial has a negative number. Searchers that do not learn from results ignore it.
    /// </summary>
    Known,
}

/// <summary>A fact that a searcher may learn from.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Trial">To which trial.</param>
/// <param name="Configuration">The trial's configuration.</param>
/// <param name="Epoch">The last epoch reported, 0 before the first.</param>
/// <param name="Value">The metric at that epoch, to be minimised; NaN where there is none or the trial failed.</param>
/// <param name="State">The trial's state: running, or how it ended.</param>
public readonly record struct Observation(ObservationKind Kind, TrialId Trial, Configuration Configuration, int Epoch, double Value, TrialState State);

/// <summary>The choice of a searcher with its options: part of an experiment's specification.</summary>
public abstract record SearcherSettings
{
    /// <summary>The searcher's name in experiment files.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the searcher runs out of configurations by itself, so that an experiment needs no other limit. Default: no.</summary>
    public virtual bool IsFinite => false;

    /// <summary>A searcher over the space, in its initial state.</summary>
    /// <param name="space">The space.</param>
    /// <param name="seed">The experiment's seed, for choices that are made once for all trials, such as how points are scrambled. A trial's own come from its stream.</param>
    /// <exception cref="InvalidOptionException">The searcher cannot work on this space.</exception>
    public abstract ISearcher Create(SearchSpace space, long seed);
}
