using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using static HpoActors.Core.Experiments.ExperimentCommands;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Start, stop, and the limits that settle an experiment.</summary>
public sealed class ExperimentLifeTests
{
    [Fact]
    public void It_starts_once()
    {
        Rules rules = new(Specs.Of(3));

        Assert.Equal([new Started(Rules.Noon, "test", 1)], rules.Do(new Start(Rules.Noon)));
        Assert.Equal(ExperimentPhase.Running, rules.State.Phase);
        Assert.Equal(Rules.Noon, rules.State.StartedAt);
        Assert.Empty(rules.Do(new Start(Rules.Noon)));
    }

    [Fact]
    public void Before_its_start_and_after_its_end_nothing_is_decided()
    {
        Rules fresh = new(Specs.Of(3, epochs: 4));
        Rules ended = new Rules(Specs.Of(3, epochs: 4)).Running(count: 2, until: 1);
        ended.Do(ended.Report(1, 1));
        ended.Do(ended.Stop());
        foreach (Rules rules in new[] { fresh, ended })
        {
            ExperimentCommand[] commands =
            [
                rules.Propose(rules.State.Proposed), rules.Assign(0), rules.Report(0, 1), rules.Judge(1, 1, Verdict.Stop(Rules.Why)), rules.End(0), rules.Stop(), rules.Settle(),
            ];
            Assert.All(commands, c => Assert.Empty(rules.Decide(c)));
        }

        Assert.Empty(ended.Decide(new Start(Rules.Noon)));
    }

    [Fact]
    public void Stopping_cancels_what_lives_in_order_and_keeps_what_was_reported()
    {
        Rules rules = new Rules(Specs.Of(9, epochs: 4)).Running(count: 3, until: 2);
        rules.Do(rules.Report(1, 1, 0.7));
        rules.Do(rules.Report(2, 1, 0.6));
        rules.Do(rules.Report(2, 2, 0.4));
        rules.Do(rules.Judge(2, 2, Verdict.Pause(Rules.Why)));
        rules.Do(rules.End(2));
        rules.Do(rules.Propose(3));

        ExperimentEvent[] facts = rules.Do(rules.Stop());

        Assert.Equal([0, 1, 2, 3], facts[..4].Cast<TrialEnded>().Select(e => e.Trial.Value));
        Assert.All(facts[..4].Cast<TrialEnded>(), e => Assert.Equal((TrialState.Cancelled, null), (e.State, e.Failure)));
        Assert.Equal([double.NaN, 0.7, 0.4, double.NaN], facts[..4].Cast<TrialEnded>().Select(e => e.Value));
        Assert.Equal([1, 1, 1, 0], facts[..4].Cast<TrialEnded>().Select(e => e.Attempt));
        Assert.Equal(new Ended(Rules.Noon, ExperimentPhase.Interrupted, Rules.Why), facts[4]);
        Assert.Equal(4, rules.State.Cancelled);
        Assert.Equal(0, rules.State.EpochsReserved);
        Assert.Equal(3, rules.State.EpochsUsed);
        Assert.Empty(rules.State.Live);
        Assert.Null(rules.State.Best);
        Assert.Equal(Rules.Why, rules.State.EndReason);
        Assert.True(rules.State.Phase.IsFinal());
    }

    [Fact]
    public void It_finishes_when_the_last_trial_has_ended()
    {
        Rules rules = new Rules(Specs.Of(2)).Running(count: 2);
        Finish(rules, 0, 0.5);
        Assert.Empty(rules.Do(rules.Settle()));
        Finish(rules, 1, 0.4);

        Assert.Equal([new Ended(Rules.Noon, ExperimentPhase.Finished, new Reason("trials", "2"))], rules.Do(rules.Settle()));
        Assert.Empty(rules.Do(rules.Settle()));
    }

    [Fact]
    public void What_the_best_model_measured_after_the_end_is_kept_once()
    {
        Metrics metrics = new("test_error", 0.25);
        Rules rules = new Rules(Specs.Of(2)).Running(count: 2);
        Finish(rules, 0, 0.5);
        Assert.Empty(rules.Do(new KeepTest(Rules.Noon, metrics)));
        Finish(rules, 1, 0.4);
        rules.Do(rules.Settle());

        Assert.Equal([new BestTested(Rules.Noon, new TrialId(1), metrics)], rules.Do(new KeepTest(Rules.Noon, metrics)));
        Assert.Empty(rules.Do(new KeepTest(Rules.Noon, new Metrics("test_error", 0.75))));
    }

