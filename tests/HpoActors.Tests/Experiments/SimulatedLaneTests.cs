using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Tests.Searcher;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Tests.Experiments;

/// <summary>Whole experiments whose trials are trained as lanes, in virtual time: eight lanes in tiles of four, a second a pass.</summary>
public sealed class SimulatedLaneTests
{
    [Fact]
    public void Packs_are_full_from_the_first_pass_to_the_last()
    {
        using SimulatedExperiments experiments = new(_ => new SimulatedTrial());
        (Task<ExperimentResult> task, _) = experiments.Start(Specs.Of(trials: 64, epochs: 5), "cpu:2/8", OnePack);
        ExperimentResult result = experiments.Complete(task);
        Assert.Equal(64, result.Counts[TrialState.Completed]);
        Assert.Equal(8, result.Lanes);
        Assert.All(experiments.Executors.SelectMany(e => e.Lanes.Passes), pass => Assert.Equal(8, pass.Length));
        Assert.Equal(64 / 2 / 8 * 5, experiments.Simulated.Now.TotalSeconds);
    }

    [Fact]
    public void The_last_trials_are_shared_evenly()
    {
        using SimulatedExperiments experiments = new(_ => new SimulatedTrial());
        (Task<ExperimentResult> task, List<ExperimentEvent> facts) = experiments.Start(Specs.Of(trials: 12, epochs: 3), "cpu:3", OnePack);
        ExperimentResult result = experiments.Complete(task);
        Assert.All(facts.OfType<AttemptStarted>().CountBy(f => f.Trainer), t => Assert.Equal(4, t.Value));
        Assert.Equal(3, experiments.Simulated.Now.TotalSeconds);
        Assert.Equal(4, result.Lanes);
    }

    [Fact]
    public void A_trainer_trains_one_pack_of_an_experiment_at_a_time()
    {
        using SimulatedExperiments experiments = new(_ => new SimulatedTrial());
        (Task<ExperimentResult> task, List<ExperimentEvent> facts) = experiments.Start(Specs.Of(trials: 60, epochs: 2), "cpu:2/8", ByHalf);
        ExperimentResult result = experiments.Complete(task);
        Assert.Equal(60, result.Counts[TrialState.Completed]);
        Dictionary<int, string> packs = facts.OfType<TrialProposed>().ToDictionary(f => f.Trial.Value, f => ByHalf(f.Configuration));
        foreach (SimulatedExecutor executor in experiments.Executors)
        {
            Assert.All(executor.Lanes.Passes, pass => Assert.Single(pass.Select(t => packs[t]).Distinct()));
        }

        // Nobody idles before a trainer has nothing left to open.
        Assert.Equal(experiments.Executors.Max(e => e.Lanes.Passes.Count), experiments.Simulated.Now.TotalSeconds);
        Assert.InRange(experiments.Simulated.Now.TotalSeconds, 60 / 8, 12);
    }

    [Theory]
    [InlineData("cpu:1/1")]
    [InlineData("cpu:2/8")]
    [InlineData("cpu:4")]
    public void Lanes_change_nothing_of_what_a_trial_is_and_learns(string trainers)
    {
        string alone = Learned("cpu:1/1");
        Assert.Equal(alone, Learned(trainers));
    }

    [Fact]
    public void Stopped_lanes_make_room_for_new_ones()
    {
        using SimulatedExperiments experiments = new(job => new SimulatedTrial { Value = epoch => job.Attempt.Trial.Value % 2 == 0 ? 0.9 : 0.1 });
        ExperimentSpec spec = Specs.Of(trials: 32, epochs: 6) with { Scheduler = new MilestoneSchedulerSettings(0.5) };
        (Task<ExperimentResult> task, _) = experiments.Start(spec, "cpu:1/8", OnePack);
        ExperimentResult result = experiments.Complete(task);
        Assert.Equal((16, 16), (result.Counts[TrialState.Completed], result.Counts[TrialState.Stopped]));
        Assert.All(result.Trials, t => Assert.Equal(t.State == TrialState.Completed ? 6 : 2, t.Reports.Count));

        // 128 epochs of lanes; with every lane of every pass in use they would take 16 passes, and those of one tile cost as much as two here.
        int passes = experiments.Executors.Sum(e => e.Lanes.Passes.Count);
        Assert.InRange(passes, 16, 32);
        Assert.Equal(passes, experiments.Simulated.Now.TotalSeconds);
    }

    [Fact]
    public void Two_equal_experiments_with_lanes_get_equal_device_time()
    {
        using SimulatedExperiments experiments = new(job => SimulatedTrial.Taking(job.Spec.Name == "long" ? 6 : 1));
        Budget hour = new() { WallTime = TimeSpan.FromHours(1), Epochs = 2 };
        (Task<ExperimentResult> first, _) = experiments.Start(Specs.Of("long") with { Budget = hour }, "cpu:2/8", OnePack);
        (Task<ExperimentResult> second, _) = experiments.Start(Specs.Of("short") with { Budget = hour }, "cpu:2/8", OnePack);
        experiments.Complete(first, second);
        double[] spent = [.. new[] { first, second }.Select(t => t.Result.Trials.Sum(trial => trial.Seconds))];
        Assert.InRange(spent[0] / spent[1], 0.8, 1.25);
    }

