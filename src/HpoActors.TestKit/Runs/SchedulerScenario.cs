using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Runs;

/// <summary>An experiment on which a scheduler is tried: how large it is, how trials go, and in which order things happen.</summary>
internal sealed record SchedulerScenario
{
    /// <summary>Decides values, faults and the order.</summary>
    public required long Seed { get; init; }

    public int Trials { get; init; } = 12;

    public int Epochs { get; init; } = 9;

    public int Trainers { get; init; } = 3;

    public long? TotalEpochs { get; init; }

    /// <summary>The share of turns in which the attempt fails or its trainer is lost.</summary>
    public double Failures { get; init; }

    /// <summary>The turn at which the experiment is interrupted, or null.</summary>
    public int? InterruptedAt { get; init; }

    /// <summary>Whether the space is used up before the budget.</summary>
    public bool IsFinite { get; init; }

    /// <summary>Whether configurations say how many epochs their trials have.</summary>
    public bool EpochsDiffer { get; init; }

    /// <summary>Whether the trainers leave checkpoints.</summary>
    public bool SavesPauses { get; init; } = true;

    /// <summary>The metric of a trial at an epoch.</summary>
    public Func<RandomStream, int, double> Value { get; init; } = (draw, epoch) => draw.NextDouble() / epoch;

    public ExperimentSpec Spec(SchedulerSettings scheduler)
    {
        List<Hyperparameter> space = [new FloatHyperparameter("x", 0, 1, step: IsFinite ? 0.125 : null)];
        if (EpochsDiffer)
        {
            space.Add(new IntHyperparameter("epochs", 1, Epochs));
        }

        return new ExperimentSpec
        {
            Name = "conformance",
            Space = new SearchSpace([.. space]),
            ObjectiveName = "virtual",
            Metric = ExperimentRun.Metric,
            Budget = new Budget { Trials = Trials, Epochs = Epochs, TotalEpochs = TotalEpochs },
            Seed = Seed,
            Scheduler = scheduler,
            MaxAttempts = 2,
            Duplicates = IsFinite ? DuplicatePolicy.Forbid : DuplicatePolicy.Allow,
        };
    }

    public override string ToString() =>
        $"{Trials} trials of {(EpochsDiffer ? "up to " : "")}{Epochs} epochs, {Trainers} trainers, seed {Seed}{(TotalEpochs is { } total ? $", {total} epochs in all" : "")}";
}
