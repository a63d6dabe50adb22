using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;
using static HpoActors.Tests.Searcher.SearcherBench;

namespace HpoActors.Tests.Searcher;

public sealed class SearcherWorkTests
{
    [Fact]
    public void A_trainer_with_room_gets_as_much_as_it_takes_and_the_pool_hears_how_much()
    {
        using SearcherBench bench = new(Specs.Of(trials: 6, epochs: 3));
        WorkItem[] work = [.. bench.Ask(bench.Trainer, places: 1, credit: 4)];
        Assert.Equal([0, 1, 2, 3], work.Select(w => w.Assignment.Trial.Value));
        Assert.All(work, w => Assert.Equal((1, 3, 3, 1), (w.Assignment.FirstEpoch, w.Assignment.Until, w.Assignment.Epochs, w.Assignment.Attempt.Attempt)));
        Assert.Equal([4, 5], bench.Ask(bench.Other, places: 1, credit: 4).Select(w => w.Assignment.Trial.Value));
        Assert.Empty(bench.Ask(bench.Trainer, places: 1, credit: 4));
    }

    [Fact]
    public void The_pool_hears_the_answer_before_the_trainer_has_the_work()
    {
        using SearcherBench bench = new(Specs.Of(trials: 6));
        Probe both = bench.Pool;
        both.Tell(bench.Actor, new WorkRequested("cpu:0", both.Ref, 1, 0, null, 1, 1));
        bench.Simulated.Settle();
        Assert.Equal([typeof(PoolProtocol.WorkAnswered), typeof(Assign)], both.Messages.Select(m => m.GetType()));
    }

    [Fact]
    public void A_searcher_that_learns_gives_no_more_than_the_free_lanes()
    {
        using SearcherBench bench = new(Specs.Of(trials: 6) with { Searcher = new LearningSearcherSettings() });
        Assert.Equal(2, bench.Ask(bench.Trainer, places: 2, credit: 5).Length);
        Assert.Empty(bench.Ask(bench.Trainer, places: 0, credit: 5));
    }

    [Fact]
    public void Updates_become_facts_once_and_are_acknowledged_each_time()
    {
        using SearcherBench bench = new(Specs.Of(trials: 2, epochs: 2));
        bench.Ask(bench.Trainer);
        bench.Update(bench.Trainer, Attempt(0), Well(), (1, 0.5), (2, 0.25));
        Assert.Equal(new Receipt(Attempt(0), 2, true), Assert.Single(bench.Trainer.Only<Acknowledged>().Receipts));
        TrialEnded ended = Assert.IsType<TrialEnded>(bench.Facts.Last());
        Assert.Equal((TrialState.Completed, 0.25, 1), (ended.State, ended.Value, ended.Attempt));

        int before = bench.Facts.Count();
        bench.Update(bench.Trainer, Attempt(0), Well(), (1, 0.5), (2, 0.25));
        Assert.Equal(new Receipt(Attempt(0), 2, true), Assert.Single(bench.Trainer.Only<Acknowledged>().Receipts));
        Assert.Equal(before, bench.Facts.Count());
    }

    [Fact]
    public void News_of_a_stale_attempt_are_acknowledged_and_change_nothing_and_the_trainer_stands_down()
    {
        using SearcherBench bench = new(Specs.Of(epochs: 2));
        bench.Ask(bench.Trainer);
        bench.Simulated.Run(20);
        bench.Trainer.Clear();
        Assert.Equal(Attempt(0, 2), Assert.Single(bench.Ask(bench.Other)).Assignment.Attempt);
        int before = bench.Facts.Count();
        bench.Update(bench.Trainer, Attempt(0), null, (1, 0.5));
        Assert.Equal([Attempt(0)], Assert.Single(bench.Trainer.All<StandDown>()).Attempts.ToArray());
        Assert.Single(bench.Trainer.All<Acknowledged>());
        bench.Trainer.Clear();
        bench.Heartbeat(bench.Trainer, Attempt(0));
        Assert.Equal([Attempt(0)], bench.Trainer.Only<StandDown>().Attempts.ToArray());
        Assert.Equal(before, bench.Facts.Count());

        bench.Update(bench.Other, Attempt(0, 2), Well(), (1, 0.5), (2, 0.25));
        Assert.Equal(2, Assert.Single(bench.Facts.OfType<TrialEnded>()).Attempt);
    }

    [Fact]
    public void A_trial_that_reports_nothing_or_NaN_or_fails_is_a_failure_of_its_kind()
    {
        using SearcherBench bench = new(Specs.Of(trials: 3));
        bench.Ask(bench.Trainer, credit: 3);
        bench.Update(bench.Trainer, Attempt(0), Well());
        bench.Update(bench.Trainer, Attempt(1), null, (1, double.NaN));
        bench.Update(bench.Trainer, Attempt(2), new AttemptEnd(new TrialFailure(FailureKind.TimedOut, "late"), 3, Metrics.None, null));
        Assert.Equal(
            [FailureKind.UserError, FailureKind.Diverged, FailureKind.TimedOut], bench.Facts.OfType<TrialEnded>().Select(e => e.Failure!.Kind));
        Assert.Equal(ExperimentPhase.Finished, Assert.IsType<Ended>(bench.Facts.Last()).Phase);
    }

