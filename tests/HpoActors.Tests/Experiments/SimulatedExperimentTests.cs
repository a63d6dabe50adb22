using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Tests.Experiments;

public sealed class SimulatedExperimentTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Whatever_goes_wrong_each_trial_of_the_budget_ends_once_and_the_experiment_ends(int fifty, bool lanes)
    {
        foreach (int seed in Enumerable.Range(50 * (fifty - 1), 50))
        {
            (ExperimentResult result, List<ExperimentEvent> facts) = Run(seed, lanes);
            try
            {
                Assert.Equal((ExperimentPhase.Finished, "trials"), (result.Phase, result.EndReason!.Rule));
                Assert.Equal(Enumerable.Range(0, 12), facts.OfType<TrialProposed>().Select(f => f.Trial.Value));
                Assert.Equal(Enumerable.Range(0, 12), facts.OfType<TrialEnded>().Select(f => f.Trial.Value).Order());
                Assert.Equal(12, result.Counts.GetValueOrDefault(TrialState.Completed) + result.Counts.GetValueOrDefault(TrialState.Failed));
                Assert.Equal(12, result.TrialCount);
                Assert.IsType<Ended>(facts[^1]);
                AssertAttemptsFollowOneAnother(facts);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}", error);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_seed_gives_the_same_facts_at_the_same_times_again_and_another_seed_others(bool lanes)
    {
        string Trace(int seed) => string.Join('\n', Run(seed, lanes).Facts);
        string[] traces = [.. Enumerable.Range(0, 15).Select(Trace)];
        Assert.Equal(traces, Enumerable.Range(0, 15).Select(Trace));
        Assert.Equal(traces.Length, traces.Distinct().Count());
    }

    [Fact]
    public void Two_equal_experiments_get_equal_device_time_though_their_trials_take_unequally_long()
    {
        Dictionary<string, double> spent = new() { ["long"] = 0, ["short"] = 0 };
        using SimulatedExperiments experiments = new(job =>
        {
            double seconds = job.Spec.Name == "long" ? 30 : 4;
            spent[job.Spec.Name] += seconds;
            return SimulatedTrial.Taking(seconds);
        });
        Budget hour = new() { WallTime = TimeSpan.FromHours(1) };
        (Task<ExperimentResult> first, _) = experiments.Start(Specs.Of("long") with { Budget = hour }, "cpu:2");
        (Task<ExperimentResult> second, _) = experiments.Start(Specs.Of("short") with { Budget = hour }, "cpu:2");
        experiments.Complete(first, second);
        Assert.InRange(spent["long"] / spent["short"], 0.9, 1.1);
        Assert.InRange(spent.Values.Sum(), 0.98 * 7200, 7300);
    }

    [Fact]
    public void Trainers_share_the_work_without_gaps()
    {
        using SimulatedExperiments experiments = new(_ => SimulatedTrial.Taking(10));
        (Task<ExperimentResult> task, List<ExperimentEvent> facts) = experiments.Start(Specs.Of(trials: 40), "cpu:4");
        ExperimentResult result = experiments.Complete(task);
        Assert.Equal(100, experiments.Simulated.Now.TotalSeconds);
        Assert.All(facts.OfType<AttemptStarted>().CountBy(f => f.Trainer), t => Assert.Equal(10, t.Value));
        Assert.Equal(100, result.Seconds);
    }

    [Fact]
    public void A_healthy_experiment_loses_nothing_to_long_trials()
    {
        using SimulatedExperiments experiments = new(_ => SimulatedTrial.Taking(3600));
        (Task<ExperimentResult> task, List<ExperimentEvent> facts) = experiments.Start(Specs.Of(trials: 4), "cpu:2");
        ExperimentResult result = experiments.Complete(task);
        Assert.Empty(facts.OfType<AttemptFailed>());
        Assert.Equal(4, result.Counts[TrialState.Completed]);
    }

    [Fact]
    public void Hung_trials_time_out_and_cost_no_other_trial()
    {
        using SimulatedExperiments experiments = new(job => job.Attempt.Trial.Value % 5 == 0 ? SimulatedTrial.Hung : SimulatedTrial.Taking(2));
        (Task<ExperimentResult> task, _) = experiments.Start(Specs.Of(trials: 20) with { TrialTimeout = TimeSpan.FromSeconds(30) }, "cpu:2");
        ExperimentResult result = experiments.Complete(task);
        Assert.Equal(16, result.Counts[TrialState.Completed]);
        Assert.All(result.Trials.Where(t => t.State == TrialState.Failed), t => Assert.Equal((FailureKind.TimedOut, 1), (t.Failure!.Kind, t.Attempts)));
    }

    private static (ExperimentResult Result, List<ExperimentEvent> Facts) Run(int seed, bool lanes)
    {
        Faults faults = new(seed);
        using SimulatedExperiments experiments = new(faults.Next, seed, faults);
        (Task<ExperimentResult> task, List<ExperimentEvent> facts) =
            experiments.Start(Specs.Of(trials: 12) with { TrialTimeout = TimeSpan.FromSeconds(25), MaxAttempts = 3 }, "cpu:3", lanes ? ByHalf : null);
        return (experiments.Complete(task), facts);
    }

    private static string ByHalf(Configuration configuration) => configuration.GetDouble("lr", 0) < 0.5 ? "low" : "high";

    private static void AssertAttemptsFollowOneAnother(List<ExperimentEvent> facts)
    {
        foreach (int trial in Enumerable.Range(0, 12))
        {
            int[] attempts = [.. facts.OfType<AttemptStarted>().Where(f => f.Trial.Value == trial).Select(f => f.Attempt)];
            Assert.Equal(Enumerable.Range(1, attempts.Length), attempts);
            Assert.InRange(attempts.Length, 1, 3);
            Assert.Equal(attempts.SkipLast(1), facts.OfType<AttemptFailed>().Where(f => f.Trial.Value == trial).Select(f => f.Attempt));
        }
    }
}
