using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Files;
using HpoActors.Protocol;
using static HpoActors.Protocol.NodeProtocol;
using static HpoActors.Protocol.PoolProtocol;

namespace HpoActors.Cluster.Coordinator;

/// <summary>
/// The pool of a coordinator's experiments: speaks as a node's pool does to them, and has each open on every trainer node. Trainers and searchers then speak to each other
/// without it. It knows nothing that the nodes do not tell it again.
/// </summary>
internal sealed class ClusterPoolActor : ReceiveActor, IWithTimers
{
    private readonly string _name;
    private readonly TimeSpan _silenceLimit;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Member> _members = new(StringComparer.Ordinal);

    /// <param name="name">The coordinator's name.</param>
    /// <param name="announceInterval">How often nodes say that they are there; one that is silent ten times as long is forgotten until it says so again.</param>
    public ClusterPoolActor(string name, TimeSpan announceInterval)
    {
        _name = name;
        _silenceLimit = 10 * announceInterval;
        Receive<Join>(OnJoin);
        Receive<Begin>(begin =>
        {
            if (_members.TryGetValue(begin.Experiment, out Member? member))
            {
                member.Searcher = begin.Searcher;
                member.Office = begin.Office;
                OpenEverywhere(member);
            }
        });
        Receive<Suspend>(suspend => TellPools(suspend));
        Receive<Finish>(finish => TellPools(finish));
        Receive<Leave>(leave => OnLeave(leave.Experiment));
        Receive<OwnerStopped>(stopped =>
        {
            // Its office is over, not the experiment: the trainers go on for whoever comes next.
            if (_members.GetValueOrDefault(stopped.Experiment)?.Owner.Equals(stopped.Owner) == true)
            {
                _members.Remove(stopped.Experiment);
            }
        });
        Receive<WorkAvailable>(available =>
        {
            if (_members.TryGetValue(available.Experiment, out Member? member) && Sender.Equals(member.Searcher))
            {
                foreach (Node node in _nodes.Values)
                {
                    node.Pool.Forward(available);
                }
            }
        });
        Receive<TestBest>(test =>
        {
            if (_members.TryGetValue(test.Experiment, out Member? member))
            {
                member.Test = (Sender, test, null);
                SendTest(member);
            }
        });
        Receive<NodeAlive>(OnAlive);
        Receive<Opened>(OnOpened);
        Receive<NotOpened>(problem =>
        {
            if (_nodes.TryGetValue(problem.Node, out Node? node) && (!node.Problems.TryGetValue(problem.Experiment, out string? known) || known != problem.Problem))
            {
                node.Problems[problem.Experiment] = problem.Problem;
                _log.Warning("experiment {0} cannot run on {1}: {2}", problem.Experiment, problem.Node, problem.Problem);
            }
        });
        Receive<NodeLeaves>(leaves =>
        {
            _log.Info("{0} left", leaves.Node);
            Forget(leaves.Node);
        });
        Receive<LookAround>(_ =>
        {
            foreach (Node silent in _nodes.Values.Where(node => Now - node.SeenAt > _silenceLimit).ToArray())
            {
                _log.Warning("{0} has been silent for {1:0} s; its trials go to others when their leases are over", silent.Name, _silenceLimit.TotalSeconds);
                Forget(silent.Name);
            }
        });
        Receive<AskNodes>(_ => Sender.Tell(new NodesAre([.. _nodes.Values.Select(StatusOf)])));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    public static Props Props(string name, TimeSpan announceInterval) => Akka.Actor.Props.Create(() => new ClusterPoolActor(name, announceInterval));

    protected override void PreStart() => Timers.StartPeriodicTimer(LookAround.Instance, LookAround.Instance, _silenceLimit / 10);

    private void OnJoin(Join join)
    {
        string name = join.Spec.Name;
        Member member = new(name, Sender, ExperimentText.Write(join.Spec));
        _members[name] = member;
        Context.WatchWith(Sender, new OwnerStopped(name, Sender));
        Sender.Tell(new Joined([.. _nodes.Values.SelectMany(node => node.Devices.Select(device => $"{node.Name}/{device}"))]));
    }

    private void OnLeave(string experiment)
    {
        if (_members.Remove(experiment, out Member? member))
        {
            Context.Unwatch(member.Owner);
            foreach (Node node in _nodes.Values)
            {
                node.Ref.Tell(new Close(experiment, member.Office));
                node.Problems.Remove(experiment);
            }
        }
    }

    private void OnAlive(NodeAlive alive)
    {
        if (!_nodes.TryGetValue(alive.Node, out Node? node) || !node.Ref.Equals(alive.NodeRef))
        {
            if (node is not null && Now - node.SeenAt < _silenceLimit / 5)
            {
                _log.Warning("{0} came back as another process at {1}; if both are alive, give one another name (hpo.cluster.name)", alive.Node, alive.NodeRef.Path.Address);
            }

            _nodes[alive.Node] = node = new Node(alive.Node, alive.NodeRef, alive.Pool) { Devices = alive.Devices };
            _log.Info("{0} takes part, with {1}", alive.Node, string.Join(", ", alive.Devices));
            TellOthers();
        }

        node.SeenAt = Now;
        node.Devices = alive.Devices;
        node.Ref.Tell(new NodeKnown(_name));
        foreach (Member member in _members.Values)
        {
            OpenThere? there = alive.Open.FirstOrDefault(open => open.Experiment == member.Name);
            if (there is null || there.Office < member.Office || (there.Office == member.Office && !there.Searcher.Equals(member.Searcher)))
            {
                OpenOn(node, member);
            }
        }

        foreach (OpenThere there in alive.Open.Where(open => !_members.ContainsKey(open.Experiment)))
        {
            Context.Parent.Tell(new StillOpen(there.Experiment, node.Ref));
        }
    }

    private void OnOpened(Opened opened)
    {
        if (_nodes.TryGetValue(opened.Node, out Node? node) && _members.TryGetValue(opened.Experiment, out Member? member))
        {
            node.Problems.Remove(opened.Experiment);
            TellOthers(node, member);
            Context.Parent.Tell(new Described(opened.Experiment, opened.Description));
            if (member.Test is { Node: null })
            {
                SendTest(member);
            }
        }
    }

    private void Forget(string name)
    {
        if (_nodes.Remove(name, out Node? gone))
        {
            TellOthers();
            foreach (Member member in _members.Values.Where(member => member.Test?.Node == gone))
            {
                SendTest(member);
            }
        }
    }

    private void OpenEverywhere(Member member)
    {
        foreach (Node node in _nodes.Values)
        {
            OpenOn(node, member);
        }
    }

    private static void OpenOn(Node node, Member member)
    {
        if (member.Searcher is { } searcher)
        {
            node.Ref.Tell(new Open(member.Name, member.Text, searcher, member.Office));
        }
    }

    private void TellPools(object message)
    {
        foreach (Node node in _nodes.Values)
        {
            node.Pool.Tell(message);
        }
    }

    private void TellOthers()
    {
        foreach (Member member in _members.Values)
        {
            foreach (Node node in _nodes.Values)
            {
                TellOthers(node, member);
            }
        }
    }

    private void TellOthers(Node node, Member member) =>
        node.Pool.Tell(new OthersTrain(member.Name, _nodes.Values.Where(other => other != node).Sum(other => other.Devices.Length)));

    private void SendTest(Member member)
    {
        (IActorRef asker, TestBest test, _) = member.Test!.Value;
        Node? node = _nodes.Values.FirstOrDefault(node => !node.Problems.ContainsKey(member.Name));
        member.Test = (asker, test, node);
        node?.Pool.Tell(test, asker);
    }

    private static ClientProtocol.NodeStatus StatusOf(Node node) => new(
        node.Name,
        node.Ref.Path.Address.ToString(),
        node.Devices,
        (Now - node.SeenAt).TotalSeconds,
        [.. node.Problems.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}: {p.Value}")]);

    private sealed class Node(string name, IActorRef @ref, IActorRef pool)
    {
        public string Name { get; } = name;

        public IActorRef Ref { get; } = @ref;

        public IActorRef Pool { get; } = pool;

        public ImmutableArray<string> Devices { get; set; } = [];

        public DateTimeOffset SeenAt { get; set; }

        /// <summary>Why experiments cannot run there.</summary>
        public Dictionary<string, string> Problems { get; } = [];
    }

    private sealed class Member(string name, IActorRef owner, string text)
    {
        public string Name { get; } = name;

        public IActorRef Owner { get; } = owner;

        public string Text { get; } = text;

        public IActorRef? Searcher { get; set; }

        public long Office { get; set; }

        /// <summary>Who wants the best model measured, and where that is done.</summary>
        public (IActorRef Asker, TestBest Test, Node? Node)? Test { get; set; }
    }

    /// <summary>Coordinator → pool: which nodes are there?</summary>
    public sealed record AskNodes : ILocalMessage
    {
        public static readonly AskNodes Instance = new();
    }

    /// <summary>Pool → coordinator: these nodes.</summary>
    public sealed record NodesAre(ImmutableArray<ClientProtocol.NodeStatus> Nodes) : ILocalMessage;

    /// <summary>Pool → coordinator: a node has an experiment open that does not run here.</summary>
    public sealed record StillOpen(string Experiment, IActorRef Node) : ILocalMessage;

    /// <summary>Pool → coordinator: what a node found out about an experiment's objective.</summary>
    public sealed record Described(string Experiment, ObjectiveDescription Description) : ILocalMessage;

    private sealed record OwnerStopped(string Experiment, IActorRef Owner) : ILocalMessage;

    private sealed record LookAround : ILocalMessage
    {
        public static readonly LookAround Instance = new();
    }
}
