using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using static HpoActors.Core.Experiments.ExperimentCommands;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Proposals, assignments, reports and verdicts: which facts follow from which command in which state.</summary>
public sealed class TrialRulesTests
{
    [Fact]
    public void A_proposal_for_the_next_id_becomes_a_trial()
    {
        Rules rules = new Rules(Specs.Of(2)).Started();

        TrialProposed fact = Assert.IsType<TrialProposed>(Assert.Single(rules.Do(rules.Propose(0))));

        Assert.Equal(new TrialProposed(Rules.Noon, new TrialId(0), Rules.Point(0).Configuration, Rules.Why, null), fact);
        Assert.Equal(TrialState.Proposed, rules.State.Live[new TrialId(0)].State);
        Assert.Equal(1, rules.State.Proposed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_proposal_for_another_id_is_stale(int trial)
    {
        Rules rules = new Rules(Specs.Of(9)).Running();

        Assert.Empty(rules.Do(rules.Propose(trial)));
        Assert.Empty(rules.Do(new Propose(Rules.Noon, new TrialId(trial), null)));
    }

    [Fact]
    public void No_trial_is_proposed_beyond_the_budget()
    {
        Rules rules = new Rules(Specs.Of(2)).Running(count: 2);

        Assert.Empty(rules.Do(rules.Propose(2)));
        Assert.False(Experiment.MayPropose(rules.State));
        rules.Do(rules.End(0, FailureKind.UserError));
        Assert.Empty(rules.Do(rules.Propose(2)));
    }

    [Theory]
    [InlineData(int.MinValue, 1)]
    [InlineData(0, 1)]
    [InlineData(3, 3)]
    [InlineData(8, 8)]
    [InlineData(9, 8)]
    [InlineData(int.MaxValue, 8)]
    public void An_assignment_reserves_up_to_the_milestone_within_the_trial(int asked, int until)
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Started();
        rules.Do(rules.Propose(0));

        Assert.Equal([new AttemptStarted(Rules.Noon, new TrialId(0), 1, "cpu:3", 1, until)], rules.Do(rules.Assign(0, asked, "cpu:3")));
        Assert.Equal((0, until), (rules.State.EpochsUsed, rules.State.EpochsReserved));
    }

    [Fact]
    public void Only_waiting_trials_are_assigned()
    {
        Rules rules = new Rules(Specs.Of(3, epochs: 4)).Running(until: 2);

        Assert.Empty(rules.Do(rules.Assign(0)));
        Assert.Empty(rules.Do(rules.Assign(1)));
        rules.Do(rules.Report(0, 1));
        rules.Do(rules.Report(0, 2));
        rules.Do(rules.Judge(0, 2, Verdict.Pause(Rules.Why)));
        Assert.Empty(rules.Do(rules.Assign(0)));
        rules.Do(rules.End(0));
        Assert.Empty(rules.Do(rules.Assign(0)));
        rules.Do(rules.Resume(0, 4));

        Assert.Equal([new AttemptStarted(Rules.Noon, new TrialId(0), 2, "cpu:1", 3, 4)], rules.Do(rules.Assign(0, 4, "cpu:1")));
    }

    [Fact]
    public void An_assignment_that_the_epochs_do_not_allow_is_not_made()
    {
        Rules rules = new Rules(Specs.Of(9, epochs: 4, totalEpochs: 7)).Running();
        rules.Do(rules.Propose(1));

        Assert.Empty(rules.Do(rules.Assign(1)));
        Assert.Single(rules.Do(rules.Assign(1, 3)));
        Assert.False(Experiment.CanAfford(rules.State, 1));
    }

    [Fact]
    public void Reports_turn_reserved_epochs_into_used_ones()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running();

        Assert.Equal([new Reported(Rules.Noon, new TrialId(0), 1, 1, Rules.Error(0.5))], rules.Do(rules.Report(0, 1)));
        Assert.Equal((1, 7), (rules.State.EpochsUsed, rules.State.EpochsReserved));
        Assert.Single(rules.Do(rules.Report(0, 5, 0.25)));
        Assert.Equal((5, 3), (rules.State.EpochsUsed, rules.State.EpochsReserved));
        Assert.Equal((5, 0.25), (rules.State.Live[new TrialId(0)].Epoch, rules.State.Live[new TrialId(0)].Value));
    }

    [Theory]
    [InlineData(0, 1, 2, "doubled")]
    [InlineData(0, 1, 1, "older")]
    [InlineData(0, 1, 0, "no epoch")]
    [InlineData(0, 1, 5, "beyond the milestone")]
    [InlineData(0, 1, 9, "beyond the trial")]
    [InlineData(0, 0, 3, "an older attempt")]
    [InlineData(0, 2, 3, "an attempt to come")]
    [InlineData(1, 1, 3, "an unknown trial")]
    public void A_report_out_of_place_is_dropped(int trial, int attempt, int epoch, string because)
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running(until: 4);
        rules.Do(rules.Report(0, 2));

