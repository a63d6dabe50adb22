using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using HpoActors.Checkpoints;
using HpoActors.Cluster.Coordinator;
using HpoActors.Cluster.Trainers;
using HpoActors.Core;
using HpoActors.Devices;
using HpoActors.Stores;
using AkkaCluster = Akka.Cluster.Cluster;

namespace HpoActors.Cluster.Nodes;

/// <summary>What a node gets from its host program.</summary>
public sealed record NodeHost
{
    /// <summary>Registers the objectives that the node can run, and what counts its GPUs.</summary>
    public required Action<Hpo> Register { get; init; }

    /// <summary>Opens a store by its path or URL; null where the program has none, as a trainer's that shares a directory.</summary>
    public Func<string, IExperimentStore>? OpenStore { get; init; }

    /// <summary>Settings of the actor system that win over the defaults here and not over the node's file, such as loggers. Default none.</summary>
    public Config Settings { get; init; } = Config.Empty;

    /// <summary>Takes lines for whoever runs the node. Default nobody.</summary>
    public Action<string> Notice { get; init; } = _ => { };
}

/// <summary>A coordinator or a trainer node of a cluster, in this process.</summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly IExperimentStore? _store;
    private readonly IActorRef? _trainers;

    private ClusterNode(ActorSystem system, IExperimentStore? store, IActorRef? trainers, string name)
    {
        _system = system;
        _store = store;
        _trainers = trainers;
        Name = name;
    }

    /// <summary>What the node is called.</summary>
    public string Name { get; }

    /// <summary>Where others reach it.</summary>
    public string Address => ((ExtendedActorSystem)_system).Provider.DefaultAddress.ToString();

    /// <summary>Completes when the node's actor system has ended: after <see cref="LeaveAsync"/>, or where a coordinator was cut off from the others, or from its store while others may reach it.</summary>
    public Task WhenTerminated => _system.WhenTerminated;

    /// <summary>Starts a node.</summary>
    /// <param name="file">What it is.</param>
    /// <param name="host">What it gets from its program.</param>
    /// <exception cref="ClusterException">It cannot be started. One line.</exception>
    /// <exception cref="StoreException">Its store cannot be opened.</exception>
    public static ClusterNode Start(NodeFile file, NodeHost host)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(host);
        ClusterSettings cluster = file.Cluster;
        if (cluster.Role == NodeRole.Client)
        {
            throw new ClusterException($"{file.Path}: hpo.cluster.role is client; a node is a coordinator or a trainer (hpo run --cluster takes clients)");
        }

        IExperimentStore? store = OpenStore(cluster, host);
        try
        {
            Config settings = file.Settings.WithFallback(host.Settings);
            ActorSystem system = NodeSystems.Start(cluster, cluster.Role == NodeRole.Coordinator ? settings.WithFallback(store!.Settings) : settings, host.Notice);
            Hpo hpo = Hpo.Get(system);
            host.Register(hpo);
            IActorRef? trainers = null;
            if (cluster.Role == NodeRole.Coordinator)
            {
                StartCoordinator(system, hpo, cluster, store!, host.Notice);
            }
            else
            {
                trainers = StartTrainers(system, hpo, cluster, store, host.Notice);
            }

            return new ClusterNode(system, store, trainers, cluster.Name);
        }
        catch
        {
            store?.Dispose();
            throw;
        }
    }

    /// <summary>Leaves in peace: trainers hand their trials back, with checkpoints; a coordinator hands its office over.</summary>
    public async Task LeaveAsync()
    {
        if (_trainers is not null)
        {
            TimeSpan limit = Hpo.Get(_system).Settings.HandBackLimit + TimeSpan.FromSeconds(5);
            try
            {
                await _trainers.Ask<object>(TrainerNodeActor.Depart.Instance, limit).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                // What was not handed back goes on from its last checkpoint.
            }
        }

        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _system.Terminate().ConfigureAwait(false);
        _store?.Dispose();
    }

    private static IExperimentStore? OpenStore(ClusterSettings cluster, NodeHost host)
    {
        if (cluster.Store is not { } where)
        {
            return null;
        }

        IExperimentStore store = (host.OpenStore ?? throw new ClusterException("hpo.cluster.store is set, and this program can open no stores"))(where);
        if (cluster.Coordinators.Count > 1 && !store.IsShared)
        {
            store.Dispose();
            throw new ClusterException($"{cluster.Coordinators.Count} coordinators need a store that all of them reach: write postgresql://user:password@host:port/database for hpo.cluster.store (is {where})");
        }

        return store;
    }

    private static void StartCoordinator(ActorSystem system, Hpo hpo, ClusterSettings cluster, IExperimentStore store, Action<string> notice)
    {
        IActorRef gate = system.ActorOf(GateActor.Props, GateActor.Name);
        StoreRegistry registry = new(store, cluster.OfficeTerm, experiment => (CheckpointKeeper?)SharedFolder(hpo, experiment) ?? store.CheckpointsOf(experiment) ?? new NoCheckpoints());
        Props coordinator = CoordinatorActor.Props(hpo.Settings, cluster, registry, hpo.Objectives.Find, gate, () => MakeWay(system, notice));
        ClusterSingletonManagerSettings settings = ClusterSingletonManagerSettings.Create(system).WithRole(NodeSystems.CoordinatorRole);
        system.ActorOf(ClusterSingletonManager.Props(coordinator, PoisonPill.Instance, settings), "hpo-coordinator");
    }

    // The last one stays: where all are cut off, somebody is there when the store comes back.
    private static void MakeWay(ActorSystem system, Action<string> notice)
    {
        ClusterEvent.CurrentClusterState state = AkkaCluster.Get(system).State;
        if (state.Members.Except(state.Unreachable).Count(member => member.Status == MemberStatus.Up && member.HasRole(NodeSystems.CoordinatorRole)) > 1
            && CoordinatedShutdown.Get(system).ShutdownReason is null)
        {
            notice("the store does not answer here; another coordinator may reach it, and takes over");
            CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        }
    }

    private static IActorRef StartTrainers(ActorSystem system, Hpo hpo, ClusterSettings cluster, IExperimentStore? store, Action<string> notice)
    {
        if (store is null && hpo.Settings.CheckpointDirectory is null)
        {
            notice("checkpoints do not leave this node: paused trials start over; for hpo.checkpoints write keep = files and a directory that all nodes share, or set hpo.cluster.store");
        }

        NodeOptions options = new()
        {
            Settings = hpo.Settings,
            Cluster = cluster,
            Trainers = Trainers(cluster),
            Machine = hpo.DetectMachine,
            StartExecutor = hpo.StartExecutor,
            Objectives = hpo.Objectives.Find,
            Checkpoints = experiment => (CheckpointKeeper?)SharedFolder(hpo, experiment) ?? store?.CheckpointsOf(experiment) ?? new NoCheckpoints(),
            Gates = NodeSystems.Gates(system, cluster),
            Notice = notice,
        };
        options.Trainers.Resolve(options.Machine());
        return system.ActorOf(TrainerNodeActor.Props(options), "hpo-trainers");
    }

    private static TrainersSpec Trainers(ClusterSettings cluster)
    {
        try
        {
            return TrainersSpec.Parse(cluster.Trainers);
        }
        catch (InvalidOptionException problem)
        {
            throw new ClusterException($"hpo.cluster.trainers {problem.Problem}", problem);
        }
    }

    private static LastingFolder? SharedFolder(Hpo hpo, string experiment) =>
        hpo.Settings.CheckpointDirectory is { } directory ? LastingFolder.Of(directory, experiment) : null;
}
