using HpoActors.Core.Experiments;
using HpoActors.Protocol;

namespace HpoActors.TestKit.Simulation;

/// <summary>What simulated trainers really did, whatever was told about it: what the facts are held against.</summary>
internal sealed class TrainingLog
{
    private readonly Dictionary<AttemptId, TrainedAttempt> _attempts = [];

    /// <summary>The attempts that a trainer began.</summary>
    public IReadOnlyDictionary<AttemptId, TrainedAttempt> Attempts => _attempts;

    /// <summary>The last time that a trainer spoke of an attempt in its hands, or null.</summary>
    public TimeSpan? LastHeld { get; private set; }

    /// <summary>A trainer begins an attempt, or begins it again on another thread.</summary>
    /// <returns>How it goes, with its reports written down.</returns>
    public SimulatedTrial Begin(SimulatedAttempt attempt, SimulatedTrial trial, Func<TimeSpan> now)
    {
        AttemptId id = attempt.Assignment.Attempt;
        if (!_attempts.TryGetValue(id, out TrainedAttempt? trained))
        {
            _attempts.Add(id, trained = new TrainedAttempt(attempt.Assignment, trial, attempt.Trainer.Name));
        }

        trained.Trainers.Add(attempt.Trainer.Name);
        return trial with
        {
            Value = epoch =>
            {
                double value = trial.Value(epoch);
                trained.Epochs.TryAdd(epoch, (now(), value));
                return value;
            },
        };
    }

    /// <summary>Takes over what trainers of an earlier process did, as far as its journal knows.</summary>
    /// <param name="earlier">The earlier process's.</param>
    /// <param name="facts">What is in the journal.</param>
    public void TakeOver(TrainingLog earlier, IEnumerable<ExperimentEvent> facts)
    {
        foreach (ExperimentEvent fact in facts)
        {
            if (fact is ExperimentEvents.AttemptStarted started && earlier._attempts.TryGetValue(new AttemptId(started.Trial, started.Attempt), out TrainedAttempt? begun))
            {
                TrainedAttempt known = new(begun.Assignment, begun.Trial, begun.Trainer);
                known.Trainers.UnionWith(begun.Trainers);
                _attempts.Add(begun.Assignment.Attempt, known);
            }
            else if (fact is ExperimentEvents.Reported reported)
            {
                AttemptId id = new(reported.Trial, reported.Attempt);
                _attempts[id].Epochs[reported.Epoch] = earlier._attempts[id].Epochs[reported.Epoch];
            }
        }
    }

    /// <summary>A message is under way.</summary>
    /// <param name="content">The message.</param>
    /// <param name="now">The virtual time.</param>
    /// <param name="isQuiet">Whether all is well by now, so that everything arrives.</param>
    public void OnMessage(object content, TimeSpan now, bool isQuiet)
    {
        switch (content)
        {
            case SearcherProtocol.TrialUpdates updates:
                LastHeld = now;
                foreach (SearcherProtocol.AttemptUpdate update in updates.Updates)
                {
                    if (isQuiet && update.End is not null && _attempts.TryGetValue(update.Attempt, out TrainedAttempt? trained))
                    {
                        trained.EndsToldInQuiet++;
                    }
                }

                break;
            case SearcherProtocol.Heartbeat:
                LastHeld = now;
                break;
        }
    }
}

/// <summary>An attempt as its trainer went about it.</summary>
/// <param name="Assignment">What it was told to do.</param>
/// <param name="Trial">How it was to go.</param>
/// <param name="Trainer">Who began it first.</param>
internal sealed record TrainedAttempt(Assignment Assignment, SimulatedTrial Trial, string Trainer)
{
    /// <summary>Who began it, once for each time.</summary>
    public HashSet<string> Trainers { get; } = [];

    /// <summary>When each epoch was first trained, and its value.</summary>
    public Dictionary<int, (TimeSpan At, double Value)> Epochs { get; } = [];

    /// <summary>How often its end was told when all was well.</summary>
    public int EndsToldInQuiet { get; set; }
}
