using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Results;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Telemetry;

/// <summary>Turns an experiment's facts into metrics. Not thread-safe.</summary>
internal sealed class ResultsTelemetry(ExperimentSpec spec)
{
    private readonly KeyValuePair<string, object?> _experiment = new(HpoTelemetry.Tags.Experiment, spec.Name);
    private readonly Dictionary<TrialId, double> _seconds = [];
    private int _running;
    private int _waiting;

    public void OnFact(ExperimentEvent fact, Leaderboard board)
    {
        switch (fact)
        {
            case Reported:
                HpoTelemetry.Epochs.Add(1, _experiment);
                break;
            case AttemptFailed failed:
                HpoTelemetry.Retries.Add(1, _experiment, new(HpoTelemetry.Tags.Failure, TrialFailure.NameOf(failed.Failure.Kind)));
                Spent(failed.Trial, failed.Seconds);
                break;
            case AttemptReturned returned:
                Spent(returned.Trial, returned.Seconds);
                break;
            case TrialPaused paused:
                Spent(paused.Trial, paused.Seconds);
                break;
            case TrialEnded ended:
                _seconds.Remove(ended.Trial, out double before);
                KeyValuePair<string, object?> state = new(HpoTelemetry.Tags.TrialState, ResultDocument.NameOf(ended.State));
                HpoTelemetry.TrialsEnded.Add(1, _experiment, state);
                HpoTelemetry.TrialDuration.Record(before + ended.Seconds, _experiment, state);
                if (board.Best?.Id == ended.Trial)
                {
                    HpoTelemetry.BestValue.Record(board.Best.Value, _experiment);
                }

                break;
        }

        Show(board.CountOf(TrialState.Running), board.CountOf(TrialState.Proposed));
    }

    /// <summary>Takes back what is still shown as running or waiting.</summary>
    public void Close() => Show(0, 0);

    private void Show(int running, int waiting)
    {
        if (running != _running)
        {
            HpoTelemetry.TrialsRunning.Add(running - _running, _experiment);
            _running = running;
        }

        if (waiting != _waiting)
        {
            HpoTelemetry.QueueDepth.Add(waiting - _waiting, _experiment);
            _waiting = waiting;
        }
    }

    private void Spent(TrialId trial, double seconds) => _seconds[trial] = _seconds.GetValueOrDefault(trial) + seconds;
}
