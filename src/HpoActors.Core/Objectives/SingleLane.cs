using HpoActors.Core.Schedulers;

namespace HpoActors.Core.Objectives;

/// <summary>A trial alone: a session with one lane.</summary>
internal static class SingleLane
{
    public static TrialOutcome Run(ILaneObjective objective, TrialContext trial, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trial);
        using ILaneSession session = objective.Open(trial.Device, objective.KeyOf(trial.Configuration));
        session.Admit(trial);
        for (int epoch = trial.FirstEpoch; epoch <= trial.Epochs; epoch++)
        {
            LaneReport report = session.TrainEpoch([trial.Trial], cancel.ThrowIfCancellationRequested)[0];
            if (report.Failure is { } failure)
            {
                return TrialOutcome.Failed(failure.Kind, failure.Message);
            }

            if (trial.Report(report.Epoch, report.Metrics).Kind != VerdictKind.Continue)
            {
                break;
            }
        }

        return TrialOutcome.CompletedWith(session.Release(trial.Trial));
    }
}
