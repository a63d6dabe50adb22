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
    }

    /// <summary>Searcher → experiment: it works; its first record since it was started is written.</summary>
    public sealed record SearcherWorks : ILocalMessage
    {
        /// <summary>The message.</summary>
        public static SearcherWorks Instance { get; } = new();
    }

    /// <summary>Client → guardian → experiment: end now, with what was measured.</summary>
    /// <param name="Experiment">The experiment's name.</param>
    /// <param name="Result">Tells the run apart from another of the same name.</param>
    /// <param name="Reason">Who asked.</param>
    public sealed record Interrupt(string Experiment, TaskCompletionSource<ExperimentResult> Result, Reason Reason) : ILocalMessage;
}
