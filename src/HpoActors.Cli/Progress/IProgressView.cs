using HpoActors.Core.Experiments;

namespace HpoActors.Cli.Progress;

/// <summary>Shows an experiment while it runs, on standard error.</summary>
internal interface IProgressView : IDisposable
{
    /// <summary>Takes lines of the preparation.</summary>
    IProgress<string> Preparation { get; }

    /// <summary>Takes every fact, in order, from one thread at a time.</summary>
    void OnFact(ExperimentEvent fact);
}
