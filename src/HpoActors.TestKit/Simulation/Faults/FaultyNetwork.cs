using Akka.Actor;
using HpoActors.Core.Randomness;
using HpoActors.Protocol;

namespace HpoActors.TestKit.Simulation.Faults;

/// <summary>Loses, doubles and delays messages between searcher, pool and trainers, and keeps silent trainers from hearing and being heard.</summary>
internal sealed class FaultyNetwork(FaultPlan plan)
{
    private readonly UnreliableMessages _messages =
        new(RandomStream.For(plan.Seed, "network"), plan.LostMessages, plan.DoubledMessages, plan.DelayedMessages, plan.LongestDelay);
    private readonly Dictionary<IActorRef, TimeSpan> _silentUntil = [];

    /// <summary>A trainer is cut off up to a time since the system's start.</summary>
    public void Silence(IActorRef trainer, TimeSpan until) => _silentUntil[trainer] = until;

    /// <summary>When a message's copies arrive, from now.</summary>
    public IReadOnlyList<TimeSpan> Arrivals(in SimulatedMessage message, TimeSpan now)
    {
        if (now >= plan.QuietFrom || !IsUnreliable(message.Content))
        {
            return SimulatedMessage.AtOnce;
        }

        if (_silentUntil.Count > 0 && (IsSilent(message.From, now) || IsSilent(message.To, now)))
        {
            return SimulatedMessage.Lost;
        }

        return now >= plan.Until ? SimulatedMessage.AtOnce : _messages.NextArrivals();
    }

    private static bool IsUnreliable(object content) => content is
        SearcherProtocol.WorkRequested or SearcherProtocol.TrialUpdates or SearcherProtocol.Heartbeat
        or TrainerProtocol.Assign or TrainerProtocol.VerdictReached or TrainerProtocol.Acknowledged or TrainerProtocol.StandDown
        or PoolProtocol.WorkAnswered or PoolProtocol.WorkAvailable or PoolProtocol.TrainerReady;

    private bool IsSilent(IActorRef actor, TimeSpan now) => _silentUntil.TryGetValue(actor, out TimeSpan until) && now < until;
}
