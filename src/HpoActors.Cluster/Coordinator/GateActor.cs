using Akka.Actor;
using HpoActors.Protocol;

namespace HpoActors.Cluster.Coordinator;

/// <summary>
/// The door of a coordinator host, at a path that nodes and clients know: lets through to the coordinator where that is here, and drops everything where it is not. Who is
/// outside knocks at the gates of all hosts, again and again, and need not know who is in office.
/// </summary>
internal sealed class GateActor : ReceiveActor
{
    /// <summary>Its name, and so its path: <c>/user/hpo-gate</c>.</summary>
    public const string Name = "hpo-gate";

    private IActorRef? _coordinator;

    public GateActor()
    {
        Receive<Opens>(opens =>
        {
            _coordinator = opens.Coordinator;
            Context.WatchWith(opens.Coordinator, new Closes(opens.Coordinator));
        });
        Receive<Closes>(closes => _coordinator = closes.Coordinator.Equals(_coordinator) ? null : _coordinator);
        Receive<IHpoMessage>(message => _coordinator?.Forward(message));
    }

    public static Props Props { get; } = Akka.Actor.Props.Create(() => new GateActor());

    /// <summary>Coordinator → gate of its host: here I am.</summary>
    public sealed record Opens(IActorRef Coordinator) : ILocalMessage;

    private sealed record Closes(IActorRef Coordinator) : ILocalMessage;
}