        Assert.True(rules.Do(rules.Report(trial, epoch, attempt: attempt)).Length == 0, because);
    }

    [Theory]
    [InlineData(double.NaN, "error was NaN at epoch 1")]
    [InlineData(double.PositiveInfinity, "error was Infinity at epoch 1")]
    [InlineData(double.NegativeInfinity, "error was -Infinity at epoch 1")]
    public void A_metric_that_is_no_number_is_a_divergence_and_never_the_best(double value, string message)
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running();

        ExperimentEvent[] facts = rules.Do(rules.Report(0, 1, value));

        Assert.IsType<Reported>(facts[0]);
        TrialEnded ended = Assert.IsType<TrialEnded>(facts[1]);
        Assert.Equal((TrialState.Failed, double.NaN, new TrialFailure(FailureKind.Diverged, message)), (ended.State, ended.Value, ended.Failure));
        Assert.Null(rules.State.Best);
        Assert.Equal((1, 0), (rules.State.EpochsUsed, rules.State.EpochsReserved));
        Assert.Empty(rules.Do(rules.End(0)));
        Assert.Equal(1, rules.State.Failed);
    }

    [Fact]
    public void A_report_without_the_metric_is_the_users_error()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8)).Running();

        ExperimentEvent[] facts = rules.Do(new Report(Rules.Noon, Rules.Id(0), 1, new Metrics("loss", 0.1)));

        Assert.Equal(2, facts.Length);
        Assert.Equal(new TrialFailure(FailureKind.UserError, "epoch 1 was reported without the metric 'error'"), ((TrialEnded)facts[1]).Failure);
    }

    [Fact]
    public void A_trial_waits_for_a_verdict_at_its_milestone_and_not_at_its_last_epoch()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 4)).Running(until: 2);
        LiveTrial trial = rules.State.Live[new TrialId(0)];

        rules.Do(rules.Report(0, 1));
        Assert.False(trial.AwaitsVerdict);
        Assert.Empty(rules.Do(rules.Judge(0, 1, Verdict.Stop(Rules.Why))));
        rules.Do(rules.Report(0, 2));
        Assert.True(trial.AwaitsVerdict);
        rules.Do(rules.Judge(0, 2, Verdict.Continue(99, Rules.Why)));
        Assert.Equal(4, trial.Until);
        Assert.False(trial.AwaitsVerdict);
        rules.Do(rules.Report(0, 4));
        Assert.False(trial.AwaitsVerdict);
        Assert.Empty(rules.Do(rules.Judge(0, 4, Verdict.Stop(Rules.Why))));
    }

    [Theory]
    [InlineData(-7, 3)]
    [InlineData(2, 3)]
    [InlineData(5, 5)]
    [InlineData(int.MaxValue, 8)]
    public void To_continue_reserves_up_to_the_next_milestone(int asked, int until)
    {
        Rules rules = AtMilestone();

        Assert.Equal(
            [new VerdictGiven(Rules.Noon, new TrialId(0), 1, 2, Verdict.Continue(until, Rules.Why))],
            rules.Do(rules.Judge(0, 2, Verdict.Continue(asked, Rules.Why))));
        Assert.Equal((2, until - 2), (rules.State.EpochsUsed, rules.State.EpochsReserved));
    }

    [Fact]
    public void To_continue_without_epochs_left_is_to_stop()
    {
        Rules rules = new Rules(Specs.Of(2, epochs: 8, totalEpochs: 4)).Running(until: 2);
        rules.Do(rules.Report(0, 2));

        VerdictGiven given = Assert.IsType<VerdictGiven>(Assert.Single(rules.Do(rules.Judge(0, 2, Verdict.Continue(8, Rules.Why)))));

        Assert.Equal(Verdict.Stop(new Reason("budget", "total-epochs")), given.Verdict);
        Assert.Equal(TrialState.Stopped, ((TrialEnded)rules.Do(rules.End(0))[0]).State);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 1, 3)]
    [InlineData(0, 2, 2)]
    [InlineData(1, 1, 2)]
    public void A_verdict_for_another_epoch_attempt_or_trial_is_stale(int trial, int attempt, int epoch)
    {
        Rules rules = AtMilestone();

        Assert.Empty(rules.Do(rules.Judge(trial, epoch, Verdict.Stop(Rules.Why), attempt)));
    }

    [Theory]
    [InlineData(VerdictKind.Continue)]
    [InlineData(VerdictKind.Pause)]
    [InlineData(VerdictKind.Stop)]
    public void A_verdict_is_given_once(VerdictKind kind)
    {
        Rules rules = AtMilestone();
        Judge judge = rules.Judge(0, 2, new Verdict(kind, 5, Rules.Why));

        Assert.Single(rules.Do(judge));
        Assert.Empty(rules.Do(judge));
        Assert.Empty(rules.Do(rules.Report(0, 2)));
    }

    [Theory]
    [InlineData(VerdictKind.Pause)]
    [InlineData(VerdictKind.Stop)]
    public void After_a_verdict_to_end_no_report_is_taken(VerdictKind kind)
    {
        Rules rules = AtMilestone();
        rules.Do(rules.Judge(0, 2, new Verdict(kind, 0, Rules.Why)));

        Assert.Empty(rules.Do(rules.Report(0, 3)));
    }

    private static Rules AtMilestone()
    {
        Rules rules = new Rules(Specs.Of(9, epochs: 8)).Running(until: 2);
        rules.Do(rules.Report(0, 1));
        rules.Do(rules.Report(0, 2));
        return rules;
    }
}
