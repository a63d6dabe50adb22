using Akka.Actor;
using Akka.Event;

namespace HpoActors.Cluster.Security.Wire;

/// <summary>
/// What stands in a refused message's place: nobody handles it. An error instead would end the connection where the message is one of those that Akka delivers reliably, and
/// would be written down with a stack trace.
/// </summary>
internal sealed class WireRefused : IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    public static readonly WireRefused Instance = new();

    private WireRefused()
    {
    }
}
