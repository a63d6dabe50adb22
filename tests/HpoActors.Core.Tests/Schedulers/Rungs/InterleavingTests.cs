using CsCheck;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Schedulers.Pasha;
using HpoActors.Core.Schedulers.Sha;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Rungs;

/// <summary>Every scheduler with rungs in the experiments of <see cref="Scenario"/>: trainers that fail, repeat themselves and crash; what is replayed goes on alike.</summary>
public sealed class InterleavingTests
{
    public static TheoryData<SchedulerSettings> All { get; } =
    [
        new AshaSchedulerSettings(), new AshaSchedulerSettings(2, Rule: AshaRule.SyneTune), new AshaSchedulerSettings(2, Variant: AshaVariant.Stopping),
        new AshaSchedulerSettings(2, Variant: AshaVariant.Stopping, Rule: AshaRule.Ray), new ShaSchedulerSettings(2), new ShaSchedulerSettings(3, Trials: 5),
        new HyperbandSchedulerSettings(2), new PashaSchedulerSettings(2), new PashaSchedulerSettings(2, Epsilon: 0.05),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void What_must_always_hold_holds_after_every_step(SchedulerSettings settings) =>
        Scenario.Any.Sample(s => new VirtualRun(s with { Spec = s.Spec with { Scheduler = settings } }).ToEnd(), iter: 150);

    [Fact]
    public void So_it_does_with_several_brackets() => Scenario.Any.Where(s => s.Spec.Budget.Epochs > 4).Sample(
        s => new VirtualRun(s with { Spec = s.Spec with { Space = Specs.Of(1).Space, Scheduler = new AshaSchedulerSettings(2, Brackets: 3) } }).ToEnd(), iter: 150);
}
