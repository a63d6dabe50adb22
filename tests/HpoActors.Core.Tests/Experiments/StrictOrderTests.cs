using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Bohb;
using HpoActors.Core.Schedulers.Dehb;
using HpoActors.Core.Schedulers.Guarded;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Schedulers.Median;
using HpoActors.Core.Schedulers.Pasha;
using HpoActors.Core.Schedulers.Pbt;
using HpoActors.Core.Schedulers.Sha;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>With a strict order the searcher, which echoes all that it hears, proposes the same whoever trains what how fast.</summary>
public sealed class StrictOrderTests
{
    private static readonly SearchSpace OwnEpochs = new(new FloatHyperparameter("x", -1, 1), new IntHyperparameter("epochs", 1, 7));

    [Fact]
    public void Any_number_of_trainers_in_any_order_gives_the_same_experiment()
    {
        Dictionary<(int, bool, int), string> expected = [];
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 9], Gen.Bool, Gen.Int[0, 2], Gen.Int).Sample(
            (lanes, trainers, ownEpochs, seed, chance) =>
            {
                ExperimentSpec spec = Of(lanes, ownEpochs, seed);
                if (!expected.TryGetValue((lanes, ownEpochs, seed), out string? same))
                {
                    expected.Add((lanes, ownEpochs, seed), same = Play(spec, trainers: 1, new Random(0)));
                }

                Assert.Equal(same, Play(spec, trainers, new Random(chance)));
            },
            iter: 400,
            threads: 1);
    }

    [Fact]
    public void In_the_order_of_arrival_the_trainers_matter() =>
        Assert.NotEqual(Play(Of(8, true, 1) with { Order = TrialOrder.Arrival }, 3, new Random(1)), Play(Of(8, true, 1) with { Order = TrialOrder.Arrival }, 3, new Random(2)));

    [Fact]
    public void The_number_of_strict_lanes_is_part_of_the_experiment() =>
        Assert.NotEqual(Play(Of(1, true, 1), 1, new Random(1)), Play(Of(2, true, 1), 1, new Random(1)));

    [Fact]
    public void More_trainers_than_strict_lanes_wait()
    {
        ExperimentDriver driver = new(Of(2, false, 1));
        driver.Start();
        Assignment[] work = [driver.Ask("a")!, driver.Ask("b")!];
        Assert.Null(driver.Ask("c"));

        // Trial 0's end comes first in the imagined time.
        driver.Tell(work[1], 0.5);
        Assert.Null(driver.Ask("c"));
        driver.Tell(work[0], 0.5);
        Assert.Equal(2, driver.Ask("c")!.Trial.Value);
    }

    [Fact]
    public void A_trial_that_is_tried_again_says_nothing_twice()
    {
        string calm = Play(Of(3, false, 1), 2, new Random(1));
        string troubled = Play(Of(3, false, 1), 2, new Random(1), lost: 0.2);
        Assert.Equal(calm, troubled);
    }

    [Fact]
    public void Replaying_the_facts_half_way_changes_nothing()
    {
        string whole = Play(Of(4, true, 1), 3, new Random(1));
        Assert.All(Enumerable.Range(1, 20), seed => Assert.Equal(whole, Play(Of(4, true, 1), 3, new Random(seed), crashes: true)));
    }

    public static TheoryData<string> Schedulers => [.. ByName.Keys];

    private static Dictionary<string, SchedulerSettings> ByName { get; } = new()
    {
        ["halving"] = Specs.Of(1).With(() => new HalvingScheduler()).Scheduler,
        ["asha"] = new AshaSchedulerSettings(),
        ["asha stopping"] = new AshaSchedulerSettings { Variant = AshaVariant.Stopping },
        ["sha"] = new ShaSchedulerSettings(),
        ["hyperband"] = new HyperbandSchedulerSettings(),
        ["pasha"] = new PashaSchedulerSettings(),
        ["median"] = new MedianSchedulerSettings { Startup = 2 },
        ["guards"] = new GuardedSchedulerSettings(new AshaSchedulerSettings(), new GuardOptions { Patience = 2, MaxEpochs = 7 }),
        ["bohb"] = new BohbSchedulerSettings(),
        ["dehb"] = new DehbSchedulerSettings(),
    };

    [Fact]
    public void A_scheduler_that_copies_trials_is_refused_within_guards_too() => Assert.Equal(
        "order: strict does not go with scheduler = pbt, which starts trials from the latest checkpoints of others",
        Assert.Throws<InvalidOptionException>(
            () => new ExperimentDriver(Of(8, false, 1) with { Scheduler = new GuardedSchedulerSettings(new PbtSchedulerSettings(), new GuardOptions { Patience = 3 }) })).Message);

    // Trials that wait for their verdicts pause, so that one trainer is enough for any number of imagined lanes.
    [Theory]
    [MemberData(nameof(Schedulers))]
    public void Schedulers_decide_the_same_with_any_number_of_trainers_with_losses_and_after_replays(string name)
    {
        ExperimentSpec spec = Of(5, false, 3) with { Scheduler = ByName[name], Budget = new Budget { Trials = 30, Epochs = 9 } };
        spec = name is "bohb" or "dehb" ? spec with { Searcher = new RandomSearcherSettings() } : spec;
        string alone = Play(spec, 1, new Random(1));
        Assert.All(Enumerable.Range(1, 25), seed => Assert.Equal(alone, Play(spec, 1 + (seed % 9), new Random(seed), lost: seed % 2 * 0.1, crashes: seed % 3 == 0)));
        Assert.NotEqual(alone, Play(spec with { StrictLanes = 2 }, 1, new Random(1)));
    }

    private static ExperimentSpec Of(int lanes, bool ownEpochs, int seed)
    {
        ExperimentSpec spec = Specs.Of(trials: 25, epochs: 3) with
        {
            Seed = seed,
            Space = ownEpochs ? OwnEpochs : new SearchSpace(new FloatHyperparameter("x", -1, 1)),
            Order = TrialOrder.Strict,
            StrictLanes = lanes,
            MaxAttempts = 1000,
        };
        SearchSpace space = spec.Space;
        return spec.With(() => new EchoSearcher(space));
    }

    // Trainers take turns by chance; a trial's reports and its fate depend on its configuration alone.
    private static string Play(ExperimentSpec spec, int trainers, Random chance, double lost = 0, bool crashes = false)
    {
        List<ExperimentEvent> facts = [];
        ExperimentDriver driver = new(spec, facts.Add);
        driver.Start();
        (Assignment Work, int Epoch, bool IsOver)?[] busy = new (Assignment, int, bool)?[trainers];
        for (int turn = 0; !driver.State.Phase.IsFinal(); turn++)
        {
            Assert.True(turn < 100_000, "the experiment does not end");
            if (crashes && chance.Next(20) == 0)
            {
                driver = new ExperimentDriver(spec, facts.Add);
                facts.ToList().ForEach(driver.Replay);
            }

            int i = chance.Next(trainers);
            if (busy[i] is not { } at)
            {
                busy[i] = driver.Ask($"cpu:{i}") is { } work ? (work, work.FirstEpoch - 1, false) : null;
                continue;
            }

            double x = at.Work.Configuration.GetDouble("x");
            if (chance.NextDouble() < lost)
            {
                driver.End(at.Work.Attempt, new TrialFailure(FailureKind.TrainerLost, "gone"));
                busy[i] = null;
            }
            else if (x > 0.8 && at.Epoch == 1 && !at.IsOver)
            {
                driver.End(at.Work.Attempt, new TrialFailure(FailureKind.UserError, "too large"));
                busy[i] = null;
            }
            else if (at.Epoch < at.Work.Epochs && !at.IsOver)
            {
                Verdict? verdict = driver.Report(at.Work.Attempt, at.Epoch + 1, Rules.Error(x < -0.9 && at.Epoch == 2 ? double.NaN : x / (at.Epoch + 1)));
                busy[i] = driver.State.Current(at.Work.Attempt) is null ? null : (at.Work, at.Epoch + 1, verdict is { Kind: not VerdictKind.Continue });
            }
            else
            {
                driver.End(at.Work.Attempt);
                busy[i] = null;
            }
        }

        return string.Join('\n', facts.OfType<TrialProposed>().Select(f => $"{f.Trial} {f.Configuration} {f.Reason}")
            .Concat(facts.OfType<TrialEnded>().OrderBy(f => f.Trial).Select(f => $"{f.Trial} {f.State} {f.Value:R}")));
    }
}
