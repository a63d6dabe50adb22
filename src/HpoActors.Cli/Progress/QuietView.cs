using HpoActors.Core.Experiments;

namespace HpoActors.Cli.Progress;

/// <summary>Shows nothing.</summary>
internal sealed class QuietView : IProgressView
{
    public IProgress<string> Preparation { get; } = new Lines(_ => { });

    public void OnFact(ExperimentEvent fact)
    {
    }

    public void Dispose()
    {
    }
}
