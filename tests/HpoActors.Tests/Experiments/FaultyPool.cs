using Akka.Actor;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using static HpoActors.Protocol.PoolProtocol;
using static HpoActors.Protocol.SearcherProtocol;

namespace HpoActors.Tests.Experiments;

/// <summary>
/// Stands between an experiment and its pool and puts links between the searcher and the trainers that lose, double and delay what passes. What is said
/// between the experiment and the pool passes as it is.
/// </summary>
internal sealed class FaultyPool : ReceiveActor
{
    public FaultyPool(SimulatedSystem simulated, IActorRef pool, Faults faults, List<IActorRef> trainers)
    {
        IActorRef searcher = ActorRefs.Nobody;
        Receive<Begin>(begin =>
        {
            searcher = Context.ActorOf(Props.Create(() => new SearcherSide(simulated, begin.Searcher, pool, faults, trainers)));
            pool.Forward(begin with { Searcher = searcher });
        });
        Receive<WorkAvailable>(available => pool.Tell(available, searcher));
        ReceiveAny(pool.Forward);
    }

    // The searcher, as the pool and the trainers see it.
    private sealed class SearcherSide : ReceiveActor
    {
        private readonly Dictionary<IActorRef, IActorRef> _links = [];

        public SearcherSide(SimulatedSystem simulated, IActorRef searcher, IActorRef pool, Faults faults, List<IActorRef> trainers)
        {
            IActorRef self = Self;
            Receive<WorkRequested>(request =>
            {
                if (!_links.TryGetValue(request.TrainerRef, out IActorRef? link))
                {
                    IActorRef trainer = request.TrainerRef;
                    link = Context.ActorOf(Props.Create(() => new TrainerSide(simulated, trainer, self, faults)));
                    _links.Add(trainer, link);
                    trainers.Add(trainer);
                }

                Lose(faults, searcher, request with { TrainerRef = link }, self);
            });
            Receive<WorkAnswered>(answered => Lose(faults, pool, answered, self));
            ReceiveAny(message =>
            {
                if (_links.TryGetValue(Sender, out IActorRef? link))
                {
                    Pass(simulated, faults, searcher, message, link);
                }
            });
        }
    }

    // A trainer, as the searcher sees it; it dies with the trainer.
    private sealed class TrainerSide : ReceiveActor
    {
        public TrainerSide(SimulatedSystem simulated, IActorRef trainer, IActorRef searcher, Faults faults)
        {
            Context.Watch(trainer);
            Receive<Terminated>(_ => Context.Stop(Self));
            ReceiveAny(message => Pass(simulated, faults, trainer, message, searcher));
        }
    }

    // What the pool and the searcher tell each other stays in order, as it does between two actors.
    private static void Lose(Faults faults, IActorRef to, object message, IActorRef from)
    {
        if (!faults.Loses())
        {
            to.Tell(message, from);
        }
    }

    private static void Pass(SimulatedSystem simulated, Faults faults, IActorRef to, object message, IActorRef from)
    {
        foreach (TimeSpan delay in faults.Arrivals())
        {
            if (delay == TimeSpan.Zero)
            {
                to.Tell(message, from);
            }
            else
            {
                simulated.After(delay, () => to.Tell(message, from));
            }
        }
    }
}
