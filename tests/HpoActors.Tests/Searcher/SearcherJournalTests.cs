using HpoActors.Core.Experiments;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;
using static HpoActors.Protocol.TrainerProtocol;

namespace HpoActors.Tests.Searcher;

public sealed class SearcherJournalTests
{
    [Fact]
    public void Facts_go_to_the_results_and_effects_leave_only_when_the_journal_has_them()
    {
        using SearcherBench bench = new(Specs.Of());
        bench.Results.Clear();
        bench.Journals(new HoldingJournal.Hold());
        bench.Request(bench.Trainer);
        bench.Simulated.Run(3);
        bench.Trainer.Nothing();
        bench.Pool.Nothing();
        bench.Results.Nothing();

        bench.Journals(new HoldingJournal.LetGo());
        Assert.Equal(SearcherBench.Attempt(0), Assert.Single(bench.Trainer.Only<Assign>().Work).Assignment.Attempt);
        Assert.Equal(1, bench.Pool.Only<PoolProtocol.WorkAnswered>().Count);
        Assert.Equal(bench.Written[^1].Events, bench.Results.Only<ResultsProtocol.Facts>().Events.ToArray());
    }

    [Fact]
    public void One_write_is_in_flight_and_what_happens_meanwhile_becomes_one_record()
    {
        using SearcherBench bench = new(Specs.Of(trials: 8));
        Assert.Single(bench.Written);
        bench.Journals(new HoldingJournal.Hold());
        bench.Request(bench.Trainer);
        bench.Request(bench.Other);
        bench.Request(bench.Trainer);
        bench.Simulated.Settle();
        bench.Journals(new HoldingJournal.LetGo());
        Assert.Equal(2, bench.Written.Count);
        Assert.Equal([typeof(TrialProposed), typeof(AttemptStarted)], bench.Written[1].Events.Select(e => e.GetType()));
        Assert.Single(bench.Trainer.All<Assign>().Concat(bench.Other.All<Assign>()));

        bench.Journals(new HoldingJournal.LetGo());
        Assert.Equal(3, bench.Written.Count);
        Assert.Equal(
            [typeof(TrialProposed), typeof(AttemptStarted), typeof(TrialProposed), typeof(AttemptStarted)],
            bench.Written[2].Events.Select(e => e.GetType()));
        Assert.Equal(3, bench.Trainer.All<Assign>().Concat(bench.Other.All<Assign>()).Count());
    }

    [Fact]
    public void Effects_without_facts_wait_for_the_write_before_them()
    {
        using SearcherBench bench = new(Specs.Of(trials: 1));
        bench.Journals(new HoldingJournal.Hold());
        bench.Request(bench.Trainer);
        bench.Request(bench.Other);
        bench.Simulated.Settle();
        bench.Pool.Nothing();
        bench.Journals(new HoldingJournal.LetGo());
        Assert.Equal([1, 0], bench.Pool.All<PoolProtocol.WorkAnswered>().Select(a => a.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_record_that_cannot_be_written_stops_the_searcher_and_nothing_leaves(bool fails)
    {
        using SearcherBench bench = new(Specs.Of());
        bench.WatchTheSearcher();
        bench.Results.Clear();
        bench.Journals(new HoldingJournal.Hold());
        bench.Request(bench.Trainer);
        bench.Simulated.Settle();
        bench.Journals(fails ? new HoldingJournal.Fail() : new HoldingJournal.Refuse());
        Assert.Equal("stopped", bench.Watcher.Only<string>());
        bench.Trainer.Nothing();
        bench.Pool.Nothing();
        bench.Results.Nothing();
    }

    [Fact]
    public void The_start_is_the_first_fact()
    {
        using SearcherBench bench = new(Specs.Of());
        Started started = Assert.IsType<Started>(Assert.Single(bench.Facts));
        Assert.Equal(("x", 7L), (started.Name, started.Seed));
        Assert.Equal(bench.Facts, bench.Results.Only<ResultsProtocol.Facts>().Events.ToArray());
    }
}
