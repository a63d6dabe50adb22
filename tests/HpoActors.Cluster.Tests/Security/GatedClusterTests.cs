using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using HpoActors.Cluster.Security;

namespace HpoActors.Cluster.Tests.Security;

/// <summary>The gates let through all that a cluster needs.</summary>
public sealed class GatedClusterTests
{
    private const string Quick = """
        akka.cluster {
          gossip-interval = 100ms
          leader-actions-interval = 100ms
          singleton.hand-over-retry-interval = 200ms
          singleton-proxy.singleton-identification-interval = 100ms
        }
        """;

    [Fact]
    public async Task Nodes_join_share_a_singleton_hand_it_over_and_watch_each_other_without_a_refusal()
    {
        using Authority authority = new();
        await using TestNode first = TestNode.Start(authority.Member("first"), Quick);
        await using TestNode second = TestNode.Start(authority.Member("second"), Quick);
        IActorRef proxyOfFirst = await JoinAsync(first, first);
        IActorRef proxyOfSecond = await JoinAsync(second, first);

        Assert.Equal(first.Address.ToString(), await WhereAsync(proxyOfFirst));
        Assert.Equal(first.Address.ToString(), await WhereAsync(proxyOfSecond));

        // A watch across nodes: its heartbeats and its end travel.
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef echo = await second.EchoOf(first).ResolveOne(TestNode.Limit);
        IActorRef watcher = second.System.ActorOf(Props.Create(() => new Watcher(echo, ended)));
        await watcher.Ask<Word>(new Word("watching?"), TestNode.Limit);
        first.System.Stop(await first.EchoOf(first).ResolveOne(TestNode.Limit));
        await ended.Task.WaitAsync(TestNode.Limit);

        await CoordinatedShutdown.Get(first.System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).WaitAsync(TestNode.Limit);
        Assert.Equal(second.Address.ToString(), await WhereAsync(proxyOfSecond));
        Assert.DoesNotContain(first.Lines.Concat(second.Lines), line => line.Contains("refused", StringComparison.Ordinal) || line.Contains("erializ", StringComparison.Ordinal));
    }

    private static async Task<IActorRef> JoinAsync(TestNode node, TestNode seed)
    {
        using CancellationTokenSource limit = new(TestNode.Limit);
        node.System.ActorOf(
            ClusterSingletonManager.Props(Props.Create(() => new Where()), ClusterSingletonManagerSettings.Create(node.System)), "one");
        await Akka.Cluster.Cluster.Get(node.System).JoinAsync(seed.Address, limit.Token);
        return node.System.ActorOf(ClusterSingletonProxy.Props("/user/one", ClusterSingletonProxySettings.Create(node.System)), "proxy");
    }

    // A question to a singleton on its way from node to node may be lost: it is asked again.
    private static async Task<string> WhereAsync(IActorRef proxy)
    {
        using CancellationTokenSource limit = new(TestNode.Limit);
        while (true)
        {
            try
            {
                return (await proxy.Ask<Word>(new Word("where?"), TimeSpan.FromSeconds(2), limit.Token)).Text;
            }
            catch (AskTimeoutException) when (!limit.IsCancellationRequested)
            {
            }
        }
    }

    private sealed class Where : ReceiveActor
    {
        public Where() => Receive<Word>(_ => Sender.Tell(new Word(((ExtendedActorSystem)Context.System).Provider.DefaultAddress.ToString())));
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef watched, TaskCompletionSource ended)
        {
            Context.Watch(watched);
            Receive<Terminated>(_ => ended.SetResult());
            Receive<Word>(_ => Sender.Tell(new Word("yes")));
        }
    }
}
