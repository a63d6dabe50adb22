using Akka.Actor;

namespace HpoActors.TestKit.Simulation;

/// <summary>A message on its way from one actor to another.</summary>
/// <param name="From">Who sent it, or <see cref="ActorRefs.NoSender"/>.</param>
/// <param name="To">To whom.</param>
/// <param name="Content">The message.</param>
public readonly record struct SimulatedMessage(IActorRef From, IActorRef To, object Content)
{
    /// <summary>The arrivals of a message that comes once, at once.</summary>
    public static IReadOnlyList<TimeSpan> AtOnce { get; } = [TimeSpan.Zero];

    /// <summary>The arrivals of a message that is lost.</summary>
    public static IReadOnlyList<TimeSpan> Lost { get; } = [];
}
