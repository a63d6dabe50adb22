using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Protocol;
using HpoActors.Searcher;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;

namespace HpoActors.Tests.Searcher;

/// <summary>Searchers in an office: they alone decide, and know when it is over.</summary>
public sealed class SearcherOfficeTests
{
    private const string Id = "hpo-experiment-x";

    [Fact]
    public void Before_it_is_written_that_it_took_office_it_does_nothing()
    {
        using SearcherBench bench = new(Specs.Of(), office: 3, isHeld: true);
        bench.Request(bench.Trainer);
        bench.Simulated.Run(3);
        bench.Trainer.Nothing();
        bench.Pool.Nothing();
        bench.Journals(new HoldingJournal.LetGo());
        FactBatch first = Assert.Single(bench.Written);
        Assert.Equal((3L, typeof(Started)), (first.Office, Assert.Single(first.Events).GetType()));
        bench.Journals(new HoldingJournal.LetGo());
        Assert.Equal(3L, bench.Written[^1].Office);
        Assert.Equal(3L, bench.Trainer.Only<Assign>().Office);
    }

    [Fact]
    public void It_stops_where_a_trainer_knows_a_later_office_and_decides_nothing_more()
    {
        using SearcherBench bench = new(Specs.Of(), office: 3);
        AttemptId attempt = Assert.Single(bench.Ask(bench.Trainer)).Assignment.Attempt;
        bench.WatchTheSearcher();
        bench.Trainer.Tell(bench.Actor, new OfficeOver("x", 3));
        bench.Trainer.Tell(bench.Actor, new OfficeOver("x", 2));
        bench.Simulated.Settle();
        bench.Watcher.Nothing();

        int written = bench.Written.Count;
        bench.Trainer.Tell(bench.Actor, new OfficeOver("x", 4));
        bench.Update(bench.Trainer, attempt, SearcherBench.Well(), (1, 0.5));
        Assert.Equal("stopped", bench.Watcher.Only<string>());
        Assert.Equal(written, bench.Written.Count);
    }

    [Fact]
    public void Each_office_begins_with_a_record_of_its_own()
    {
        using SimulatedSystem simulated = new(config: SimulatedStore.Config);
        simulated.System.Stop(Start(simulated, 5));
        simulated.Settle();
        Start(simulated, 6);
        Assert.Equal([(5L, 1), (6L, 0)], Batches(simulated).Select(batch => (batch.Office, batch.Events.Length)));
    }

    [Fact]
    public void Who_finds_a_later_office_in_the_journal_stops_and_writes_nothing()
    {
        using SimulatedSystem simulated = new(config: SimulatedStore.Config);
        simulated.System.Stop(Start(simulated, 5));
        simulated.Settle();
        Assert.Equal("stopped", Watch(simulated, Start(simulated, 4)));
        Assert.Single(Batches(simulated));
    }

    [Fact]
    public void A_journal_in_which_an_office_decided_after_a_later_one_had_begun_is_not_gone_on_with()
    {
        using SimulatedSystem simulated = new(config: SimulatedStore.Config);
        simulated.System.Stop(Start(simulated, 5));
        simulated.Settle();
        simulated.System.Stop(Start(simulated, 6));
        simulated.Settle();
        SortedList<long, StoredRecord> records = simulated.Store.RecordsOf(Id);
        records.Add(3, records[1] with { Sequence = 3 });
        Assert.Equal("stopped", Watch(simulated, Start(simulated, 7)));
        Assert.Equal(3, records.Count);
    }

    [Fact]
    public void Alone_it_gives_back_at_once_what_went_with_its_process()
    {
        using SimulatedSystem simulated = new(config: SimulatedStore.Config);
        Probe pool = new(simulated, "pool"), trainer = new(simulated, "trainer-0");
        IActorRef first = Start(simulated, 1, pool);
        pool.Tell(first, new WorkRequested("trainer-0", trainer.Ref, 1, 0, null, 2, 2));
        simulated.Settle();
        Assert.Equal(2, trainer.Only<Assign>().Work.Length);
        simulated.System.Stop(first);
        simulated.Settle();
        Start(simulated, 2);
        FactBatch begun = Batches(simulated)[^1];
        Assert.Equal((2L, 2), (begun.Office, begun.Events.OfType<AttemptReturned>().Count()));
        Assert.Equal(2, begun.Events.Length);
    }

    private static IActorRef Start(SimulatedSystem simulated, long office, Probe? pool = null)
    {
        IActorRef nobody = simulated.System.DeadLetters;
        IActorRef searcher = simulated.System.ActorOf(SearcherActor.Props(
            new SearcherStart(Specs.Of(), office, IsAlone: true), simulated.Settings, pool?.Ref ?? nobody, nobody, new CheckpointShelf(), default));
        simulated.Settle();
        return searcher;
    }

    private static string Watch(SimulatedSystem simulated, IActorRef searcher)
    {
        Probe watcher = new(simulated, "watcher");
        simulated.System.ActorOf(Props.Create(() => new SearcherBench.Watch(searcher, watcher.Ref)));
        simulated.Settle();
        return watcher.Only<string>();
    }

    private static FactBatch[] Batches(SimulatedSystem simulated) =>
        [.. simulated.Store.Records(Id).Select(record => (FactBatch)simulated.System.Serialization.Deserialize(record.Content.ToArray(), record.Serializer, record.Manifest))];
}
