using Akka.Actor;
using HpoActors.Core.Randomness;
using HpoActors.Protocol;

namespace HpoActors.TestKit.Simulation.Faults;

/// <summary>Loses, doubles and delays messages between searcher, pool and trainers, and keeps silent trainers from hearing and being heard.</summary>
internal sealed class FaultyNetwork(FaultPlan plan)
{
    private readonly RandomStream _draw = RandomStream.For(plan.Seed, "network");
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

        if (now >= plan.Until)
        {
            return SimulatedMessage.AtOnce;
        }

        if (_draw.NextDouble() < plan.LostMessages)
        {
            return SimulatedMessage.Lost;
        }

        bool doubled = _draw.NextDouble() < plan.DoubledMessages;
        bool delayed = _draw.NextDouble() < plan.DelayedMessages;
        return (doubled, delayed) switch
        {
            (false, false) => SimulatedMessage.AtOnce,
            (false, true) => [Delay()],
            (true, false) => [TimeSpan.Zero, TimeSpan.Zero],
            (true, true) => [TimeSpan.Zero, Delay()],
        };
    }

    private static bool IsUnreliable(object content) => content is
        SearcherProtocol.WorkRequested or SearcherProtocol.TrialUpdates or SearcherProtocol.Heartbeat
        or TrainerProtocol.Assign or TrainerProtocol.VerdictReached or TrainerProtocol.Acknowledged or TrainerProtocol.StandDown
        or PoolProtocol.WorkAnswered or PoolProtocol.WorkAvailable or PoolProtocol.TrainerReady;

    private bool IsSilent(IActorRef actor, TimeSpan now) => _silentUntil.TryGetValue(actor, out TimeSpan until) && now < until;

    private TimeSpan Delay() => TimeSpan.FromTicks(1 + (long)(_draw.NextDouble() * plan.LongestDelay.Ticks));
}
