using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Searcher;

namespace HpoActors.Protocol;

/// <summary>What is said to the experiments' guardian and to an ExperimentActor, from within the process.</summary>
internal static class ExperimentProtocol
{
    /// <summary>Client → guardian: run this experiment and complete the promise with its result.</summary>
    /// <param name="Spec">The experiment.</param>
    /// <param name="Options">How to run it.</param>
    /// <param name="Result">Completed with the result, or with the error that kept the experiment from starting.</param>
    public sealed record Run(ExperimentSpec Spec, RunOptions Options, TaskCompletionSource<ExperimentResult> Result) : ILocalMessage
    {
        /// <summary>Where the checkpoints of paused trials are kept. Default null: where the settings say.</summary>
        public CheckpointShelf? Checkpoints { get; init; }

        /// <summary>Whether its trainers are in this process alone, so that those of an earlier run ended with theirs. Default true; false in a cluster.</summary>
        public bool IsAlone { get; init; } = true;

        /// <summary>
        /// Called from the experiment's actor before it stops, where it came to an end or was interrupted, with whether it is over: it is not where it may go on another time.
        /// Default none.
        /// </summary>
        public Action<ExperimentResult, bool>? Concluded { get; init; }

        /// <summary>Whether its objective is prepared where it is trained, and not here. Default false; true in a cluster.</summary>
        public bool IsPreparedElsewhere { get; init; }

        /// <summary>The number of the office under which its searcher decides. Default 0: the experiment is in no store.</summary>
        public long Office { get; init; }
    }

    /// <summary>Searcher → experiment: no trial is at a trainer any more, and all that was heard is written down.</summary>
    public sealed record Suspended : ILocalMessage
    {
        /// <summary>The message.</summary>
        public static Suspended Instance { get; } = new();
    }

    /// <summary>Searcher → experiment, host → guardian → experiment: another process took the office. Stop at once; what this one would still decide counts no more.</summary>
    /// <param name="Result">Tells the run apart from another of the same name; null from the searcher.</param>
    public sealed record Superseded(TaskCompletionSource<ExperimentResult>? Result = null) : ILocalMessage;

    /// <summary>Searcher → experiment: it works; its first record since it was started is written.</summary>
    public sealed record SearcherWorks : ILocalMessage
    {
        /// <summary>The message.</summary>
        public static SearcherWorks Instance { get; } = new();
    }

    /// <summary>Client → guardian → experiment: stop now, with what was measured. One that is in a store goes on another time.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Result">Tells the run apart from another of the same name.</param>
    /// <param name="Reason">Who asked.</param>
    /// <param name="IsFinal">Whether the experiment is to end where it could go on another time, too.</param>
    public sealed record Interrupt(string Experiment, TaskCompletionSource<ExperimentResult> Result, Reason Reason, bool IsFinal = false) : ILocalMessage;
}