    [Fact]
    public void A_hung_lane_costs_its_pack_the_time_out_and_no_other_pack_anything()
    {
        using SimulatedExperiments experiments = new(job => job.Attempt.Trial.Value == 5 ? SimulatedTrial.Hung : new SimulatedTrial());
        ExperimentSpec spec = Specs.Of(trials: 40, epochs: 4) with { TrialTimeout = TimeSpan.FromSeconds(30) };
        (Task<ExperimentResult> task, _) = experiments.Start(spec, "cpu:2/8", OnePack);
        ExperimentResult result = experiments.Complete(task);
        TrialResult[] failed = [.. result.Trials.Where(t => t.State == TrialState.Failed)];
        Assert.Contains(failed, t => t.Id.Value == 5);
        Assert.InRange(failed.Length, 1, 8);
        Assert.All(failed, t => Assert.Equal(FailureKind.TimedOut, t.Failure!.Kind));
        Assert.Equal(40 - failed.Length, result.Counts[TrialState.Completed]);
    }

    [Fact]
    public void Lanes_that_hang_beside_a_timed_out_one_start_again_on_a_new_thread_and_report_nothing_twice()
    {
        // Trial 0 hangs its pack at its seventh epoch, and is timed out; trials 8 to 11 came to it later and have time left.
        using SimulatedExperiments experiments = new(job => SimulatedTrial.Taking(4) with
        {
            Reports = job.Attempt.Trial.Value switch { 0 => 6, < 8 => 2, _ => null },
            Hangs = job.Attempt.Trial.Value == 0,
            CancelTime = null,
        });
        ExperimentSpec spec = Specs.Of(trials: 12, epochs: 9) with { TrialTimeout = TimeSpan.FromSeconds(40) };
        (Task<ExperimentResult> task, List<ExperimentEvent> facts) = experiments.Start(spec, "cpu:1/8", OnePack);
        ExperimentResult result = experiments.Complete(task);
        Assert.Equal(2, experiments.Executors.Count);
        Assert.Equal(FailureKind.TimedOut, result.Trials[0].Failure!.Kind);
        Assert.Contains(experiments.Executors[0].Lanes.Passes, pass => pass.Contains(0) && pass.Contains(8));
        Assert.All(result.Trials.Skip(8), t => Assert.Equal((TrialState.Completed, 1, 9), (t.State, t.Attempts, t.Reports.Count)));
        Assert.All(facts.OfType<Reported>().GroupBy(f => (f.Trial, f.Attempt)), r => Assert.Equal(Enumerable.Range(1, r.Count()), r.Select(f => f.Epoch)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_goes_wrong_every_lane_gets_its_verdicts_and_every_trial_ends_once(int quarter)
    {
        foreach (int seed in Enumerable.Range(25 * quarter, 25))
        {
            Faults faults = new(seed);
            using SimulatedExperiments experiments = new(job => Learning(faults.Next(job), job.Attempt.Trial.Value), seed, faults);
            ExperimentSpec spec = Specs.Of(trials: 40, epochs: 5) with
            {
                TrialTimeout = TimeSpan.FromSeconds(200), MaxAttempts = 3, Scheduler = new MilestoneSchedulerSettings(1.9),
            };
            (Task<ExperimentResult> task, List<ExperimentEvent> facts) = experiments.Start(spec, seed % 2 == 0 ? "cpu:3" : "cpu:2/5", seed % 3 == 0 ? OnePack : ByHalf);
            try
            {
                ExperimentResult result = experiments.Complete(task);
                Assert.Equal((ExperimentPhase.Finished, "trials"), (result.Phase, result.EndReason!.Rule));
                Assert.Equal(Enumerable.Range(0, 40), facts.OfType<TrialEnded>().Select(f => f.Trial.Value).Order());
                Assert.All(result.Trials.Where(t => t.State == TrialState.Stopped), t => Assert.Equal(2, t.Reports.Count));
                Assert.All(facts.OfType<Reported>().GroupBy(f => (f.Trial, f.Attempt)), r => Assert.Equal(Enumerable.Range(1, r.Count()), r.Select(f => f.Epoch)));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}", error);
            }
        }
    }

    private static SimulatedTrial Learning(SimulatedTrial trial, int id) =>
        double.IsNaN(trial.Value(1)) ? trial : trial with { Value = epoch => (id % 3) + (1.0 / epoch) };

    private static string Learned(string trainers)
    {
        using SimulatedExperiments experiments = new(job => new SimulatedTrial
        {
            Value = epoch => Math.Abs(job.Assignment.Configuration.GetDouble("lr", 0) - 0.3) / epoch,
        });
        ExperimentSpec spec = Specs.Of(trials: 40, epochs: 6) with { Scheduler = new MilestoneSchedulerSettings(0.2) };
        (Task<ExperimentResult> task, _) = experiments.Start(spec, trainers, ByHalf);
        return string.Join('\n', experiments.Complete(task).Trials.Select(t => $"{t.Id} {t.State} {t.Configuration} {string.Join(' ', t.Reports.Select(r => r.Metrics))}"));
    }

    private static string OnePack(Configuration configuration) => "one";

    private static string ByHalf(Configuration configuration) => configuration.GetDouble("lr", 0) < 0.5 ? "low" : "high";
}
