using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Bohb;
using HpoActors.Core.Schedulers.Dehb;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Schedulers.Median;
using HpoActors.Core.Schedulers.Pasha;
using HpoActors.Core.Schedulers.Pbt;
using HpoActors.Core.Schedulers.Sha;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Simulation;
using HpoActors.TestKit.Simulation.Replays;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Tests.Simulation.Replays;

/// <summary>An experiment that was simulated on some trainers, or on lanes, stands for a real one: its facts and their times are all that a replay gets.</summary>
public sealed class ExperimentReplayTests
{
    public static TheoryData<string, bool, bool> Runs()
    {
        TheoryData<string, bool, bool> runs = [];
        foreach (string scheduler in Schedulers.Keys)
        {
            runs.Add(scheduler, false, false);
            runs.Add(scheduler, true, false);
            if (scheduler != "dehb")
            {
                // It comes with a searcher of its own.
                runs.Add(scheduler, false, true);
                runs.Add(scheduler, true, true);
            }
        }

        return runs;
    }

    private static Dictionary<string, SchedulerSettings> Schedulers { get; } = new()
    {
        ["fifo"] = new FifoSchedulerSettings(),
        ["median"] = new MedianSchedulerSettings(),
        ["asha"] = new AshaSchedulerSettings(),
        ["asha, stopping"] = new AshaSchedulerSettings { Variant = AshaVariant.Stopping },
        ["pasha"] = new PashaSchedulerSettings(),
        ["sha"] = new ShaSchedulerSettings(),
        ["hyperband"] = new HyperbandSchedulerSettings(),
        ["pbt"] = new PbtSchedulerSettings(),
        ["bohb"] = new BohbSchedulerSettings(),
        ["dehb"] = new DehbSchedulerSettings(),
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_replay_takes_the_same_decisions_in_the_same_order(string scheduler, bool lanes, bool learns)
    {
        ExperimentSpec spec = SpecOf(scheduler, learns ? new TpeSearcherSettings() : new RandomSearcherSettings());
        List<ExperimentEvent> facts = Facts(spec, lanes);
        ReplayResult replay = ExperimentReplay.Run(spec, facts);
        Assert.Equal((true, null, null), (replay.IsEqual, replay.Recorded, replay.Simulated));
        Assert.Equal(facts.Count(f => f is TrialProposed or AttemptStarted or VerdictGiven or TrialResumed), replay.Decisions);
        Assert.True(replay.Decisions >= 80, $"{replay.Decisions} decisions are too few to tell");
    }

    [Fact]
    public void Failures_retries_and_pauses_without_a_checkpoint_are_replayed()
    {
        ExperimentSpec spec = SpecOf("asha", new RandomSearcherSettings()) with { RetryOn = [FailureKind.UserError] };
        List<ExperimentEvent> facts = Facts(spec, lanes: false, (attempt, trial) => (attempt.Trial.Value % 5, attempt.Assignment.Attempt.Attempt) switch
        {
            (2, 1) => trial with { Reports = attempt.Assignment.FirstEpoch, Outcome = TrialOutcome.Failed(FailureKind.UserError, "once") },
            (3, _) => SimulatedTrial.Diverging,
            _ => trial,
        });
        Assert.Contains(facts, f => f is AttemptFailed);
        Assert.Contains(facts, f => f is TrialEnded { State: TrialState.Failed });
        Assert.True(ExperimentReplay.Run(spec, facts).IsEqual);
    }

    [Fact]
    public void A_scheduler_that_decides_otherwise_is_found_out_at_its_first_decision()
    {
        ExperimentSpec spec = SpecOf("asha", new RandomSearcherSettings());
        List<ExperimentEvent> facts = Facts(spec, lanes: false);
        ReplayResult replay = ExperimentReplay.Run(spec with { Scheduler = new AshaSchedulerSettings { Eta = 4 } }, facts);
        Assert.False(replay.IsEqual);
        Assert.InRange(replay.Equal, 1, replay.Decisions - 1);
        Assert.NotEqual(replay.Recorded, replay.Simulated);
    }

    [Fact]
    public void Another_seed_proposes_otherwise_from_the_first_trial_on()
    {
        ExperimentSpec spec = SpecOf("fifo", new RandomSearcherSettings());
        ReplayResult replay = ExperimentReplay.Run(spec with { Seed = 2 }, Facts(spec, lanes: false));
        Assert.Equal((false, 0), (replay.IsEqual, replay.Equal));
        Assert.StartsWith("trial 0 is proposed with x=", replay.Simulated, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verdict_that_was_tampered_with_is_found_out()
    {
        ExperimentSpec spec = SpecOf("asha", new RandomSearcherSettings());
        List<ExperimentEvent> facts = Facts(spec, lanes: false);
        int last = facts.FindLastIndex(f => f is VerdictGiven { Verdict.Kind: VerdictKind.Pause });
        VerdictGiven given = (VerdictGiven)facts[last];
        facts[last] = given with { Verdict = Verdict.Stop(given.Verdict.Reason) };
        ReplayResult replay = ExperimentReplay.Run(spec, facts);
        Assert.Equal($"trial {given.Trial} is to stop at epoch {given.Epoch} ({given.Verdict.Reason})", replay.Recorded);
        Assert.Equal($"trial {given.Trial} is to pause at epoch {given.Epoch} ({given.Verdict.Reason})", replay.Simulated);
    }

    private static ExperimentSpec SpecOf(string scheduler, SearcherSettings searcher) => new()
    {
        Name = "recorded",
        Space = new SearchSpace(new FloatHyperparameter("x", 0, 1), new IntHyperparameter("n", 1, 9)),
        ObjectiveName = "simulated",
        Budget = new Budget { Trials = 40, Epochs = 9 },
        Searcher = searcher,
        Scheduler = Schedulers[scheduler],
    };

    private static List<ExperimentEvent> Facts(ExperimentSpec spec, bool lanes, Func<SimulatedAttempt, SimulatedTrial, SimulatedTrial>? change = null)
    {
        Func<SimulatedAttempt, SimulatedTrial> training = SimulatedTraining.Drawn(seed: 3);
        SimulatedCluster cluster = new()
        {
            Nodes = [new SimulatedNode("old", 2), new SimulatedNode("new", 1, Speed: 1.7)],
            Training = attempt => change?.Invoke(attempt, training(attempt)) ?? training(attempt),
            PackOf = lanes ? _ => "all" : null,
        };
        using SimulatedExperiment experiment = new(spec, cluster, seed: 5);
        return [.. experiment.Run().Facts];
    }
}
