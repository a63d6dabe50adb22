using Akka.Actor;

namespace HpoActors.TestKit.Simulation;

/// <summary>Makes several nodes of the actors of one simulated system.</summary>
internal interface ISimulatedNodes
{
    /// <summary>Whether two actors are on different nodes: then they do not watch each other.</summary>
    bool IsBetween(IActorRef one, IActorRef other);

    /// <summary>A message as it arrives, once for each of its copies: between nodes, what its bytes say.</summary>
    object Carry(in SimulatedMessage message);

    /// <summary>Sees a message that has no bytes, and so has to stay on its node.</summary>
    void Pass(in SimulatedMessage message);

    /// <summary>Takes a delivery over where the receiver's node is stopped, until that goes on.</summary>
    /// <returns>Whether it was taken over.</returns>
    bool Hold(IActorRef receiver, Action delivery);
}
