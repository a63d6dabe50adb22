using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Median;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Median;

public sealed class MedianSchedulerTests
{
    private readonly MedianScheduler _scheduler = new(new MedianSchedulerSettings { Startup = 0, WarmUp = 0, MinValues = 1 });

    [Fact]
    public void A_trial_stops_where_its_best_is_worse_than_the_median_of_the_others_running_averages()
    {
        // Arrival is uneven on purpose. Averages at epoch 1: A 0.6, B 0.4, C 0.2. At epoch 2: A (0.6 + 0.2)/2 = 0.4, B (0.4 + 0.4)/2 = 0.4.
        Assert.Equal("Continue 2 median: 0 of 1 others at epoch 1", Play(0, 1, 0.6));
        Assert.Equal("Continue 3 median: 0 of 1 others at epoch 2", Play(0, 2, 0.2));

        // B's best of 0.4 against A's 0.6.
        Assert.Equal("Continue 2 median: best 0.4 against 0.6 of 1", Play(1, 1, 0.4));

        // C's best of 0.2 against the median (0.4 + 0.6)/2.
        Assert.Equal("Continue 2 median: best 0.2 against 0.5 of 2", Play(2, 1, 0.2));

        // B's best stays 0.4, equal to A's average: a tie goes on.
        Assert.Equal("Continue 3 median: best 0.4 against 0.4 of 1", Play(1, 2, 0.4));

        // C got worse, but its best of 0.2 counts, not its average of 0.55.
        Assert.Equal("Continue 3 median: best 0.2 against 0.4 of 2", Play(2, 2, 0.9));

        // D at epoch 1: 0.45 against the median of 0.2, 0.4, 0.6.
        Assert.Equal("Stop 0 median: best 0.45 is worse than 0.4 of 3", Play(3, 1, 0.45));
    }

    [Fact]
    public void NaN_is_worse_than_any_number_and_counts_among_the_others()
    {
        Play(0, 1, double.NaN);
        Assert.Equal("Continue 2 median: best 0.9 against Infinity of 1", Play(1, 1, 0.9));

        // The others are 0.9 and NaN, in the middle of which nobody is worse.
        Assert.Equal("Continue 2 median: best Infinity against Infinity of 2", Play(2, 1, double.NaN));
        Play(3, 1, 0.5);
        Play(4, 1, 0.7);

        // 0.5, 0.7, 0.9, NaN, NaN.
        Assert.Equal("Stop 0 median: best Infinity is worse than 0.9 of 5", Play(5, 1, double.NaN));
    }

