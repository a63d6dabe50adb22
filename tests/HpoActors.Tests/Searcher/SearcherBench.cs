using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using HpoActors.Searcher;
using HpoActors.TestKit.Simulation;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;

namespace HpoActors.Tests.Searcher;

/// <summary>A searcher in virtual time between a pool, results and two trainers that the test plays.</summary>
internal sealed class SearcherBench : IDisposable
{
    public SearcherBench(ExperimentSpec spec, Func<Core.Spaces.Configuration, PackKey>? keyOf = null, long office = 0, bool isHeld = false)
    {
        Simulated = new SimulatedSystem(config: HoldingJournal.Config);
        Journal = Persistence.Instance.Apply(Simulated.System).JournalFor("hpo.journal.forgetting");
        Journal.Tell(new HoldingJournal.Attach(Written));
        if (isHeld)
        {
            Journal.Tell(new HoldingJournal.Hold());
        }

        Pool = new Probe(Simulated, "pool");
        Results = new Probe(Simulated, "results");
        Trainer = new Probe(Simulated, "trainer-0");
        Other = new Probe(Simulated, "trainer-1");
        Watcher = new Probe(Simulated, "watcher");
        Simulated.Settle();
        Actor = Simulated.System.ActorOf(SearcherActor.Props(new SearcherStart(spec, office), Simulated.Settings, Pool.Ref, Results.Ref, Shelf, default, keyOf), "searcher");
        Simulated.Settle();
    }

    public SimulatedSystem Simulated { get; }

    public IActorRef Journal { get; }

    public List<FactBatch> Written { get; } = [];

    public IEnumerable<ExperimentEvent> Facts => Written.SelectMany(b => b.Events);

    public CheckpointShelf Shelf { get; } = new();

    public Probe Pool { get; }

    public Probe Results { get; }

    public Probe Trainer { get; }

    public Probe Other { get; }

    public Probe Watcher { get; }

    public IActorRef Actor { get; }

    /// <summary>The searcher is asked for work for a trainer, and answers the pool.</summary>
    /// <returns>What it assigned.</returns>
    public ImmutableArray<WorkItem> Ask(Probe trainer, int places = 1, int credit = 1)
    {
        Request(trainer, places, credit);
        Simulated.Settle();
        Assign? assign = trainer.All<Assign>() is [.., var last] ? last : null;
        trainer.Clear();
        Assert.Equal(new PoolProtocol.WorkAnswered("x", trainer.Ref.Path.Name, assign?.Work.Length ?? 0, false), Pool.One<PoolProtocol.WorkAnswered>());
        return assign?.Work ?? [];
    }

    public void Request(Probe trainer, int places = 1, int credit = 1) =>
        Pool.Tell(Actor, new WorkRequested(trainer.Ref.Path.Name, trainer.Ref, 2, 0, null, places, credit));

    /// <summary>A trainer tells news of an attempt.</summary>
    public void Update(Probe trainer, AttemptId attempt, AttemptEnd? end, params (int Epoch, double Value)[] reports)
    {
        trainer.Tell(Actor, new TrialUpdates([new AttemptUpdate(attempt, [.. reports.Select(r => Report(r.Epoch, r.Value))], end)]));
        Simulated.Settle();
    }

    public void Heartbeat(Probe trainer, params ImmutableArray<AttemptId> attempts)
    {
        trainer.Tell(Actor, new Heartbeat(attempts));
        Simulated.Settle();
    }

    /// <summary>The journal does something with its oldest waiting write.</summary>
    public void Journals(object what)
    {
        Journal.Tell(what);
        Simulated.Settle();
    }

    /// <summary>Notices the searcher's end.</summary>
    public void WatchTheSearcher()
    {
        Simulated.System.ActorOf(Props.Create(() => new Watch(Actor, Watcher.Ref)));
        Simulated.Settle();
    }

    public void Dispose() => Simulated.Dispose();

    public static AttemptId Attempt(int trial, int attempt = 1) => new(new TrialId(trial), attempt);

    public static TrialReport Report(int epoch, double value) => new(epoch, new Metrics(Specs.Metric, value));

    public static AttemptEnd Well(double seconds = 1, Checkpoint? checkpoint = null) => new(null, seconds, Metrics.None, checkpoint);

    /// <summary>Says so when an actor has stopped, or had before.</summary>
    internal sealed class Watch : ReceiveActor
    {
        public Watch(IActorRef watched, IActorRef tell)
        {
            Context.Watch(watched);
            Receive<Terminated>(_ => tell.Tell("stopped"));
        }
    }
}
