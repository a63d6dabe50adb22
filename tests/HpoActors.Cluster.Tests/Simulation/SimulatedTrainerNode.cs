using System.Runtime.ExceptionServices;
using Akka.Actor;
using HpoActors.Cluster.Trainers;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Devices;
using HpoActors.TestKit.Simulation;
using HpoActors.Training;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>A machine with trainers: its process starts, dies, leaves in peace and starts again.</summary>
internal sealed class SimulatedTrainerNode(ClusterSimulation cluster, string name, int trainers, double speed)
{
    private IActorRef _node = ActorRefs.Nobody;
    private bool _isLeaving;

    public string Name { get; } = name;

    /// <summary>Its present process, or null before the first.</summary>
    public SimulatedProcess? Process { get; private set; }

    /// <summary>The trainers of its present process.</summary>
    public IReadOnlyList<SimulatedTrainer> Trainers { get; private set; } = [];

    public void Start()
    {
        SimulatedProcess process = Process = cluster.Network.Start(Name);
        _isLeaving = false;
        SimulatedNode machine = new(Name, trainers, speed);
        SimulatedTrainer[] present = [.. Enumerable.Range(0, trainers).Select(i => new SimulatedTrainer(cluster.Simulated, machine, Device.Cpu(i), $"{Name}/"))];
        Trainers = present;
        NodeOptions options = new()
        {
            Settings = cluster.Simulated.Settings,
            Cluster = new ClusterSettings { Name = Name },
            Trainers = TrainersSpec.Parse($"cpu:0-{trainers - 1}"),
            Machine = () => new Machine([.. Enumerable.Range(0, trainers)], 0),
            StartExecutor = (device, trainer) => present[device.Index].Start(
                trainer, new SimulatedExecutor(cluster.Simulated, trainer, job => Begin(job, present[device.Index], process), speed)),
            Objectives = _ => _ => cluster.Objective,
            Checkpoints = cluster.KeeperOf,
            Gates = cluster.Hosts,
        };
        _node = cluster.Simulated.System.ActorOf(TrainerNodeActor.Props(options), process.ActorNamed("node"));
    }

    public void Kill()
    {
        if (Process is { IsDead: false } process)
        {
            process.Die();
            cluster.Simulated.System.Stop(_node);
        }
    }

    /// <summary>As on SIGTERM: hands back what it has, then its process ends.</summary>
    public void Leave()
    {
        SimulatedProcess process = Process!;
        if (_isLeaving)
        {
            return;
        }

        _isLeaving = true;
        IActorRef waiter = cluster.Simulated.System.ActorOf(Akka.Actor.Props.Create(() => new Waiter(() => cluster.Simulated.After(TimeSpan.FromSeconds(0.2), () => End(process)))), process.ActorNamed("waiter"));
        _node.Tell(TrainerNodeActor.Depart.Instance, waiter);
    }

    private void End(SimulatedProcess process)
    {
        if (process == Process)
        {
            Kill();
        }
    }

    private SimulatedTrial Begin(TrialJob job, SimulatedTrainer trainer, SimulatedProcess process)
    {
        try
        {
            SimulatedCheckpoint.Check(job);
            SimulatedAttempt attempt = new(job.Spec, job.Assignment, trainer);
            SimulatedTrial trial = cluster.Training(attempt);
            return process.IsDead ? trial : cluster.LogOf(job.Spec.Name).Begin(attempt, trial, () => cluster.Simulated.Now);
        }
        catch (IOException error)
        {
            // As where an assignment comes late, and again, when all is over: a trial's objective meets it, and if anybody still heard of that, it would be in the facts.
            return new SimulatedTrial { Reports = job.Assignment.FirstEpoch - 1, Outcome = TrialOutcome.Failed(FailureKind.UserError, error.Message) };
        }
        catch (Exception error)
        {
            // To the trainer's actor it is a crash, which would be survived and never be heard of.
            cluster.Broken ??= ExceptionDispatchInfo.Capture(error);
            throw;
        }
    }

    private sealed class Waiter : ReceiveActor
    {
        public Waiter(Action onAnswer) => ReceiveAny(_ => onAnswer());
    }
}
