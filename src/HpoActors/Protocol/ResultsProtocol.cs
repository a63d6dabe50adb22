using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Protocol;

/// <summary>What is said to a ResultsActor, and what it says to its experiment.</summary>
public static class ResultsProtocol
{
    /// <summary>Searcher → results: these facts are written down.</summary>
    /// <param name="Events">The facts, in the journal's order.</param>
    /// <param name="Checkpoints">The trained states of trials that ended.</param>
    /// <param name="Lanes">The most lanes that a trainer had in use at once so far.</param>
    /// <param name="Record">The journal's number of these facts. A restarted searcher tells all again; what is known already changes nothing.</param>
    /// <param name="HasMore">Whether the next record follows at once.</param>
    public sealed record Facts(ImmutableArray<ExperimentEvent> Events, ImmutableArray<TrainedState> Checkpoints, int Lanes, long Record, bool HasMore = false) : IHpoMessage;

    /// <summary>A trial's trained state.</summary>
    /// <param name="Trial">The trial.</param>
    /// <param name="Checkpoint">The state.</param>
    public sealed record TrainedState(TrialId Trial, Checkpoint Checkpoint);

    /// <summary>Experiment → results: tell what there is, ended or not, with <see cref="Concluded"/>.</summary>
    public sealed record Conclude : IHpoMessage
    {
        /// <summary>The message.</summary>
        public static Conclude Instance { get; } = new();
    }

    /// <summary>Results → experiment: the experiment has ended, or the answer to <see cref="Conclude"/>.</summary>
    /// <param name="Result">The results.</param>
    internal sealed record Concluded(ExperimentResult Result) : ILocalMessage;
}