    [Fact]
    public void Nobody_stops_before_enough_trials_completed()
    {
        MedianScheduler scheduler = new(new MedianSchedulerSettings { Startup = 2, WarmUp = 0, MinValues = 1 });
        Play(scheduler, 0, 1, 0.1);
        Play(scheduler, 1, 1, 0.1);
        scheduler.OnEnd(new TrialId(0), TrialState.Completed);
        scheduler.OnEnd(new TrialId(1), TrialState.Failed);
        Assert.Equal("Continue 2 startup: 1 of 2 completed", Play(scheduler, 2, 1, 0.9));

        scheduler.OnEnd(new TrialId(2), TrialState.Completed);
        Assert.StartsWith("Stop", Play(scheduler, 3, 1, 0.9), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_stops_while_it_warms_up_and_its_values_there_count_later()
    {
        MedianScheduler scheduler = new(new MedianSchedulerSettings { Startup = 0, WarmUp = 2, Interval = 2, MinValues = 1 });
        Assert.Equal(2, scheduler.FirstMilestone(new TrialId(0), Configuration.Empty));
        Play(scheduler, 0, 2, 0.2);
        Play(scheduler, 0, 4, 0.4);
        Assert.Equal("Continue 4 warm-up: 2 of 2 epochs", Play(scheduler, 1, 2, 0.9));

        // 0.35 is worse than 0.3, the average of 0.2 and 0.4.
        Assert.Equal("Stop 0 median: best 0.35 is worse than 0.30000000000000004 of 1", Play(scheduler, 1, 4, 0.35));
    }

    [Fact]
    public void A_single_trial_runs_to_its_end() => Assert.All(Enumerable.Range(1, 9), epoch => Assert.StartsWith("Continue", Play(0, epoch, epoch), StringComparison.Ordinal));

    [Fact]
    public void The_median_is_that_of_the_sorted_numbers() => Gen.Int[-5, 5].Select(n => n == 5 ? double.NaN : n / 2.0).Array[1, 60].Sample(values =>
    {
        RunningMedian median = new();
        for (int n = 1; n <= values.Length; n++)
        {
            median.Add(values[n - 1]);
            double[] sorted = [.. values.Take(n).Select(v => double.IsNaN(v) ? double.PositiveInfinity : v).Order()];
            Assert.Equal((n, (sorted[(n - 1) / 2] / 2) + (sorted[n / 2] / 2)), (median.Count, median.Median));
        }
    });

    [Fact]
    public void A_loop_without_actors_saves_epochs()
    {
        ExperimentSpec spec = Specs.Of(trials: 40, epochs: 10) with { Scheduler = new MedianSchedulerSettings() };
        ExperimentDriver experiment = new(spec);
        experiment.Start();
        while (experiment.Ask() is { } trial)
        {
            Verdict? verdict = null;
            for (int epoch = 1; epoch <= trial.Epochs && verdict is null or { Kind: VerdictKind.Continue }; epoch++)
            {
                verdict = experiment.Report(trial.Attempt, epoch, new("error", Math.Abs(trial.Configuration.GetDouble("x")) + (1.0 / epoch)));
            }

            experiment.End(trial.Attempt);
        }

        Assert.Equal(40, experiment.State.Completed + experiment.State.Stopped);
        Assert.True(experiment.State.Completed >= 5);
        Assert.InRange(experiment.State.EpochsUsed, 100, 300);
    }

    [Fact]
    public void An_experiment_ends_and_comes_back_from_its_facts_whatever_happens() => Gen.Select(Scenario.Any, Gen.Int[0, 3], Gen.Int[1, 2], (s, startup, interval) => (s, startup, interval)).Sample(
        x => new VirtualRun(x.s with { Spec = x.s.Spec with { Scheduler = new MedianSchedulerSettings { Startup = x.startup, Interval = x.interval, WarmUp = 0, MinValues = 1 } } }).ToEnd(),
        iter: 300);

    [Theory]
    [InlineData(-1, 1, 1, 3, "scheduler.startup: must be at least 0 (is -1)")]
    [InlineData(5, -1, 1, 3, "scheduler.warm-up: must be at least 0 (is -1)")]
    [InlineData(5, 1, 0, 3, "scheduler.interval: must be at least 1 (is 0)")]
    [InlineData(5, 1, 1, 0, "scheduler.min-values: must be at least 1 (is 0)")]
    public void A_wrong_option_is_named(int startup, int warmUp, int interval, int minValues, string error)
    {
        MedianSchedulerSettings settings = new() { Startup = startup, WarmUp = warmUp, Interval = interval, MinValues = minValues };
        Assert.Equal(error, Assert.Throws<InvalidOptionException>(() => settings.Create(Specs.Of(3))).Message);
    }

    private string Play(int trial, int epoch, double value) => Play(_scheduler, trial, epoch, value);

    private static string Play(MedianScheduler scheduler, int trial, int epoch, double value)
    {
        TrialId id = new(trial);
        if (epoch == scheduler.FirstMilestone(id, Configuration.Empty))
        {
            scheduler.OnProposed(id, new Proposal(Configuration.Empty, new Reason("test")));
        }

        Verdict verdict = scheduler.OnMilestone(id, epoch, value);
        return $"{verdict.Kind} {verdict.Until} {verdict.Reason}";
    }
}
