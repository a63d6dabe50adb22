using HpoActors.Core.Experiments;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Bench.Simulations;

/// <summary>One simulated experiment of a comparison.</summary>
/// <param name="Seed">The experiment's seed.</param>
/// <param name="Target">The value to reach, or null where the reference came to none.</param>
/// <param name="SecondsToTarget">When a report first reached it, in virtual seconds; null where none did.</param>
/// <param name="Best">The best trial's value, or null where no trial counts.</param>
/// <param name="Epochs">The epochs that were trained.</param>
/// <param name="EpochsOfReference">The reference's.</param>
/// <param name="Counts">How many trials there are in each state.</param>
/// <param name="BusyShare">The share of their time that the trainers trained.</param>
/// <param name="Seconds">How long it took, in virtual seconds.</param>
/// <param name="Messages">How many messages the actors handled.</param>
/// <param name="BestOverTime">The best value of any report so far, each time that it got better.</param>
internal sealed record SimulatedRun(
    long Seed, double? Target, double? SecondsToTarget, double? Best, long Epochs, long EpochsOfReference, IReadOnlyDictionary<TrialState, int> Counts, double BusyShare,
    double Seconds, long Messages, IReadOnlyList<BestSoFar> BestOverTime)
{
    /// <summary>The epochs as a share of the reference's.</summary>
    public double EpochShare => EpochsOfReference == 0 ? double.NaN : (double)Epochs / EpochsOfReference;

    /// <summary>How many trials ended in a state.</summary>
    public int Count(TrialState state) => Counts.GetValueOrDefault(state);

    public static SimulatedRun Of(long seed, SimulationResult result, SimulationResult reference, double? target) => new(
        seed, target, target is { } value ? result.SecondsTo(value) : null, result.Result.Best?.Value, result.Epochs, reference.Epochs, result.Result.Counts,
        result.BusyShare, result.Seconds, result.Messages, result.BestOverTime);
}
