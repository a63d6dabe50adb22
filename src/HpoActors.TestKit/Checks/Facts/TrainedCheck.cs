using HpoActors.Core.Experiments;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Checks.Facts;

/// <summary>
/// What was told is what was done: each report is of an epoch that its attempt had trained by then, with the value that it had, at the one trainer that was to run it,
/// from the checkpoint that it was to go on from; and nobody trained further than he was allowed.
/// </summary>
internal sealed class TrainedCheck(string check, TrainingLog log) : IFactCheck
{
    private readonly Dictionary<AttemptId, int> _granted = [];

    public void On(FactWalk walk, ExperimentEvent fact)
    {
        switch (fact)
        {
            case AttemptStarted started when walk.Trial is { } trial:
                AttemptId id = new(started.Trial, started.Attempt);
                _granted[id] = started.Until;
                if (log.Attempts.TryGetValue(id, out TrainedAttempt? begun))
                {
                    OnBegun(walk, started, trial, begun);
                }

                break;
            case Reported reported:
                OnReported(walk, reported);
                break;
            case VerdictGiven { Verdict.Kind: Core.Schedulers.VerdictKind.Continue } given:
                _granted[new AttemptId(given.Trial, given.Attempt)] = given.Verdict.Until;
                break;
        }
    }

    public void AtEnd(FactWalk walk)
    {
        foreach ((AttemptId id, TrainedAttempt trained) in log.Attempts)
        {
            if (!_granted.TryGetValue(id, out int until))
            {
                throw walk.Breach(check, $"attempt {id} was trained at {trained.Trainer} and is in no fact");
            }

            if (trained.Epochs.Count > 0 && trained.Epochs.Keys.Max() > until)
            {
                throw walk.Breach(check, $"attempt {id} was trained to epoch {trained.Epochs.Keys.Max()}, and was allowed {until}");
            }
        }
    }

    private void OnBegun(FactWalk walk, AttemptStarted started, WalkedTrial trial, TrainedAttempt begun)
    {
        if (begun.Trainers.Count != 1 || begun.Trainer != started.Trainer)
        {
            throw walk.Breach(check, $"was trained at {string.Join(" and ", begun.Trainers)}");
        }

        (int first, int until, CheckpointId? from) = (begun.Assignment.FirstEpoch, begun.Assignment.Until, begun.Assignment.StartFrom);
        if ((first, until, from) != (started.FirstEpoch, started.Until, trial.StartFrom) || !begun.Assignment.Configuration.Equals(trial.Configuration))
        {
            throw walk.Breach(check, $"its trainer was told epochs {first} to {until} from {from?.ToString() ?? "nothing"} of {begun.Assignment.Configuration}");
        }
    }

    private void OnReported(FactWalk walk, Reported reported)
    {
        if (!log.Attempts.TryGetValue(new AttemptId(reported.Trial, reported.Attempt), out TrainedAttempt? trained)
            || !trained.Epochs.TryGetValue(reported.Epoch, out (TimeSpan At, double Value) epoch) || VirtualTimeScheduler.Start + epoch.At > reported.At)
        {
            throw walk.Breach(check, "nobody had trained this epoch of this attempt by then");
        }

        if (!reported.Metrics.TryGet(walk.Spec.Metric, out double value) || !value.Equals(epoch.Value))
        {
            throw walk.Breach(check, $"the value was {epoch.Value:R}");
        }
    }
}
