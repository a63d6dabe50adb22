using Akka.Actor;
using Xunit;

namespace HpoActors.TestKit.Simulation;

/// <summary>
/// Stands in for an actor: writes down what it is told and by whom, and says what the test has it say. Lighter than <see cref="SimulatedProbe"/>, and for looking
/// at all that came instead of waiting for one thing after the other.
/// </summary>
public sealed class Probe
{
    private readonly List<(object Message, IActorRef Sender)> _received = [];

    /// <summary>Starts a probe.</summary>
    /// <param name="simulated">Where.</param>
    /// <param name="name">The name of its actor, or null (default) for any.</param>
    public Probe(SimulatedSystem simulated, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(simulated);
        List<(object, IActorRef)> received = _received;
        Ref = simulated.System.ActorOf(Props.Create(() => new Recorder(received)), name);
    }

    /// <summary>Its actor.</summary>
    public IActorRef Ref { get; }

    /// <summary>The messages in the order of their arrival.</summary>
    public IReadOnlyList<object> Messages => [.. _received.Select(r => r.Message)];

    /// <summary>Who sent the last message.</summary>
    public IActorRef LastSender => _received[^1].Sender;

    /// <summary>The messages of a type in the order of their arrival.</summary>
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

    /// <summary>Nothing came since the last look.</summary>
    public void Nothing() => Assert.Empty(_received);

    /// <summary>Forgets what came.</summary>
    public void Clear() => _received.Clear();

    /// <summary>Says something, as this actor.</summary>
    /// <param name="to">To whom.</param>
    /// <param name="message">What.</param>
    public void Tell(IActorRef to, object message) => to.Tell(message, Ref);

    private sealed class Recorder : UntypedActor
    {
        private readonly List<(object, IActorRef)> _received;

        public Recorder(List<(object, IActorRef)> received) => _received = received;

        protected override void OnReceive(object message) => _received.Add((message, Sender));
    }
}