    [Fact]
    public void Without_a_best_model_or_a_finished_search_nothing_is_measured()
    {
        Rules none = new Rules(Specs.Of(1)).Running();
        none.Do(new Stop(Rules.Noon, ExperimentPhase.Finished, Rules.Why));
        Assert.Empty(none.Do(new KeepTest(Rules.Noon, Metrics.None)));

        Rules interrupted = new Rules(Specs.Of(2)).Running(count: 2);
        Finish(interrupted, 0, 0.5);
        interrupted.Do(new Stop(Rules.Noon, ExperimentPhase.Interrupted, Rules.Why));
        Assert.Empty(interrupted.Do(new KeepTest(Rules.Noon, Metrics.None)));
    }

    [Fact]
    public void It_is_exhausted_when_the_space_is_and_the_last_trial_has_ended()
    {
        Rules rules = new Rules(Specs.Of(5)).Running();
        Assert.Equal([new SpaceExhausted(Rules.Noon)], rules.Do(new Propose(Rules.Noon, new TrialId(1), null)));
        Assert.True(rules.State.IsExhausted);
        Assert.Empty(rules.Do(new Propose(Rules.Noon, new TrialId(1), null)));
        Assert.Empty(rules.Do(rules.Propose(1)));
        Assert.Empty(rules.Do(rules.Settle()));
        Finish(rules, 0, 0.5);

        Assert.Equal([new Ended(Rules.Noon, ExperimentPhase.Exhausted, new Reason("exhausted", "1 trials"))], rules.Do(rules.Settle()));
    }

    [Theory]
    [InlineData(Direction.Minimize, 0.2, 0.3, false)]
    [InlineData(Direction.Minimize, 0.2, 0.2, true)]
    [InlineData(Direction.Minimize, 0.2, -5, true)]
    [InlineData(Direction.Maximize, 0.2, 0.1, false)]
    [InlineData(Direction.Maximize, 0.2, 0.2, true)]
    [InlineData(Direction.Maximize, 0.2, 5, true)]
    public void A_completed_trial_that_reaches_the_target_ends_it(Direction direction, double target, double value, bool ends)
    {
        Rules rules = new Rules(Specs.Of(new Budget { Trials = 9, Target = target }) with { Direction = direction }).Running(count: 2);
        rules.Do(rules.Report(0, 1, value));
        Assert.Empty(rules.Decide(rules.Settle()));
        rules.Do(rules.End(0));

        ExperimentEvent[] facts = rules.Do(rules.Settle());

        Assert.Equal(ends, facts.Length > 0);
        if (ends)
        {
            Assert.Equal(TrialState.Cancelled, Assert.IsType<TrialEnded>(facts[0]).State);
            Assert.Equal(new Ended(Rules.Noon, ExperimentPhase.Finished, new Reason("target", $"{value:R}")), facts[1]);
        }
    }

    [Fact]
    public void Wall_time_ends_it_at_the_limit_and_not_before()
    {
        Rules rules = new Rules(Specs.Of(new Budget { WallTime = TimeSpan.FromMinutes(10) })).Running();
        rules.Do(rules.Report(0, 1, 0.3));
        rules.Now = Rules.Noon.AddMinutes(10).AddTicks(-1);
        Assert.Empty(rules.Do(rules.Settle()));
        rules.Now = Rules.Noon.AddMinutes(10);

        ExperimentEvent[] facts = rules.Do(rules.Settle());

        Assert.Equal((TrialState.Cancelled, 0.3), (((TrialEnded)facts[0]).State, ((TrialEnded)facts[0]).Value));
        Assert.Equal(new Ended(rules.Now, ExperimentPhase.Finished, new Reason("wall-time", "00:10:00")), facts[1]);
    }

    [Fact]
    public void Missing_and_unknown_arguments_are_refused()
    {
        Rules rules = new Rules(Specs.Of(1)).Started();

        Assert.Throws<ArgumentNullException>(() => Experiment.Decide(null!, rules.Settle()));
        Assert.Throws<ArgumentNullException>(() => Experiment.Decide(rules.State, null!));
        Assert.Throws<ArgumentNullException>(() => Experiment.Apply(null!, new SpaceExhausted(Rules.Noon)));
        Assert.Throws<ArgumentNullException>(() => new ExperimentState(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Experiment.Decide(rules.State, new Unheard(Rules.Noon)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Experiment.Apply(rules.State, new Unseen(Rules.Noon)));
    }

    private static void Finish(Rules rules, int trial, double value)
    {
        rules.Do(rules.Report(trial, 1, value));
        Assert.IsType<TrialEnded>(Assert.Single(rules.Do(rules.End(trial))));
    }

    private sealed record Unheard(DateTimeOffset At) : ExperimentCommand(At);

    private sealed record Unseen(DateTimeOffset At) : ExperimentEvent(At);
}
