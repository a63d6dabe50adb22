using HpoActors.Core.Objectives;

namespace HpoActors.Tests.Training;

/// <summary>An objective that does what the test says.</summary>
internal sealed class InTestObjective(Func<TrialContext, CancellationToken, TrialOutcome> run, Action? dispose = null) : IObjective, IDisposable
{
    public TrialOutcome Run(TrialContext trial, CancellationToken cancel) => run(trial, cancel);

    public void Dispose() => dispose?.Invoke();

    /// <summary>Reports a value for each epoch.</summary>
    public static InTestObjective Of(Func<TrialContext, double> value) => new((trial, _) =>
    {
        for (int epoch = trial.FirstEpoch; epoch <= trial.Epochs; epoch++)
        {
            trial.Report(epoch, value(trial));
        }

        return TrialOutcome.Completed;
    });
}
