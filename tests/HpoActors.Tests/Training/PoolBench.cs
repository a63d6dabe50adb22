using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Devices;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using HpoActors.Training;
using static HpoActors.Protocol.PoolProtocol;

namespace HpoActors.Tests.Training;

/// <summary>A pool of real trainers in virtual time, whose experiments and searchers the test plays, on a machine with four cores.</summary>
internal sealed class PoolBench : IDisposable
{
    public PoolBench()
    {
        Simulated = new SimulatedSystem();
        Actor = Simulated.System.ActorOf(TrainerPoolActor.Props(Simulated.Settings, () => new Machine([0, 1, 2, 3], 0), Start), "pool");
        Simulated.Settle();
    }

    public SimulatedSystem Simulated { get; }

    public IActorRef Actor { get; }

    /// <summary>The executors in the order of their start, with their devices.</summary>
    public List<(Device Device, SimulatedExecutor Executor)> Executors { get; } = [];

    public Probe NewProbe(string? name = null) => new(Simulated, name);

    public void Join(Probe owner, ExperimentSpec spec, string trainers, LaneOffer? lanes = null)
    {
        owner.Tell(Actor, new Join(spec, _ => throw new InvalidOperationException("simulated"), TrainersSpec.Parse(trainers), lanes));
        Simulated.Settle();
    }

    /// <summary>Joins and begins; the searcher is then asked for work.</summary>
    public Probe Begin(Probe owner, ExperimentSpec spec, string trainers, LaneOffer? lanes = null)
    {
        Join(owner, spec, trainers, lanes);
        owner.Only<Joined>();
        Probe searcher = NewProbe();
        Say(owner, new Begin(spec.Name, searcher.Ref));
        return searcher;
    }

    public void Say(Probe from, object message)
    {
        from.Tell(Actor, message);
        Simulated.Settle();
    }

    public void Dispose() => Simulated.Dispose();

    private SimulatedExecutor Start(Device device, IActorRef trainer)
    {
        SimulatedExecutor executor = new(Simulated, trainer, _ => new SimulatedTrial());
        Executors.Add((device, executor));
        return executor;
    }
}
