using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Bohb;
using HpoActors.Core.Schedulers.Dehb;
using HpoActors.Core.Schedulers.Guards;
using HpoActors.Core.Schedulers.Median;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers;

/// <summary>Schedulers that learn from results repeat exactly in a strict order.</summary>
public sealed class StrictOrderSchedulerTests
{
    public static TheoryData<SchedulerSettings> Schedulers { get; } = new(
        new MedianSchedulerSettings { Startup = 2 },
        new GuardedSchedulerSettings(new AshaSchedulerSettings(), new GuardOptions { Patience = 2, MinEpochs = 2, MaxEpochs = 6 }),
        new BohbSchedulerSettings(),
        new DehbSchedulerSettings());

    [Theory]
    [MemberData(nameof(Schedulers))]
    public void The_search_is_the_same_for_any_number_of_trainers(SchedulerSettings scheduler)
    {
        ExperimentSpec spec = Specs.Of(30, 9) with { Space = MixedSpace.Space, Scheduler = scheduler, Order = TrialOrder.Strict, StrictLanes = 3 };
        string[] alone = Trials(new Crowd(spec, MixedSpace.Curve));

        Gen.Select(Gen.Int[2, 7], Gen.Int[1, 99]).Sample((trainers, seed) => Assert.Equal(alone, Trials(new Crowd(spec, MixedSpace.Curve, trainers, seed))), iter: 15);
    }

    private static string[] Trials(Crowd crowd) => [.. crowd.ToEnd().Proposed.Select(p => $"{p.Configuration}")];
}
