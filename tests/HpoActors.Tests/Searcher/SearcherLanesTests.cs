using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;
using static HpoActors.Tests.Searcher.SearcherBench;

namespace HpoActors.Tests.Searcher;

/// <summary>A searcher whose trials are trained as lanes of two packs, by half of the learning rates.</summary>
public sealed class SearcherLanesTests
{
    [Fact]
    public void A_trainer_gets_its_share_of_one_pack_and_then_of_the_pack_that_it_has_open()
    {
        using SearcherBench bench = new(Specs.Of(trials: 40, epochs: 3), Key);
        (Assign first, PoolProtocol.WorkAnswered answer) = Ask(bench, bench.Trainer, 8, null);
        Assert.Equal((8, true), (answer.Count, answer.HasMore));
        Assert.All(first.Work, w => Assert.Equal(first.Pack, Key(w.Assignment.Configuration)));
        (Assign second, _) = Ask(bench, bench.Trainer, 4, first.Pack);
        Assert.Equal(first.Pack, second.Pack);
        Assert.All(second.Work, w => Assert.Equal(first.Pack, Key(w.Assignment.Configuration)));
        Assert.Equal(first.Work.Length + second.Work.Length, first.Work.Concat(second.Work).Select(w => w.Assignment.Trial).Distinct().Count());
    }

    [Fact]
    public void No_room_for_lanes_is_no_want_of_work()
    {
        using SearcherBench bench = new(Specs.Of(trials: 4), Key);
        bench.Pool.Tell(bench.Actor, new WorkRequested("trainer-0", bench.Trainer.Ref, 1, 0, null, 1, 1));
        bench.Simulated.Settle();
        Assert.Equal(new PoolProtocol.WorkAnswered("x", "trainer-0", 0, true), bench.Pool.One<PoolProtocol.WorkAnswered>());
        bench.Trainer.Nothing();
    }

    [Fact]
    public void Who_was_sent_away_hears_of_work_when_something_has_changed()
    {
        using SearcherBench bench = new(Specs.Of(trials: 1), Key);
        (Assign work, _) = Ask(bench, bench.Trainer, 8, null);
        bench.Pool.Tell(bench.Actor, new WorkRequested("trainer-1", bench.Other.Ref, 2, 8, null, 0, 0));
        bench.Simulated.Settle();
        Assert.Equal((0, false), (bench.Pool.All<PoolProtocol.WorkAnswered>()[0].Count, bench.Pool.One<PoolProtocol.WorkAnswered>().HasMore));
        AttemptEnd outOfMemory = new(new TrialFailure(FailureKind.OutOfMemory, "too big"), 1, Metrics.None, null);
        bench.Update(bench.Trainer, work.Work[0].Assignment.Attempt, outOfMemory);
        Assert.Equal("x", bench.Pool.Only<PoolProtocol.WorkAvailable>().Experiment);
        (Assign again, _) = Ask(bench, bench.Other, 8, null);
        Assert.Equal(Attempt(0, 2), Assert.Single(again.Work).Assignment.Attempt);
    }

    [Fact]
    public void The_results_hear_of_the_most_lanes_in_use()
    {
        using SearcherBench bench = new(Specs.Of(trials: 4), Key);
        (Assign work, _) = Ask(bench, bench.Trainer, 8, null);
        bench.Results.Clear();
        foreach (int lanes in new[] { 3, 2 })
        {
            AttemptUpdate update = new(work.Work[lanes - 2].Assignment.Attempt, [Report(1, 0.5)], Well());
            bench.Trainer.Tell(bench.Actor, new TrialUpdates([update], lanes));
            bench.Simulated.Settle();
        }

        Assert.Equal([3, 3], bench.Results.All<ResultsProtocol.Facts>().Select(f => f.Lanes));
    }

    private static PackKey Key(Core.Spaces.Configuration configuration) => new(configuration.GetDouble("lr", 0) < 0.5 ? "low" : "high");

    private static (Assign Assign, PoolProtocol.WorkAnswered Answer) Ask(SearcherBench bench, Probe trainer, int lanes, PackKey? open)
    {
        bench.Pool.Clear();
        trainer.Clear();
        bench.Pool.Tell(bench.Actor, new WorkRequested(trainer.Ref.Path.Name, trainer.Ref, 2, lanes, open, 0, 0));
        bench.Simulated.Settle();
        return (trainer.One<Assign>(), bench.Pool.One<PoolProtocol.WorkAnswered>());
    }
}
