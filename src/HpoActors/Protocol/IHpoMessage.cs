using Akka.Actor;

namespace HpoActors.Protocol;

/// <summary>A message that may cross the wire or be journalled; <see cref="Serialization.HpoSerializer"/> is bound to it.</summary>
public interface IHpoMessage;

/// <summary>A message that never leaves its process; it may carry what cannot be serialised.</summary>
internal interface ILocalMessage : INoSerializationVerificationNeeded;
