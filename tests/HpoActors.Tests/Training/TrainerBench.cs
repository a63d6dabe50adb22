using System.Collections.Immutable;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using HpoActors.Training;
using static HpoActors.Protocol.SearcherProtocol;
using static HpoActors.Protocol.TrainerProtocol;

namespace HpoActors.Tests.Training;

/// <summary>A trainer in virtual time whose pool and searcher the test plays, with simulated executors.</summary>
internal sealed class TrainerBench : IDisposable
{
    public TrainerBench(params IEnumerable<ExperimentSpec> specs)
    {
        Simulated = new SimulatedSystem();
        Pool = new Probe(Simulated, "pool");
        Searcher = new Probe(Simulated, "searcher");
        Experiment = new Probe(Simulated, "experiment");
        Actor = Simulated.System.ActorOf(TrainerActor.Props("cpu:0", Start, Simulated.Settings, Pool.Ref), "trainer");
        foreach (ExperimentSpec spec in specs)
        {
            Open(spec);
        }

        Simulated.Settle();
    }

    public SimulatedSystem Simulated { get; }

    public Probe Pool { get; }

    public Probe Searcher { get; }

    public Probe Experiment { get; }

    public IActorRef Actor { get; }

    /// <summary>The executors that the trainer started, in order.</summary>
    public List<SimulatedExecutor> Executors { get; } = [];

    public SimulatedExecutor Executor => Executors[^1];

    /// <summary>How attempts go. Default: well, in a second an epoch.</summary>
    public Dictionary<AttemptId, SimulatedTrial> Script { get; } = [];

    /// <summary>The jobs that were begun, in order.</summary>
    public List<TrialJob> Jobs { get; } = [];

    public static AttemptId Attempt(int trial, int attempt = 1) => new(new TrialId(trial), attempt);

    public void Open(ExperimentSpec spec, LaneLimit? lanes = null) =>
        Pool.Tell(Actor, new OpenExperiment(spec, _ => throw new InvalidOperationException("simulated trials have no objective"), lanes));

    public void Assign(string experiment, int epochs, params IEnumerable<int> trials) => AssignUntil(epochs, experiment, epochs, trials);

    public void AssignLanes(int epochs, params IEnumerable<int> trials) => AssignUntil(epochs, "x", epochs, new PackKey("one"), trials);

    public void AssignUntil(int until, string experiment, int epochs, params IEnumerable<int> trials) => AssignUntil(until, experiment, epochs, null, trials);

    public void AssignUntil(int until, string experiment, int epochs, PackKey? pack, params IEnumerable<int> trials)
    {
        ImmutableArray<WorkItem> work =
            [.. trials.Select(t => new WorkItem(new Assignment(Attempt(t), Configuration.Empty, 1, until, epochs, null), null))];
        Searcher.Tell(Actor, new Assign(experiment, work, pack));
        Simulated.Settle();
    }

    /// <summary>Acknowledges all that the searcher was told so far, and forgets it.</summary>
    public void Acknowledge(string experiment = "x")
    {
        IEnumerable<AttemptUpdate> updates = Searcher.All<TrialUpdates>().SelectMany(u => u.Updates);
        ImmutableArray<Receipt> receipts =
            [.. updates.Select(u => new Receipt(u.Attempt, u.Reports is [.., var last] ? last.Epoch : 0, u.End is not null))];
        Searcher.Clear();
        Searcher.Tell(Actor, new Acknowledged(experiment, receipts));
        Simulated.Settle();
    }

    /// <summary>The ends that the searcher was told, in order.</summary>
    public IEnumerable<(AttemptId Attempt, AttemptEnd End)> Ends() =>
        Searcher.All<TrialUpdates>().SelectMany(u => u.Updates).Where(u => u.End is not null).Select(u => (u.Attempt, u.End!));

    /// <summary>The epochs of an attempt that the searcher was told, in order and with repetitions.</summary>
    public IEnumerable<int> Epochs(AttemptId attempt) =>
        Searcher.All<TrialUpdates>().SelectMany(u => u.Updates).Where(u => u.Attempt == attempt).SelectMany(u => u.Reports).Select(r => r.Epoch);

    public void StandDown(params ImmutableArray<AttemptId> attempts)
    {
        Searcher.Tell(Actor, new StandDown("x", attempts));
        Simulated.Settle();
    }

    public void TestBest(string experiment, Probe asker)
    {
        asker.Tell(Actor, new TestBest(experiment, new Checkpoint("test/1", new byte[] { 1 })));
        Simulated.Settle();
    }

    public void Dispose() => Simulated.Dispose();

    private SimulatedExecutor Start(IActorRef trainer)
    {
        SimulatedExecutor executor = new(Simulated, trainer, job =>
        {
            Jobs.Add(job);
            return Script.GetValueOrDefault(job.Attempt, new SimulatedTrial());
        });
        Executors.Add(executor);
        return executor;
    }
}
