using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Bench.Simulations;

/// <summary>What a comparison of schedulers simulates.</summary>
/// <param name="Spec">The experiment; its scheduler has no meaning here.</param>
/// <param name="Factory">Makes its objective.</param>
/// <param name="Policies">The schedulers.</param>
/// <param name="Trainers">The trainers, one choice after the other.</param>
internal sealed record ComparisonOptions(ExperimentSpec Spec, ObjectiveFactory Factory, IReadOnlyList<Policy> Policies, IReadOnlyList<SimulatedTrainers> Trainers)
{
    /// <summary>How far from what the reference ends with is as good: the difference that the schedulers are to be judged by.</summary>
    public const double Tolerance = 0.002;

    /// <summary>How many seeds, from the experiment's own on.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The value to reach, or null: what the reference ends with, within <see cref="Tolerance"/>.</summary>
    public double? Target { get; init; }

    /// <summary>Where learning curves come from, as <see cref="CurveSource"/> has it.</summary>
    public string Curves { get; init; } = CurveSource.Measured;

    /// <summary>How long epochs take, as <see cref="CurveSource"/> has it.</summary>
    public string Durations { get; init; } = "1s";

    /// <summary>The policy that the others are measured against: fifo, or the first where it does not take part.</summary>
    public Policy Reference => Policies.FirstOrDefault(p => p.Name == Policy.Reference) ?? Policies[0];
}
