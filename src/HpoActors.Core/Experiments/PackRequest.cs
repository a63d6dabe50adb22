using System.Collections.Immutable;
using HpoActors.Core.Objectives;

namespace HpoActors.Core.Experiments;

/// <summary>A trainer's free lanes.</summary>
/// <param name="Trainer">The trainer's name.</param>
/// <param name="Trainers">How many trainers the experiment may use, this one included, at least 1.</param>
/// <param name="Lanes">Its free lanes, at least 1.</param>
/// <param name="Open">The pack of this experiment that it has open: only trials of this key fit. Null: it has none and may open any.</param>
public sealed record PackRequest(string Trainer, int Trainers, int Lanes, PackKey? Open);

/// <summary>Work for a trainer's free lanes.</summary>
/// <param name="Work">Attempts, all of the same key.</param>
/// <param name="Key">Their key, null where there are none.</param>
/// <param name="HasMore">Whether there is, or may be, work that this trainer was not given: for another trainer, another pack or later.</param>
public sealed record PackAnswer(ImmutableArray<Assignment> Work, PackKey? Key, bool HasMore)
{
    internal static PackAnswer Nothing { get; } = new([], null, false);
}
