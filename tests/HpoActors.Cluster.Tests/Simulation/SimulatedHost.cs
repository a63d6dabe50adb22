using Akka.Actor;
using HpoActors.Cluster.Coordinator;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>A host that may have the coordinator, with the gate that nodes knock at.</summary>
internal sealed class SimulatedHost : ICanTell
{
    private readonly ClusterSimulation _cluster;
    private IActorRef _gate = ActorRefs.Nobody;
    private IActorRef? _coordinator;
    private int _coordinators;

    public SimulatedHost(ClusterSimulation cluster, string name)
    {
        _cluster = cluster;
        Name = name;
        Process = Start();
    }

    public string Name { get; }

    public SimulatedProcess Process { get; private set; }

    /// <summary>Whether it has a coordinator, which may be stopped.</summary>
    public bool HasCoordinator => _coordinator is not null;

    /// <summary>Whether a coordinator may be started here, as far as the others know.</summary>
    public bool IsEligible => Process.IsWell && !HasCoordinator && !IsCutOff;

    /// <summary>Whether the other hosts do not hear of it.</summary>
    public bool IsCutOff { get; set; }

    public void Tell(object message, IActorRef sender) => _gate.Tell(message, sender);

    public void StartCoordinator()
    {
        ClusterSettings settings = new() { Name = Name };
        Props props = CoordinatorActor.Props(_cluster.Simulated.Settings, settings, _cluster.Registry.For(Process), _ => _ => _cluster.Objective, _gate, () => _cluster.Injector.MakeWay(this));
        _coordinator = _cluster.Simulated.System.ActorOf(props, Process.ActorNamed($"coordinator-{++_coordinators}"));
    }

    /// <summary>The coordinator stops in peace.</summary>
    public void StopCoordinator()
    {
        _coordinator?.Tell(PoisonPill.Instance, ActorRefs.NoSender);
        _coordinator = null;
    }

    /// <summary>The process dies.</summary>
    public void Kill()
    {
        Process.Die();
        _cluster.Simulated.System.Stop(_gate);
        if (_coordinator is not null)
        {
            _cluster.Simulated.System.Stop(_coordinator);
            _coordinator = null;
        }
    }

    public void Restart() => Process = Start();

    private SimulatedProcess Start()
    {
        SimulatedProcess process = _cluster.Network.Start(Name);
        _gate = _cluster.Simulated.System.ActorOf(GateActor.Props, process.ActorNamed("gate"));
        return process;
    }
}
