using Akka.Actor;
using HpoActors.Core.Objectives;
using HpoActors.Devices;
using HpoActors.Protocol;
using HpoActors.Training;

namespace HpoActors.Experiments;

/// <summary>The parent of a node's trainer pool and of its experiments.</summary>
internal sealed class HpoGuardian : ReceiveActor
{
    private readonly Dictionary<TaskCompletionSource<Core.Experiments.ExperimentResult>, IActorRef> _running = [];

    public HpoGuardian(HpoSettings settings, Func<Machine> machine, Func<Device, IActorRef, ITrialExecutor> startExecutor)
    {
        IActorRef pool = Context.ActorOf(TrainerPoolActor.Props(settings, machine, startExecutor), "trainers");
        Receive<ExperimentProtocol.Run>(run =>
        {
            IActorRef experiment = Context.ActorOf(ExperimentActor.Props(run, settings, pool));
            Context.WatchWith(experiment, new ExperimentGone(run));
            _running.Add(run.Result, experiment);
        });
        Receive<ExperimentProtocol.Interrupt>(interrupt =>
        {
            if (_running.TryGetValue(interrupt.Result, out IActorRef? experiment))
            {
                experiment.Tell(interrupt);
            }
        });
        Receive<ExperimentProtocol.Superseded>(superseded =>
        {
            if (_running.TryGetValue(superseded.Result!, out IActorRef? experiment))
            {
                experiment.Tell(superseded);
            }
        });
        Receive<ExperimentGone>(gone =>
        {
            _running.Remove(gone.Run.Result);
            gone.Run.Result.TrySetException(new ExperimentFailedException($"the experiment {gone.Run.Spec.Name} stopped by an error of its own; see the log"));
        });
    }

    public static Props Props(HpoSettings settings, Func<Machine> machine, Func<Device, IActorRef, ITrialExecutor> startExecutor) =>
        Akka.Actor.Props.Create(() => new HpoGuardian(settings, machine, startExecutor));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private sealed record ExperimentGone(ExperimentProtocol.Run Run) : ILocalMessage;
}
