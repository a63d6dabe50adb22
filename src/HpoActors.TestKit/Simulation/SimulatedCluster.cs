using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Simulation;

/// <summary>What a simulated experiment runs on, and how trials go there.</summary>
public sealed record SimulatedCluster
{
    /// <summary>How many equal trainers there are where <see cref="Nodes"/> says nothing else. Default 4.</summary>
    public int Trainers { get; init; } = 4;

    /// <summary>The machines. Default none: one named <c>node</c> with <see cref="Trainers"/> trainers of speed 1.</summary>
    public IReadOnlyList<SimulatedNode> Nodes { get; init; } = [];

    /// <summary>How an attempt goes: its learning curve, its times, its end. <see cref="SimulatedTraining"/> makes such. Default: curves and times drawn with seed 1.</summary>
    public Func<SimulatedAttempt, SimulatedTrial> Training { get; init; } = SimulatedTraining.Drawn(1);

    /// <summary>Names the pack of a configuration, for trials that are trained as lanes. Default null: they are trained one at a time.</summary>
    public Func<Configuration, string>? PackOf { get; init; }

    /// <summary>Whether facts are kept in the simulated journal (<see cref="SimulatedStore"/>), as bytes, so that they outlive the searcher. Default no: they are forgotten.</summary>
    public bool IsDurable { get; init; }

    /// <summary>Whether messages are serialised on their way, so that one that could not cross the wire is found out. Default no: it costs several times the time.</summary>
    public bool SerializesMessages { get; init; }

    /// <summary>Further settings of the system in HOCON, such as <c>hpo.trainer.lease = 30s</c>. Default none.</summary>
    public string Config { get; init; } = "";

    internal IReadOnlyList<SimulatedNode> AllNodes => Nodes.Count > 0 ? Nodes : [new SimulatedNode("node", Trainers)];

    internal void Validate()
    {
        foreach (SimulatedNode node in AllNodes)
        {
            if (node.Trainers < 1)
            {
                throw new ArgumentException($"the node {node.Name} has {node.Trainers} trainers; give it at least one");
            }

            if (!(node.Speed > 0) || double.IsInfinity(node.Speed))
            {
                throw new ArgumentException($"the node {node.Name} has speed {node.Speed}; write a number above 0, 1 for usual devices");
            }
        }

        if (AllNodes.GroupBy(n => n.Name).FirstOrDefault(g => g.Count() > 1) is { } doubled)
        {
            throw new ArgumentException($"two nodes are named {doubled.Key}; give each a name of its own");
        }
    }
}
