using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using static HpoActors.Core.Experiments.ExperimentCommands;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>How trials end, are tried again and become the best.</summary>
public sealed class TrialEndTests
{
    [Fact]
    public void A_trial_ends_with_its_last_value()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 2)).Running();
        rules.Do(rules.Report(0, 1, 0.1));
        rules.Do(rules.Report(0, 2, 0.3));

        Assert.Equal(
            [new TrialEnded(Rules.Noon, new TrialId(0), 1, TrialState.Completed, 0.3, null, 2.5, new Metrics("parameters", 7))],
            rules.Do(rules.End(0)));
        Assert.Equal((1, new TrialId(0), 0.3), (rules.State.Completed, rules.State.Best!.Value, rules.State.BestValue));
        Assert.Empty(rules.State.Live);
    }

    [Fact]
    public void An_early_end_gives_its_epochs_back()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running();
        rules.Do(rules.Report(0, 3));
        rules.Do(rules.End(0));

        Assert.Equal((3, 0), (rules.State.EpochsUsed, rules.State.EpochsReserved));
    }

    [Fact]
    public void An_end_is_taken_once_and_only_of_the_present_attempt()
    {
        Rules rules = new Rules(Specs.Of(2)).Running();
        rules.Do(rules.Report(0, 1));

        Assert.Empty(rules.Do(rules.End(0, attempt: 0)));
        Assert.Empty(rules.Do(rules.End(0, attempt: 2)));
        Assert.Empty(rules.Do(rules.End(1)));
        Assert.Single(rules.Do(rules.End(0)));
        Assert.Empty(rules.Do(rules.End(0)));
        Assert.Empty(rules.Do(rules.End(0, FailureKind.TrainerLost)));
        Assert.Empty(rules.Do(rules.Report(0, 1)));
    }

    [Fact]
    public void An_end_without_any_report_is_the_users_error()
    {
        Rules rules = new Rules(Specs.Of(2)).Running();

        TrialEnded ended = Assert.IsType<TrialEnded>(Assert.Single(rules.Do(rules.End(0))));

        Assert.Equal(new TrialFailure(FailureKind.UserError, "the objective ended without reporting 'error'"), ended.Failure);
        Assert.Equal((TrialState.Failed, double.NaN), (ended.State, ended.Value));
    }

    [Theory]
    [InlineData(FailureKind.TrainerLost, true)]
    [InlineData(FailureKind.OutOfMemory, true)]
    [InlineData(FailureKind.TimedOut, false)]
    [InlineData(FailureKind.Diverged, false)]
    [InlineData(FailureKind.UserError, false)]
    public void By_default_a_lost_trainer_and_full_memory_are_retried(FailureKind kind, bool again)
    {
        Rules rules = new Rules(Specs.Of(2)).Running();

        ExperimentEvent fact = Assert.Single(rules.Do(rules.End(0, kind)));

        Assert.Equal(again ? typeof(AttemptFailed) : typeof(TrialEnded), fact.GetType());
        Assert.Equal(again ? 0 : 1, rules.State.Failed);
        Assert.Equal(0, rules.State.EpochsReserved);
    }

    [Theory]
    [InlineData(FailureKind.TrainerLost)]
    [InlineData(FailureKind.TimedOut)]
    [InlineData(FailureKind.Diverged)]
    [InlineData(FailureKind.UserError)]
    public void Every_kind_that_retry_on_names_is_retried_and_a_lost_trainer_always(FailureKind kind)
    {
        Rules rules = new Rules(Specs.Of(2) with { RetryOn = [FailureKind.TimedOut, FailureKind.Diverged, FailureKind.UserError] }).Running();

        Assert.IsType<AttemptFailed>(Assert.Single(rules.Do(rules.End(0, kind))));
    }

    [Fact]
    public void A_retry_is_a_new_attempt_that_starts_over_at_the_head_of_the_queue()
    {
        Rules rules = new Rules(Specs.Of(9, epochs: 8)).Running();
        rules.Do(rules.Propose(1));
        rules.Do(rules.Report(0, 1, 0.2));
        rules.Do(rules.Report(0, 2, 0.1));

        Assert.Equal([new AttemptFailed(Rules.Noon, new TrialId(0), 1, new TrialFailure(FailureKind.TrainerLost, "it broke"), 2.5)], rules.Do(rules.End(0, FailureKind.TrainerLost)));
        Assert.Equal(TrialState.Proposed, rules.State.Live[new TrialId(0)].State);
        Assert.Equal((2, 0), (rules.State.EpochsUsed, rules.State.EpochsReserved));

        Assert.Equal([new AttemptStarted(Rules.Noon, new TrialId(0), 2, "cpu:0", 1, 8)], rules.Do(rules.Assign(0)));
        LiveTrial trial = rules.State.Live[new TrialId(0)];
        Assert.Equal((0, double.NaN, 2), (trial.Epoch, trial.Value, trial.Attempt));
        Assert.Empty(rules.Do(rules.Report(0, 3)));
        Assert.Empty(rules.Do(rules.End(0)));
        Assert.Single(rules.Do(rules.Report(0, 1, attempt: 2)));
        Assert.Equal((3, 7), (rules.State.EpochsUsed, rules.State.EpochsReserved));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void After_max_attempts_a_trial_has_failed(int attempts)
    {
        Rules rules = new Rules(Specs.Of(9) with { MaxAttempts = attempts }).Running();
        for (int attempt = 1; attempt < attempts; attempt++)
        {
            Assert.IsType<AttemptFailed>(Assert.Single(rules.Do(rules.End(0, FailureKind.TrainerLost, attempt))));
            Assert.Single(rules.Do(rules.Assign(0)));
        }

        TrialEnded ended = Assert.IsType<TrialEnded>(Assert.Single(rules.Do(rules.End(0, FailureKind.TrainerLost, attempts))));
        Assert.Equal((attempts, TrialState.Failed, FailureKind.TrainerLost), (ended.Attempt, ended.State, ended.Failure!.Kind));
    }

    [Fact]
    public void A_retried_divergence_starts_over_too()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 4) with { RetryOn = [FailureKind.Diverged] }).Running();

        Assert.IsType<AttemptFailed>(rules.Do(rules.Report(0, 1, double.NaN))[1]);
        Assert.Single(rules.Do(rules.Assign(0)));
        Assert.Empty(rules.Do(rules.End(0)));
        Assert.Equal(4, rules.State.EpochsReserved);
    }

    [Fact]
    public void A_trial_that_was_told_to_pause_rests_and_goes_on()
    {
        Rules rules = Told(VerdictKind.Pause);

        Assert.Equal([new TrialPaused(Rules.Noon, new TrialId(0), 1, 2.5, true, null)], rules.Do(rules.End(0)));
        Assert.Equal((TrialState.Paused, 1), (rules.State.Live[new TrialId(0)].State, rules.State.Paused));
        Assert.Empty(rules.Do(rules.End(0)));
        Assert.Empty(rules.Do(rules.Assign(0, 6)));
        Assert.Equal([new TrialResumed(Rules.Noon, new TrialId(0), 6, Rules.Why)], rules.Do(rules.Resume(0, 6)));
        Assert.Empty(rules.Do(rules.Resume(0, 6)));
        Assert.Single(rules.Do(rules.Assign(0, 6)));
        Assert.Equal((2, 4, 0, 1), (rules.State.EpochsUsed, rules.State.EpochsReserved, rules.State.Paused, rules.State.Running));
        Assert.Empty(rules.Do(rules.Report(0, 3)));
        Assert.Single(rules.Do(rules.Report(0, 3, attempt: 2)));
    }

    [Fact]
    public void Without_a_checkpoint_a_paused_trial_trains_again_what_it_had()
    {
        Rules rules = Told(VerdictKind.Pause);
        rules.Do(rules.End(0, FailureKind.UserError));

        Assert.Equal((TrialState.Paused, 0, 0.4), rules.State.Live[new TrialId(0)] is var trial ? (trial.State, trial.Failures, trial.Value) : default);
        rules.Do(rules.Resume(0, 6));
        Assert.Equal((1, 6), Assert.IsType<AttemptStarted>(Assert.Single(rules.Do(rules.Assign(0, 6)))) is var started ? (started.FirstEpoch, started.Until) : default);
        Assert.Equal((2, 6), (rules.State.EpochsUsed, rules.State.EpochsReserved));
    }

    [Fact]
    public void An_attempt_that_goes_on_and_reports_nothing_has_failed()
    {
        Rules rules = Told(VerdictKind.Pause);
        rules.Do(rules.End(0));
        rules.Do(rules.Resume(0, 6));
        rules.Do(rules.Assign(0, 6));

        Assert.Equal(FailureKind.UserError, Assert.IsType<TrialEnded>(Assert.Single(rules.Do(rules.End(0, attempt: 2)))).Failure!.Kind);
    }

    [Fact]
    public void A_trial_that_was_told_to_stop_is_stopped()
    {
        Rules rules = Told(VerdictKind.Stop);

        Assert.Equal((TrialState.Stopped, 0.4), (((TrialEnded)rules.Do(rules.End(0))[0]).State, rules.State.BestValue));
    }

    // Its value is known and nothing is left to do: an error on the way out takes nothing away, and a retry would train for nothing.
    [Theory]
    [InlineData(FailureKind.TrainerLost)]
    [InlineData(FailureKind.UserError)]
    public void A_trial_that_was_told_to_stop_is_stopped_whatever_happens_on_the_way_out(FailureKind kind)
    {
        Rules rules = Told(VerdictKind.Stop);

        TrialEnded ended = Assert.IsType<TrialEnded>(Assert.Single(rules.Do(rules.End(0, kind))));

        Assert.Equal((TrialState.Stopped, 0.4, null), (ended.State, ended.Value, ended.Failure));
    }

    [Fact]
    public void A_trial_that_failed_instead_of_pausing_has_no_state_to_go_on_from()
    {
        Rules rules = Told(VerdictKind.Pause);

        Assert.Equal(FailureKind.TrainerLost, Assert.IsType<TrialPaused>(Assert.Single(rules.Do(rules.End(0, FailureKind.TrainerLost)))).Failure!.Kind);
        rules.Do(rules.Resume(0, 8));
        Assert.Equal([new AttemptStarted(Rules.Noon, new TrialId(0), 2, "cpu:0", 1, 8)], rules.Do(rules.Assign(0)));
    }

    [Theory]
    [InlineData(Direction.Minimize, new[] { 0.5, 0.3, 0.4 }, 1)]
    [InlineData(Direction.Maximize, new[] { 0.5, 0.3, 0.6 }, 2)]
    [InlineData(Direction.Minimize, new[] { 0.3, 0.3, 0.3 }, 0)]
    [InlineData(Direction.Maximize, new[] { -0.0, 0.0, 0.0 }, 0)]
    public void The_best_is_the_earliest_of_the_best_values_in_whatever_order_they_end(Direction direction, double[] values, int best)
    {
        foreach (int[] order in new[] { new[] { 0, 1, 2 }, [2, 1, 0], [1, 2, 0] })
        {
            Rules rules = new Rules(Specs.Of(3) with { Direction = direction }).Running(count: 3);
            foreach (int trial in order)
            {
                rules.Do(rules.Report(trial, 1, values[trial]));
                rules.Do(rules.End(trial));
            }

            Assert.Equal(new TrialId(best), rules.State.Best);
            Assert.Equal(values[best], rules.State.BestValue);
        }
    }

    [Theory]
    [InlineData(BestOf.Completed, 1)]
    [InlineData(BestOf.All, 0)]
    public void A_stopped_trial_is_the_best_only_where_all_count(BestOf bestOf, int best)
    {
        Rules rules = new Rules(Specs.Of(9, epochs: 8) with { BestOf = bestOf }).Running(count: 2, until: 2);
        rules.Do(rules.Report(0, 2, 0.1));
        rules.Do(rules.Judge(0, 2, Verdict.Stop(Rules.Why)));
        rules.Do(rules.End(0));
        rules.Do(rules.Report(1, 2, 0.2));
        rules.Do(rules.End(1));

        Assert.Equal((1, 1), (rules.State.Stopped, rules.State.Completed));
        Assert.Equal(new TrialId(best), rules.State.Best);
    }

    [Fact]
    public void Failed_and_cancelled_trials_are_never_the_best()
    {
        Rules rules = new Rules(Specs.Of(9, epochs: 8) with { BestOf = BestOf.All }).Running(count: 2);
        rules.Do(rules.Report(0, 2, 0.1));
        rules.Do(rules.Report(1, 2, 0.1));
        rules.Do(rules.End(0, FailureKind.UserError));
        rules.Do(rules.Stop());

        Assert.Equal((1, 1), (rules.State.Failed, rules.State.Cancelled));
        Assert.Null(rules.State.Best);
        Assert.True(double.IsNaN(rules.State.BestValue));
    }

    private static Rules Told(VerdictKind kind)
    {
        Rules rules = new Rules(Specs.Of(9, epochs: 8) with { BestOf = BestOf.All }).Running(until: 2);
        rules.Do(rules.Report(0, 2, 0.4));
        rules.Do(rules.Judge(0, 2, new Verdict(kind, 0, Rules.Why)));
        return rules;
    }
}
