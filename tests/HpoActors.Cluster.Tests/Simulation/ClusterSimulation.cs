using System.Runtime.ExceptionServices;
using Akka.Actor;
using HpoActors.Checkpoints;
using HpoActors.Cluster.Clients;
using HpoActors.Cluster.Coordinator;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Files;
using HpoActors.Protocol;
using HpoActors.Searcher;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>
/// A whole cluster in virtual time, by the actors that run real ones: three coordinator hosts, trainer nodes, a client, one table of experiments and one journal. What Akka's
/// cluster singleton does is simulated, with what it was measured to do: sometimes nobody is in office, and sometimes two think that they are.
/// </summary>
internal sealed class ClusterSimulation : IDisposable
{
    private const int HostCount = 3;

    private readonly Dictionary<string, SortedDictionary<string, (CheckpointId, string, byte[])>> _checkpoints = [];
    private readonly Dictionary<string, TrainingLog> _logs = [];
    private readonly Dictionary<string, TaskCompletionSource<IHpoMessage>> _answers = [];
    private readonly SimulatedProcess _client;

    public ClusterSimulation(long seed, ClusterFaultPlan faults, SimulatedCluster cluster)
    {
        Faults = faults;
        Training = cluster.Training;
        PackOf = cluster.PackOf;
        Simulated = new SimulatedSystem(seed, string.Join('\n', cluster.Config, "akka.actor.serialize-messages = off", SimulatedStore.Config));
        Network = new ClusterNetwork(Simulated, faults);
        Simulated.Nodes = Network;
        Simulated.Network = message => Network.Arrivals(message);
        Registry = new SimulatedRegistry(Simulated, new ClusterSettings { Name = "any" }.OfficeTerm, seed, FactsOf, KeeperOf);
        _client = Network.Start("client");
        Hosts = [.. Enumerable.Range(1, HostCount).Select(i => new SimulatedHost(this, $"host-{i}"))];
        Nodes = [.. cluster.AllNodes.Select(node => new SimulatedTrainerNode(this, node.Name, node.Trainers, node.Speed))];
        Injector = new ClusterFaultInjector(this, faults);
    }

    public SimulatedSystem Simulated { get; }

    public ClusterFaultPlan Faults { get; }

    public ClusterFaultInjector Injector { get; }

    public ClusterNetwork Network { get; }

    public SimulatedRegistry Registry { get; }

    public IReadOnlyList<SimulatedHost> Hosts { get; }

    public IReadOnlyList<SimulatedTrainerNode> Nodes { get; }

    public Func<SimulatedAttempt, SimulatedTrial> Training { get; }

    public Func<Configuration, string>? PackOf { get; }

    public IObjective Objective => SimulatedObjective.Of(PackOf);

    /// <summary>What went wrong in the simulation itself.</summary>
    public ExceptionDispatchInfo? Broken { get; set; }

    /// <summary>The experiments that were sent.</summary>
    public List<ExperimentSpec> Sent { get; } = [];

    /// <summary>Who follows them, from the start.</summary>
    public List<Follower> Followers { get; } = [];

    /// <summary>How many checkpoints of an experiment are left.</summary>
    public int CheckpointsLeft(string experiment) => Shared(experiment).Count;

    public CheckpointKeeper KeeperOf(string experiment) => new SimulatedKeeper(Shared(experiment));

    public TrainingLog LogOf(string experiment)
    {
        if (!_logs.TryGetValue(experiment, out TrainingLog? log))
        {
            _logs.Add(experiment, log = new TrainingLog());
        }

        return log;
    }

    /// <summary>A client sends an experiment, and asks until it is accepted.</summary>
    public void Submit(ExperimentSpec spec)
    {
        Sent.Add(spec);
        Send(spec, 1);
        Followers.Add(new Follower(this, spec.Name));
    }

    // One that is refused, as the store is not to be reached, is sent again.
    private void Send(ExperimentSpec spec, int time)
    {
        Task<IHpoMessage> answer = Ask($"submit-{spec.Name}-{time}", request => new ClientProtocol.Submit(ExperimentText.Write(spec), request));
        void Look()
        {
            if (!answer.IsCompleted)
            {
                Simulated.After(TimeSpan.FromSeconds(1), Look);
            }
            else if (answer.IsFaulted)
            {
                Send(spec, time + 1);
            }
        }

        Look();
    }

    /// <summary>A client asks the coordinator in office.</summary>
    /// <returns>The answer, once there is one.</returns>
    public Task<IHpoMessage> Ask(string request, Func<string, IHpoMessage> question)
    {
        TaskCompletionSource<IHpoMessage> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers.Add(request, answer);
        Simulated.System.ActorOf(QuestionActor.Props(Hosts, request, question(request), answer, TimeSpan.FromDays(1)), _client.ActorNamed(request));
        return answer.Task;
    }

    /// <summary>An experiment's records in the journal.</summary>
    public IReadOnlyList<FactBatch> RecordsOf(string experiment) => [.. Simulated.Store.Records($"hpo-experiment-{experiment}").Select(record =>
        (FactBatch)Simulated.System.Serialization.Deserialize(record.Content.ToArray(), record.Serializer, record.Manifest))];

    /// <summary>An experiment's facts in the journal.</summary>
    public IReadOnlyList<ExperimentEvent> FactsOf(string experiment) => [.. RecordsOf(experiment).SelectMany(record => record.Events)];

    /// <summary>Lets time pass until all experiments that were sent have ended, and all that went wrong is over.</summary>
    /// <exception cref="TimeoutException">They did not end.</exception>
    public void Run(TimeSpan limit)
    {
        bool IsOver() => Sent.All(spec => Registry.Rows.GetValueOrDefault(spec.Name) is { Ended: not null });
        bool isOver = Simulated.RunUntil(() => Broken is not null || Network.Breach is not null || IsOver(), limit);
        Broken?.Throw();
        if (!isOver)
        {
            string last = string.Join("; ", Sent.Where(s => Registry.Rows.GetValueOrDefault(s.Name) is not { Ended: not null }).Select(s => $"{s.Name}: {(FactsOf(s.Name) is [.., var last] ? last : null)}"));
            throw new TimeoutException($"after {limit} there are experiments that have not ended, with their last facts: {last}");
        }

        if (Simulated.Now < Faults.QuietFrom)
        {
            Simulated.Run(Faults.QuietFrom - Simulated.Now);
        }
    }

    public void Dispose() => Simulated.Dispose();

    private SortedDictionary<string, (CheckpointId, string, byte[])> Shared(string experiment)
    {
        if (!_checkpoints.TryGetValue(experiment, out SortedDictionary<string, (CheckpointId, string, byte[])>? shared))
        {
            _checkpoints.Add(experiment, shared = new(StringComparer.Ordinal));
        }

        return shared;
    }
}
