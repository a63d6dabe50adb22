using System.Collections.Concurrent;
using Akka.Actor;

namespace HpoActors.Tests.Training;

/// <summary>Takes, without an ActorSystem, what a thread tells its trainer.</summary>
internal sealed class Inbox : MinimalActorRef
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly BlockingCollection<object> _messages = [];

    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "none")) / "trainer";

    public override IActorRefProvider Provider => throw new NotSupportedException();

    /// <summary>Waits for the next message, which is of that type.</summary>
    public T Next<T>() => Assert.IsType<T>(Next());

    /// <summary>Waits for the next message.</summary>
    public object Next() => _messages.TryTake(out object? message, Limit) ? message : throw new TimeoutException("no message");

    protected override void TellInternal(object message, IActorRef sender) => _messages.Add(message);
}
