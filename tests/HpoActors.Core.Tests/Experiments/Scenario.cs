using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>An experiment and what its trainers do, as numbers.</summary>
/// <param name="Spec">The experiment.</param>
/// <param name="Trainers">How many trainers there are.</param>
/// <param name="Steps">Each step's action, trainer and detail.</param>
internal sealed record Scenario(ExperimentSpec Spec, int Trainers, IReadOnlyList<(int Action, int Trainer, int Detail)> Steps)
{
    private static readonly SearchSpace Plain = new(new FloatHyperparameter("x", -1, 1), new IntHyperparameter("n", 1, 3));
    private static readonly SearchSpace OwnEpochs = new(new FloatHyperparameter("x", -1, 1), new IntHyperparameter("epochs", 1, 7));

    public static Gen<Scenario> Any { get; } = Gen.Select(
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 7], Gen.OneOf(Gen.Const(0), Gen.Int[1, 60]), Gen.Int[1, 3]),
        Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Bool, Gen.Int[0, 3]),
        Gen.Select(Gen.Enum<Direction>(), Gen.Enum<BestOf>(), Gen.Int[0, 3], Gen.Bool),
        Gen.Int[1, 8],
        Gen.Select(Gen.Int[0, 99], Gen.Int[0, 7], Gen.Int[0, 999]).Array[20, 250],
        (limits, kinds, rest, trainers, steps) => new Scenario(Make(limits, kinds, rest), trainers, steps));

    public override string ToString() =>
        $"{Spec.Budget}, {Spec.Searcher.Name}, {Spec.Scheduler.Name}, {Spec.MaxAttempts} attempts, {Spec.Direction}, {Trainers} trainers, {string.Join(" ", Steps)}";

    private static ExperimentSpec Make((int Trials, int Epochs, int Total, int Attempts) limits, (int Searcher, bool Halving, bool OwnEpochs, int Retry) kinds, (Direction Direction, BestOf BestOf, int Keep, bool Target) rest)
    {
        SearchSpace space = kinds.OwnEpochs ? OwnEpochs : Plain;
        ExperimentSpec spec = Specs.Of(limits.Trials, limits.Epochs, limits.Total == 0 ? null : limits.Total) with
        {
            Space = space,
            Searcher = kinds.Searcher == 1 ? new GridSearcherSettings(3) : new RandomSearcherSettings(),
            MaxAttempts = limits.Attempts,
            RetryOn = kinds.Retry == 0 ? Enum.GetValues<FailureKind>() : [FailureKind.OutOfMemory],
            Direction = rest.Direction,
            BestOf = rest.BestOf,
            KeepTrials = rest.Keep == 0 ? null : rest.Keep,
        };
        spec = rest.Target ? spec with { Budget = spec.Budget with { Target = rest.Direction == Direction.Minimize ? -0.95 : 0.95 } } : spec;
        spec = kinds.Searcher == 2 ? spec.With(() => new EchoSearcher(space)) : spec;
        return kinds.Halving ? spec.With(() => new HalvingScheduler()) : spec;
    }
}
