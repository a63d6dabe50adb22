using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Schedulers.Guarded;
using HpoActors.Core.Schedulers.Pbt;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Guarded;

public sealed class GuardedSchedulerSettingsTests
{
    public static TheoryData<GuardOptions, string> Wrong { get; } = new()
    {
        { new GuardOptions(), "scheduler.guards: guard nothing; set patience, threshold, divergence, min-epochs or max-epochs, or leave guards out" },
        { new GuardOptions { Patience = 0 }, "scheduler.guards.patience: must be at least 1 (is 0)" },
        { new GuardOptions { Patience = 1, MinDelta = -1 }, "scheduler.guards.min-delta: must be a finite number of at least 0 (is -1)" },
        { new GuardOptions { MaxEpochs = 3, MinDelta = 1 }, "scheduler.guards.min-delta: goes with patience; set that too" },
        { new GuardOptions { Threshold = double.NaN }, "scheduler.guards.threshold: must be a finite number (is NaN)" },
        { new GuardOptions { Divergence = 0 }, "scheduler.guards.divergence: must be a finite number above 0 (is 0)" },
        { new GuardOptions { MinEpochs = 0 }, "scheduler.guards.min-epochs: must be at least 1 (is 0)" },
        { new GuardOptions { MaxEpochs = 0 }, "scheduler.guards.max-epochs: must be at least 1 (is 0)" },
        { new GuardOptions { MinEpochs = 4, MaxEpochs = 3 }, "scheduler.guards.max-epochs: must not be below min-epochs (3 < 4)" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_guard_is_named(GuardOptions guards, string error) => Assert.Equal(
        error, Assert.Throws<InvalidOptionException>(() => (Specs.Of(4) with { Scheduler = new GuardedSchedulerSettings(new FifoSchedulerSettings(), guards) }).Validate()).Message);

    [Fact]
    public void It_goes_by_its_schedulers_name() => Assert.Equal("asha", new GuardedSchedulerSettings(new AshaSchedulerSettings(), new GuardOptions { Patience = 2 }).Name);

    [Fact]
    public void A_loop_without_actors_stops_what_no_longer_improves()
    {
        ExperimentSpec spec = Specs.Of(trials: 4, epochs: 10) with { Scheduler = new GuardedSchedulerSettings(new FifoSchedulerSettings(), new GuardOptions { Patience = 2 }), BestOf = BestOf.All };
        ExperimentDriver experiment = new(spec);
        experiment.Start();
        while (experiment.Ask() is { } trial)
        {
            // Trial n is best at epoch n + 1 and stops two epochs later.
            int best = trial.Trial.Value + 1;
            Core.Schedulers.Verdict? verdict = null;
            for (int epoch = 1; epoch <= trial.Epochs && verdict is null or { Kind: Core.Schedulers.VerdictKind.Continue }; epoch++)
            {
                verdict = experiment.Report(trial.Attempt, epoch, new("error", Math.Abs(epoch - best)));
            }

            experiment.End(trial.Attempt);
        }

        Assert.Equal((4, 3 + 4 + 5 + 6), (experiment.State.Stopped, experiment.State.EpochsUsed));
    }

    [Fact]
    public void An_experiment_with_guards_ends_and_comes_back_from_its_facts_whatever_happens() => Gen.Select(Scenario.Any, Guards, (s, g) => (s, g)).Sample(
        x => new VirtualRun(x.s with { Spec = x.s.Spec with { Scheduler = new GuardedSchedulerSettings(x.s.Spec.Scheduler.Name == "fifo" ? new AshaSchedulerSettings(2) : x.s.Spec.Scheduler, x.g) } }).ToEnd(),
        iter: 400);

    [Fact]
    public void It_goes_with_a_strict_order_where_its_scheduler_does()
    {
        GuardOptions guards = new() { Patience = 2 };
        Assert.True(new GuardedSchedulerSettings(new AshaSchedulerSettings(), guards).GoesWithStrictOrder);
        Assert.False(new GuardedSchedulerSettings(new PbtSchedulerSettings(), guards).GoesWithStrictOrder);
    }

    private static Gen<GuardOptions> Guards { get; } = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 3], Gen.Int[0, 3], (patience, threshold, divergence, min, more) => new GuardOptions
        {
            Patience = patience == 0 ? null : patience,
            Threshold = threshold == 0 ? null : threshold / 3.0,
            Divergence = divergence == 0 ? null : divergence / 3.0,
            MinEpochs = min,
            MaxEpochs = min + more,
        });
}