    [Fact]
    public void Who_was_sent_away_is_told_when_a_trial_is_to_be_tried_again()
    {
        using SearcherBench bench = new(Specs.Of(trials: 1));
        bench.Ask(bench.Trainer);
        Assert.Empty(bench.Ask(bench.Other));
        AttemptEnd outOfMemory = new(new TrialFailure(FailureKind.OutOfMemory, "too big"), 1, Metrics.None, null);
        bench.Update(bench.Trainer, Attempt(0), outOfMemory);
        Assert.Equal("x", bench.Pool.Only<PoolProtocol.WorkAvailable>().Experiment);
        Assert.Equal(Attempt(0, 2), Assert.Single(bench.Ask(bench.Other)).Assignment.Attempt);
        bench.Update(bench.Other, Attempt(0, 2), outOfMemory);
        Assert.Equal(TrialState.Failed, Assert.Single(bench.Facts.OfType<TrialEnded>()).State);
        bench.Pool.Nothing();
    }

    [Fact]
    public void A_stopped_experiment_cancels_what_runs_and_keeps_what_it_reported()
    {
        using SearcherBench bench = new(Specs.Of(trials: 9, epochs: 3));
        bench.Ask(bench.Trainer, credit: 2);
        bench.Update(bench.Trainer, Attempt(0), null, (1, 0.5));
        bench.Pool.Tell(bench.Actor, new StopExperiment(ExperimentPhase.Interrupted, new Reason("interrupted", "by the caller")));
        bench.Simulated.Settle();
        Assert.Equal([TrialState.Cancelled, TrialState.Cancelled], bench.Facts.OfType<TrialEnded>().Select(e => e.State));
        Assert.Equal(0.5, bench.Facts.OfType<TrialEnded>().First().Value);
        Assert.Equal(ExperimentPhase.Interrupted, Assert.IsType<Ended>(bench.Facts.Last()).Phase);

        bench.Trainer.Clear();
        Assert.Empty(bench.Ask(bench.Trainer));
        int before = bench.Facts.Count();
        bench.Update(bench.Trainer, Attempt(0), Well(), (2, 0.1));
        bench.Simulated.Run(60);
        Assert.Equal(before, bench.Facts.Count());
        Assert.Single(bench.Trainer.All<Acknowledged>());
    }

    [Fact]
    public void The_wall_time_ends_the_experiment_by_itself()
    {
        ExperimentSpec spec = Specs.Of(trials: 9);
        using SearcherBench bench = new(spec with { Budget = spec.Budget with { WallTime = TimeSpan.FromSeconds(7) } });
        bench.Ask(bench.Trainer);
        bench.Simulated.Run(6.9);
        Assert.Empty(bench.Facts.OfType<Ended>());
        bench.Simulated.Run(0.2);
        Ended ended = Assert.IsType<Ended>(bench.Facts.Last());
        Assert.Equal((ExperimentPhase.Finished, "wall-time"), (ended.Phase, ended.Reason.Rule));
        Assert.Equal(TrialState.Cancelled, Assert.Single(bench.Facts.OfType<TrialEnded>()).State);
    }

    [Fact]
    public void Trained_states_go_to_the_results_with_the_facts()
    {
        using SearcherBench bench = new(Specs.Of());
        bench.Ask(bench.Trainer);
        bench.Results.Clear();
        Checkpoint checkpoint = new("test/1", new byte[] { 1, 2 });
        bench.Update(bench.Trainer, Attempt(0), Well(checkpoint: checkpoint), (1, 0.5));
        ResultsProtocol.TrainedState state = Assert.Single(bench.Results.Only<ResultsProtocol.Facts>().Checkpoints);
        Assert.Equal(0, state.Trial.Value);
        Assert.Equal(checkpoint.Content.ToArray(), state.Checkpoint.Content.ToArray());
    }

    [Fact]
    public void A_milestone_is_judged_and_its_verdict_is_sent_again_with_the_report()
    {
        using SearcherBench bench = new(Specs.Of(epochs: 6) with { Scheduler = new MilestoneSchedulerSettings(0.6) });
        WorkItem work = Assert.Single(bench.Ask(bench.Trainer));
        Assert.Equal(2, work.Assignment.Until);
        bench.Update(bench.Trainer, Attempt(0), null, (1, 0.9));
        Assert.Empty(bench.Trainer.All<VerdictReached>());
        bench.Update(bench.Trainer, Attempt(0), null, (2, 0.5));
        VerdictReached verdict = bench.Trainer.One<VerdictReached>();
        Assert.Equal((2, VerdictKind.Continue, 4), (verdict.Epoch, verdict.Verdict.Kind, verdict.Verdict.Until));

        // The verdict was lost on its way, so the trainer repeats its report.
        int before = bench.Facts.Count();
        bench.Update(bench.Trainer, Attempt(0), null, (2, 0.5));
        Assert.Equal(verdict, bench.Trainer.One<VerdictReached>());
        Assert.Equal(before, bench.Facts.Count());

        bench.Update(bench.Trainer, Attempt(0), null, (3, 0.5), (4, 0.7));
        Assert.Equal(VerdictKind.Stop, bench.Trainer.One<VerdictReached>().Verdict.Kind);
        bench.Update(bench.Trainer, Attempt(0), null, (4, 0.7));
        Assert.Equal(VerdictKind.Stop, bench.Trainer.One<VerdictReached>().Verdict.Kind);
        bench.Update(bench.Trainer, Attempt(0), Well());
        Assert.Equal(TrialState.Stopped, Assert.Single(bench.Facts.OfType<TrialEnded>()).State);
    }
}
