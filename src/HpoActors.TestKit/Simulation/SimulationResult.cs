using HpoActors.Core.Experiments;

namespace HpoActors.TestKit.Simulation;

/// <summary>What came of a simulated experiment.</summary>
public sealed record SimulationResult
{
    /// <summary>The seed of the interleaving.</summary>
    public required long Seed { get; init; }

    /// <summary>The result, as a real run gives it.</summary>
    public required ExperimentResult Result { get; init; }

    /// <summary>All facts in the journal's order; empty where they were not kept.</summary>
    public required IReadOnlyList<ExperimentEvent> Facts { get; init; }

    /// <summary>How long it took, in virtual seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>How many messages the actors handled.</summary>
    public required long Messages { get; init; }

    /// <summary>The epochs that were trained and reported, of all attempts.</summary>
    public required long Epochs { get; init; }

    /// <summary>What each trainer did.</summary>
    public required IReadOnlyList<TrainerUse> Trainers { get; init; }

    /// <summary>The best value of any report so far, each time that it got better.</summary>
    public required IReadOnlyList<BestSoFar> BestOverTime { get; init; }

    /// <summary>The share of their time that the trainers trained, from 0 to 1.</summary>
    public double BusyShare => Trainers.Average(t => t.Share);

    /// <summary>When a report first reached a value, in virtual seconds, or null where none did.</summary>
    /// <param name="target">The value of the experiment's metric.</param>
    public double? SecondsTo(double target) =>
        BestOverTime.FirstOrDefault(b => Result.Spec.Direction == Direction.Minimize ? b.Value <= target : b.Value >= target)?.Seconds;
}

/// <summary>What a simulated trainer did.</summary>
/// <param name="Trainer">Its name.</param>
/// <param name="Node">Its machine.</param>
/// <param name="BusySeconds">How long it trained, in virtual seconds.</param>
/// <param name="Share">That, as a share of the experiment's time.</param>
public sealed record TrainerUse(string Trainer, string Node, double BusySeconds, double Share);

/// <summary>A report that was better than all before it.</summary>
/// <param name="Seconds">When it came, in virtual seconds from the start.</param>
/// <param name="Trial">Whose it was.</param>
/// <param name="Epoch">At which epoch.</param>
/// <param name="Value">The metric.</param>
public sealed record BestSoFar(double Seconds, TrialId Trial, int Epoch, double Value);
