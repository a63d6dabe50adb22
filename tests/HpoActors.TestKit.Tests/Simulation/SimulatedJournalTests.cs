using Akka.Actor;
using Akka.Persistence;
using HpoActors.Core.Experiments;
using HpoActors.TestKit.Simulation;

namespace HpoActors.TestKit.Tests.Simulation;

public sealed class SimulatedJournalTests
{
    [Fact]
    public void What_was_written_is_replayed_after_the_writer_started_again()
    {
        using SimulatedSystem simulated = new(config: SimulatedStore.Config);
        SimulatedProbe probe = simulated.CreateTestProbe();
        IActorRef first = Start(simulated, probe);
        first.Tell("a");
        first.Tell("b");
        probe.ExpectMsg("recovered:");
        probe.ExpectMsg("wrote a");
        probe.ExpectMsg("wrote b");
        simulated.System.Stop(first);
        simulated.Settle();
        Start(simulated, probe);
        probe.ExpectMsg("recovered:ab");
        Assert.Equal([1, 2], simulated.Store.Records("writer").Select(r => r.Sequence));
    }

    [Fact]
    public void A_write_takes_its_time_and_the_next_one_waits_for_it()
    {
        using SimulatedSystem simulated = new(config: SimulatedStore.Config);
        simulated.Store.Writing = write => WriteOutcome.After(TimeSpan.FromSeconds(write.FirstSequence == 1 ? 2 : 0));
        SimulatedProbe probe = simulated.CreateTestProbe();
        IActorRef writer = Start(simulated, probe);
        probe.ExpectMsg("recovered:");
        writer.Tell("a");
        writer.Tell("b");
        probe.ExpectNoMsg(TimeSpan.FromSeconds(1.5));
        probe.ExpectMsg("wrote a");
        probe.ExpectMsg("wrote b");
        Assert.Equal(2, simulated.Now.TotalSeconds);
    }

    [Theory]
    [InlineData(WriteKind.Failed, "failed a", "recovered:")]
    [InlineData(WriteKind.WrittenButFailed, "failed a", "recovered:a")]
    [InlineData(WriteKind.Refused, "refused a", "recovered:")]
    public void A_write_fails_or_is_refused_as_it_is_told(WriteKind kind, string told, string after)
    {
        using SimulatedSystem simulated = new(config: SimulatedStore.Config);
        simulated.Store.Writing = _ => new WriteOutcome(kind);
        SimulatedProbe probe = simulated.CreateTestProbe();
        IActorRef writer = Start(simulated, probe);
        probe.ExpectMsg("recovered:");
        writer.Tell("a");
        probe.ExpectMsg(told);
        simulated.System.Stop(writer);
        simulated.Settle();
        Start(simulated, probe);
        probe.ExpectMsg(after);
    }

    [Fact]
    public void A_snapshot_is_offered_with_the_records_after_it()
    {
        using SimulatedSystem simulated = new(config: SimulatedStore.Config);
        SimulatedProbe probe = simulated.CreateTestProbe();
        IActorRef writer = Start(simulated, probe);
        probe.ExpectMsg("recovered:");
        writer.Tell("a");
        writer.Tell("b");
        writer.Tell(Writer.Snapshot);
        writer.Tell("c");
        probe.FishForMessage<string>(m => m == "wrote c");
        simulated.System.Stop(writer);
        simulated.Settle();
        Start(simulated, probe);
        probe.ExpectMsg("recovered:abc");
    }

    [Fact]
    public void A_durable_experiment_leaves_all_its_facts_as_bytes()
    {
        using SimulatedExperiment experiment = new(SimulatedExperimentTests.Spec(6, 3), new SimulatedCluster { IsDurable = true });
        SimulationResult result = experiment.Run();
        IReadOnlyList<StoredRecord> records = experiment.Simulated.Store.Records("hpo-experiment-x");
        Assert.Equal(Enumerable.Range(1, records.Count).Select(i => (long)i), records.Select(r => r.Sequence));
        List<ExperimentEvent> replayed = [.. records.SelectMany(r => ((Searcher.FactBatch)experiment.Simulated.System.Serialization.Deserialize(r.Content.ToArray(), r.Serializer, r.Manifest)).Events)];
        Assert.Equal(result.Facts.Select(f => f.ToString()), replayed.Select(f => f.ToString()));
    }

    [Fact]
    public void A_journal_that_fails_ends_the_experiment_as_failed()
    {
        using SimulatedExperiment experiment = new(SimulatedExperimentTests.Spec(6, 3), new SimulatedCluster { IsDurable = true });
        experiment.Simulated.Store.Writing = write => new WriteOutcome(write.FirstSequence == 5 ? WriteKind.Failed : WriteKind.Written);
        Assert.Equal(ExperimentPhase.Failed, experiment.Run().Result.Phase);
    }

    private static IActorRef Start(SimulatedSystem simulated, SimulatedProbe probe) => simulated.System.ActorOf(Props.Create(() => new Writer(probe.Ref)));

    private sealed class Writer : UntypedPersistentActor
    {
        public const string Snapshot = "save a snapshot";

        private readonly IActorRef _tell;
        private string _text = "";

        public Writer(IActorRef tell)
        {
            _tell = tell;
            JournalPluginId = SimulatedStore.JournalPlugin;
            SnapshotPluginId = SimulatedStore.SnapshotStorePlugin;
        }

        public override string PersistenceId => "writer";

        protected override void OnCommand(object message)
        {
            switch (message)
            {
                case Snapshot:
                    SaveSnapshot(_text);
                    break;
                case string text:
                    Persist(text, written =>
                    {
                        _text += written;
                        _tell.Tell("wrote " + written);
                    });
                    break;
            }
        }

        protected override void OnRecover(object message)
        {
            switch (message)
            {
                case SnapshotOffer offer:
                    _text = (string)offer.Snapshot;
                    break;
                case string text:
                    _text += text;
                    break;
                case RecoveryCompleted:
                    _tell.Tell("recovered:" + _text);
                    break;
            }
        }

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _tell.Tell("failed " + @event);

        protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => _tell.Tell("refused " + @event);
    }
}
