using Akka.Actor;

namespace HpoActors.Tests.Simulation;

/// <summary>Stands in for an actor: writes down what it is told and by whom, and says what the test has it say.</summary>
internal sealed class Probe
{
    private readonly List<(object Message, IActorRef Sender)> _received = [];

    public Probe(SimulatedSystem simulated, string? name = null)
    {
        List<(object, IActorRef)> received = _received;
        Ref = simulated.System.ActorOf(Props.Create(() => new Recorder(received)), name);
    }

    public IActorRef Ref { get; }

    public IReadOnlyList<object> Messages => [.. _received.Select(r => r.Message)];

    public IActorRef LastSender => _received[^1].Sender;

    public IReadOnlyList<T> All<T>() => [.. _received.Select(r => r.Message).OfType<T>()];

    /// <summary>The only message, which is of that type; forgotten then.</summary>
    public T Only<T>()
    {
        T message = Assert.IsType<T>(Assert.Single(_received).Message);
        Clear();
        return message;
    }

    /// <summary>The only message of that type; all are forgotten then.</summary>
    public T One<T>()
    {
        T message = Assert.Single(All<T>());
        Clear();
        return message;
    }

    public void Nothing() => Assert.Empty(_received);

    public void Clear() => _received.Clear();

    public void Tell(IActorRef to, object message) => to.Tell(message, Ref);

    private sealed class Recorder : UntypedActor
    {
        private readonly List<(object, IActorRef)> _received;

        public Recorder(List<(object, IActorRef)> received) => _received = received;

        protected override void OnReceive(object message) => _received.Add((message, Sender));
    }
}
