using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.TestKit.Processes;
using HpoActors.TestKit.Runs;

namespace HpoActors.TestKit.Checks;

/// <summary>
/// What every scheduler keeps to, one method for each rule, for any test framework: a method returns where the scheduler keeps the rule, and throws a
/// <see cref="ConformanceException"/> where it does not. Without options the defaults of <see cref="ConformanceOptions"/> count.
/// </summary>
/// <remarks>
/// In every check, whatever it is about: the first milestone of a trial stays what it is, milestones rise, only paused trials are decided about, and in the same way until the
/// decision was carried out, each decision has a short reason, nothing throws, and the experiment ends with every trial.
/// </remarks>
public static class SchedulerChecks
{
    private static readonly int[] TrainerCounts = [1, 2, 3, 8];
    private static readonly int[] EpochCounts = [1, 2, 9, 10, 27];

    /// <summary>Experiments of all sizes, with one trainer and with many, in many orders of what happens.</summary>
    public static void Interleavings(SchedulerSettings settings, ConformanceOptions? options = null) => Each(nameof(Interleavings), settings, options, scenario => scenario);

    /// <summary>Values that are all equal, a few only, infinite, or no numbers.</summary>
    public static void TiesAndNonFinite(SchedulerSettings settings, ConformanceOptions? options = null) => Each(
        nameof(TiesAndNonFinite),
        settings,
        options,
        scenario => scenario with
        {
            Value = (scenario.Seed % 4) switch
            {
                0 => (_, _) => 0.5,
                1 => (draw, _) => draw.NextInt32(3),
                2 => (draw, _) => draw.NextInt32(4) == 0 ? double.NaN : draw.NextDouble(),
                _ => (draw, epoch) => draw.NextInt32(5) == 0 ? double.PositiveInfinity : -draw.NextDouble() * epoch,
            },
        });

    /// <summary>Attempts that fail at any time, also before their first report, and pauses that leave no checkpoint.</summary>
    public static void Failures(SchedulerSettings settings, ConformanceOptions? options = null) => Each(
        nameof(Failures), settings, options, scenario => scenario with { Failures = 0.05 * (1 + (scenario.Seed % 4)), SavesPauses = scenario.Seed % 3 > 0 });

    /// <summary>Interruptions at any time, which cancel what runs, waits or rests.</summary>
    public static void Cancellations(SchedulerSettings settings, ConformanceOptions? options = null) => Each(
        nameof(Cancellations), settings, options, scenario => scenario with { InterruptedAt = (int)(scenario.Seed * 7 % 150) });

    /// <summary>A single trial, and two.</summary>
    public static void FewTrials(SchedulerSettings settings, ConformanceOptions? options = null) =>
        Each(nameof(FewTrials), settings, options, scenario => scenario with { Trials = 1 + (int)(scenario.Seed % 2), Failures = scenario.Seed % 3 == 0 ? 0.2 : 0 });

    /// <summary>A space that is used up before the budget: fewer trials come than could.</summary>
    public static void LastProposedEarly(SchedulerSettings settings, ConformanceOptions? options = null) =>
        Each(nameof(LastProposedEarly), settings, options, scenario => scenario with { IsFinite = true, Trials = 60 });

    /// <summary>A budget of all epochs, which ends the experiment where it suffices for no one any more and is never overrun.</summary>
    public static void EpochBudgets(SchedulerSettings settings, ConformanceOptions? options = null) => Each(
        nameof(EpochBudgets), settings, options, scenario => scenario with { TotalEpochs = scenario.Epochs + (scenario.Seed * 11 % (scenario.Trials * scenario.Epochs)) });

    /// <summary>Trials with unequal last epochs, some of which complete where others are asked about.</summary>
    public static void UnequalLastEpochs(SchedulerSettings settings, ConformanceOptions? options = null) =>
        Each(nameof(UnequalLastEpochs), settings, options, scenario => scenario with { EpochsDiffer = true });

    /// <summary>Asked as often as one likes, it answers the same, and decides later as if it had been asked once.</summary>
    public static void AskingChangesNothing(SchedulerSettings settings, ConformanceOptions? options = null) => EachRun(options, scenario =>
    {
        SchedulerRun once = new SchedulerRun(nameof(AskingChangesNothing), settings, scenario).Run();
        SchedulerRun often = new SchedulerRun(nameof(AskingChangesNothing), settings, scenario, asksAgain: true).Run();
        once.RequireSame(often, "asked once", "asked three times");
    });

    /// <summary>Another scheduler of the same settings decides the same about the same: nothing is kept outside, nothing is drawn.</summary>
    public static void SameCallsSameDecisions(SchedulerSettings settings, ConformanceOptions? options = null) => EachRun(options, scenario =>
    {
        SchedulerRun first = new SchedulerRun(nameof(SameCallsSameDecisions), settings, scenario).Run();
        first.RequireSame(new SchedulerRun(nameof(SameCallsSameDecisions), settings, scenario).Run(), "one experiment", "the same again");
    });

    /// <summary>Stopped after any number of turns and replayed into a fresh scheduler, the experiment goes on as if nothing had been.</summary>
    public static void ReplayEqualsLive(SchedulerSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (int trainers in new[] { 1, 3 })
        {
            SchedulerScenario scenario = new() { Seed = options.Seed, Trainers = trainers, Failures = 0.05 };
            SchedulerRun live = new SchedulerRun(nameof(ReplayEqualsLive), settings, scenario).Run();
            SchedulerRun atEveryTurn = new(nameof(ReplayEqualsLive), settings, scenario);
            for (int cut = 0; !atEveryTurn.HasEnded; cut++)
            {
                atEveryTurn.Run(1);
                new SchedulerRun(nameof(ReplayEqualsLive), settings, scenario).Run(cut).Restarted().Run().RequireSame(live, $"replayed after {cut} turns", "not replayed");
            }
        }
    }

    /// <summary>A fresh process decides the same.</summary>
    /// <param name="scheduler">A type that names the scheduler, with a constructor without arguments.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    public static void SameInFreshProcess(Type scheduler, ConformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        options ??= new();
        SchedulerSettings settings = FreshProcess.Make<ISchedulerUnderTest>(scheduler).Settings;
        string here = Fingerprint.Of(settings, options.Seed);
        string there = FreshProcess.FingerprintOf(scheduler, options.Seed);
        if (here != there)
        {
            throw new ConformanceException(nameof(SameInFreshProcess), $"the scheduler '{settings.Name}' decided otherwise in a fresh process; seed {options.Seed}");
        }
    }

    private static void Each(string check, SchedulerSettings settings, ConformanceOptions? options, Func<SchedulerScenario, SchedulerScenario> change) =>
        EachRun(options, scenario => new SchedulerRun(check, settings, change(scenario)).Run().RequireEnded());

    private static void EachRun(ConformanceOptions? options, Action<SchedulerScenario> run)
    {
        options ??= new();
        for (int i = 0; i < options.Interleavings; i++)
        {
            RandomStream draw = RandomStream.For(options.Seed, "scenario", i);
            run(new SchedulerScenario
            {
                Seed = options.Seed + i,
                Trainers = TrainerCounts[draw.NextInt32(TrainerCounts.Length)],
                Epochs = EpochCounts[draw.NextInt32(EpochCounts.Length)],
                Trials = 1 + draw.NextInt32(40),
            });
        }
    }
}
