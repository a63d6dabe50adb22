using Akka.Actor;
using HpoActors.Cluster.Coordinator;
using HpoActors.Core.Experiments;
using HpoActors.Devices;
using HpoActors.Files;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Cluster.Tests.Coordinator;

/// <summary>Which searcher a coordinator points the nodes to.</summary>
public sealed class ClusterPoolTests : IDisposable
{
    private static readonly ExperimentSpec Spec = ExperimentFile.Parse(
        "experiment { name = sweep, metric = value, budget.trials = 2, space { x { type = float, min = 0, max = 1 } }, objective { type = function, function = sphere } }", "sweep.conf").Spec;

    private readonly SimulatedSystem _simulated = new();
    private readonly Probe _owner, _before, _after, _node;
    private readonly IActorRef _pool;

    public ClusterPoolTests()
    {
        _owner = new Probe(_simulated, "owner");
        _before = new Probe(_simulated, "searcher-before");
        _after = new Probe(_simulated, "searcher-after");
        _node = new Probe(_simulated, "node");
        _pool = _simulated.System.ActorOf(ClusterPoolActor.Props("c1", TimeSpan.FromSeconds(2)));
        _owner.Tell(_pool, new PoolProtocol.Join(Spec, _ => throw new NotSupportedException(), TrainersSpec.Parse("cpu:1"), null));
    }

    public void Dispose() => _simulated.Dispose();

    [Fact]
    public void A_node_that_follows_a_searcher_that_has_started_again_is_told_of_the_new_one_until_it_follows_that()
    {
        _owner.Tell(_pool, new PoolProtocol.Begin("sweep", _before.Ref, 3));
        _owner.Tell(_pool, new PoolProtocol.Begin("sweep", _after.Ref, 3));
        Assert.Equal(_after.Ref, Assert.Single(Announced(new NodeProtocol.OpenThere("sweep", 3, _before.Ref))).Searcher);
        Assert.Equal(_after.Ref, Assert.Single(Announced(new NodeProtocol.OpenThere("sweep", 3, _before.Ref))).Searcher);
        Assert.Empty(Announced(new NodeProtocol.OpenThere("sweep", 3, _after.Ref)));
    }

    [Fact]
    public void A_node_that_follows_a_later_office_is_left_alone()
    {
        _owner.Tell(_pool, new PoolProtocol.Begin("sweep", _before.Ref, 3));
        Assert.Empty(Announced(new NodeProtocol.OpenThere("sweep", 4, _after.Ref)));
        Assert.Equal(_before.Ref, Assert.Single(Announced(new NodeProtocol.OpenThere("sweep", 2, _after.Ref))).Searcher);
    }

    private IReadOnlyList<NodeProtocol.Open> Announced(NodeProtocol.OpenThere open)
    {
        _node.Clear();
        _node.Tell(_pool, new NodeProtocol.NodeAlive("n1", _node.Ref, _node.Ref, ["cpu:0"], [open]));
        _simulated.Settle();
        return _node.All<NodeProtocol.Open>();
    }
}
