using Akka.Actor;
using HpoActors.Core.Objectives;

namespace HpoActors.TestKit.Simulation;

/// <summary>A simulated device with its trainer.</summary>
public sealed class SimulatedTrainer
{
    private readonly SimulatedSystem _simulated;
    private readonly List<SimulatedExecutor> _executors = [];

    internal SimulatedTrainer(SimulatedSystem simulated, SimulatedNode node, Device device, string prefix = "")
    {
        _simulated = simulated;
        Node = node.Name;
        Speed = node.Speed;
        Name = prefix + device;
    }

    /// <summary>The device's name, such as <c>cpu:3</c>, or <c>node/cpu:3</c> in a cluster.</summary>
    public string Name { get; }

    /// <summary>The machine that it is in.</summary>
    public string Node { get; }

    /// <summary>How much faster than usual it is.</summary>
    public double Speed { get; }

    /// <summary>The present trainer's actor; <see cref="ActorRefs.Nobody"/> before an experiment began.</summary>
    public IActorRef Ref { get; private set; } = ActorRefs.Nobody;

    /// <summary>How long it trained, in virtual seconds, the epoch in progress included.</summary>
    public double BusySeconds => _executors.Sum(e => e.Work.Total.TotalSeconds);

    /// <summary>How often a thread was started: 1, and one more for each that was abandoned or died.</summary>
    public int Starts => _executors.Count;

    /// <summary>It dies with what it runs; its pool puts another in its place.</summary>
    public void Kill() => _simulated.System.Stop(Ref);

    /// <summary>Whether its thread is at nothing and has let the objective of an experiment go.</summary>
    internal bool IsFree(string experiment) => _executors.Count == 0 || _executors[^1].HasLetGo(experiment);

    internal SimulatedExecutor Start(IActorRef trainer, SimulatedExecutor executor)
    {
        Ref = trainer;
        _executors.Add(executor);
        return executor;
    }
}
