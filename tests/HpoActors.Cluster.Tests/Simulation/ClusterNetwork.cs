using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Serialization;
using HpoActors.Core.Randomness;
using HpoActors.Protocol;
using HpoActors.Protocol.Serialization;
using HpoActors.TestKit.Simulation;
using HpoActors.TestKit.Simulation.Faults;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>
/// Between the processes of a simulated cluster: messages travel as bytes, may be lost, doubled and late, and nothing goes where the network is cut. Within a process
/// everything arrives.
/// </summary>
internal sealed class ClusterNetwork(SimulatedSystem simulated, ClusterFaultPlan plan) : ISimulatedNodes
{
    private readonly UnreliableMessages _messages =
        new(RandomStream.For(plan.Seed, "cluster-network"), plan.LostMessages, plan.DoubledMessages, plan.DelayedMessages, plan.LongestDelay);
    private readonly Dictionary<string, SimulatedProcess> _processes = [];
    private readonly Dictionary<IActorRef, SimulatedProcess?> _of = [];
    private readonly Dictionary<(string From, string To), int> _cuts = [];

    /// <summary>What went between processes and cannot.</summary>
    public string? Breach { get; private set; }

    /// <summary>When a trainer last spoke to a searcher of attempts in its hands.</summary>
    public TimeSpan LastHeld { get; private set; }

    public SimulatedProcess Start(string node)
    {
        SimulatedProcess process = new(node, _processes.Count + 1);
        _processes.Add(process.Id, process);
        return process;
    }

    /// <summary>Nothing that one node says reaches the other.</summary>
    public void Cut(string from, string to) => _cuts[(from, to)] = _cuts.GetValueOrDefault((from, to)) + 1;

    /// <summary>Ends one cut.</summary>
    public void Heal(string from, string to)
    {
        if (--_cuts[(from, to)] == 0)
        {
            _cuts.Remove((from, to));
        }
    }

    public IReadOnlyList<TimeSpan> Arrivals(SimulatedMessage message)
    {
        (SimulatedProcess? from, SimulatedProcess? to) = (SenderOf(message), ProcessOf(message.To));
        if (from is null || to is null || from == to)
        {
            return to?.IsDead == true ? SimulatedMessage.Lost : SimulatedMessage.AtOnce;
        }

        if (message.Content is SearcherProtocol.TrialUpdates or SearcherProtocol.Heartbeat && !from.IsDead)
        {
            LastHeld = simulated.Now;
        }

        if (from.IsDead || to.IsDead || _cuts.ContainsKey((from.Node, to.Node)))
        {
            return SimulatedMessage.Lost;
        }

        return simulated.Now >= plan.Until ? SimulatedMessage.AtOnce : _messages.NextArrivals();
    }

    public bool IsBetween(IActorRef one, IActorRef other) => ProcessOf(one) is { } first && ProcessOf(other) is { } second && first != second;

    public object Carry(in SimulatedMessage message)
    {
        if (!Crosses(message))
        {
            return message.Content;
        }

        object content = message.Content;
        Serialization serialization = simulated.System.Serialization;
        Serializer serializer = serialization.FindSerializerFor(content);
        if (serializer.Identifier != HpoSerializer.Id)
        {
            Breach ??= $"{content.GetType().Name} went from {message.From} to {message.To} by {serializer.GetType().Name}";
        }

        return serialization.Deserialize(serializer.ToBinary(content), serializer.Identifier, Serialization.ManifestFor(serializer, content));
    }

    public void Pass(in SimulatedMessage message)
    {
        if (message.Content is ILocalMessage && Crosses(message))
        {
            Breach ??= $"{message.Content.GetType().Name} went from {message.From} to {message.To}, and has no bytes";
        }
    }

    public bool Hold(IActorRef receiver, Action delivery) => ProcessOf(receiver)?.Hold(delivery) == true;

    private bool Crosses(in SimulatedMessage message) => SenderOf(message) is { } from && ProcessOf(message.To) is { } to && from != to;

    // Who forwards a message leaves its sender's name on it.
    private SimulatedProcess? SenderOf(in SimulatedMessage message) => ProcessOf(InternalCurrentActorCellKeeper.Current?.Self ?? message.From);

    private SimulatedProcess? ProcessOf(IActorRef? actor)
    {
        if (actor is null)
        {
            return null;
        }

        if (!_of.TryGetValue(actor, out SimulatedProcess? process))
        {
            string[] name = actor.Path.Elements.ElementAtOrDefault(1)?.Split('+') ?? [];
            process = name.Length == 3 ? _processes.GetValueOrDefault($"{name[0]}+{name[1]}") : null;
            _of.Add(actor, process);
        }

        return process;
    }
}
