using System.Text;
using Akka.Actor;
using HpoActors.Cluster.Security;

namespace HpoActors.Cluster.Tests.Security;

/// <summary>A member of the cluster that turned bad: what it may not send is refused with one line, and its connection serves on.</summary>
public sealed class RefusedMessageTests
{
    private const string Process = """{"$type":"System.Diagnostics.Process, System.Diagnostics.Process","StartInfo":{"$type":"System.Diagnostics.ProcessStartInfo, System.Diagnostics.Process","FileName":"/bin/true"}}""";

    // Name of the case, the serializer's number, the manifest, the content, what the line says.
    public static TheoryData<string, int, string, string, string> Messages => new()
    {
        { "JSON that names a process", 1, "", Process, "serializer json (1)" },
        { "JSON with a manifest", 1, "System.Diagnostics.Process, System.Diagnostics.Process", Process, "serializer json (1), manifest \"System.Diagnostics.Process, System.Diagnostics.Process\"" },
        { "any type as protobuf", 2, "System.Diagnostics.Process, System.Diagnostics.Process", "", "serializer proto (2)" },
        { "remote deployment", 3, "", "x", "serializer daemon-create (3)" },
        { "bytes", 4, "", "x", "serializer bytes (4)" },
        { "a cluster-aware router", 5, "Akka.Cluster.Routing.ClusterRouterPool, Akka.Cluster", "x", "serializer akka-cluster (5)" },
        { "reliable delivery", 36, "a", "x", "serializer reliable-delivery" },
        { "an exception that names a type", 16, "STF", "x", "serializer akka-misc (16), manifest \"STF\"" },
        { "a poison pill", 16, "PP", "", "serializer akka-misc (16), manifest \"PP\"" },
        { "a kill", 16, "K", "", "serializer akka-misc (16), manifest \"K\"" },
        { "a system message with an exception", 22, "Akka.Dispatch.SysMsg.Resume, Akka", "x", "serializer akka-system-msg (22)" },
        { "a stop", 22, "Akka.Dispatch.SysMsg.Terminate, Akka", "", "serializer akka-system-msg (22)" },
        { "null as a type", 0, "System.Diagnostics.Process, System.Diagnostics.Process", "", "serializer null (0)" },
        { "an unknown manifest of Akka's", 16, "hello", "x", "serializer akka-misc (16), manifest \"hello\"" },
        { "an unknown manifest of ours", WordSerializer.Number, "X", "x", "manifest \"X\": there is no message X" },
        { "a manifest that writes lines", WordSerializer.Number, "X\nhpo: all is well", "x", "manifest \"X hpo: all is well\"" },
        { "content that is none", 5, "Akka.Cluster.GossipEnvelope, Akka.Cluster", "x", "serializer akka-cluster (5)" },
        { "a number that is none", 17, "L", "x", "serializer primitive (17), manifest \"L\"" },
        { "an unknown serializer", 4711, "X", "x", "Cannot find serializer with id [4711]" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task What_is_not_for_the_wire_is_refused_with_one_line(string what, int serializer, string manifest, string content, string line)
    {
        using Authority authority = new();
        await using TestNode node = TestNode.Start(authority.Member("node"));
        await using TestNode hostile = TestNode.StartHostile(authority.Member("hostile"));
        await hostile.AskAsync(node);

        IActorRef echo = await hostile.EchoOf(node).ResolveOne(TestNode.Limit);
        echo.Tell(new Forged(serializer, manifest, Encoding.UTF8.GetBytes(content)));

        string written = await node.LineAsync(line);
        Assert.DoesNotContain('\n', written);
        if (serializer != 4711)
        {
            Assert.StartsWith($"refused a message from {hostile.Address}:", written, StringComparison.Ordinal);
        }

        await hostile.AskAsync(node);
        Assert.True(node.Lines.Count == 1, $"{what}: {string.Join('\n', node.Lines)}");
    }

    [Fact]
    public async Task A_message_inside_a_selection_is_refused_too()
    {
        using Authority authority = new();
        await using TestNode node = TestNode.Start(authority.Member("node"));
        await using TestNode hostile = TestNode.StartHostile(authority.Member("hostile"));

        hostile.EchoOf(node).Tell(new Forged(1, "", Encoding.UTF8.GetBytes(Process)));

        await node.LineAsync("serializer json (1)");
        await hostile.AskAsync(node);
        Assert.Single(node.Lines);
    }

    [Fact]
    public async Task A_type_that_is_named_in_JSON_is_never_made()
    {
        using Authority authority = new();
        await using TestNode node = TestNode.Start(authority.Member("node"));
        await using TestNode hostile = TestNode.StartHostile(authority.Member("hostile"));
        string canary = $$"""{"$type":"{{typeof(Canary).FullName}}, HpoActors.Cluster.Tests"}""";

        hostile.EchoOf(node).Tell(new Forged(1, "", Encoding.UTF8.GetBytes(canary)));
        await node.LineAsync("serializer json (1)");
        hostile.EchoOf(node).Tell(new Forged(2, $"{typeof(Canary).FullName}, HpoActors.Cluster.Tests", []));
        await node.LineAsync("serializer proto (2)");

        Assert.Equal(0, Canary.Made);
    }

    [Fact]
    public async Task Nobody_deploys_an_actor_on_another_node()
    {
        using Authority authority = new();
        await using TestNode node = TestNode.Start(authority.Member("node"));
        await using TestNode hostile = TestNode.StartHostile(authority.Member("hostile"));

        hostile.System.ActorOf(Props.Create(() => new Deployed()).WithDeploy(new Deploy(new RemoteScope(node.Address))), "deployed");

        await node.LineAsync("serializer daemon-create (3)");
        await hostile.AskAsync(node);
        Assert.Equal(0, Deployed.Started);
    }

    [Fact]
    public async Task A_refused_message_that_Akka_delivers_reliably_leaves_the_connection_alone()
    {
        using Authority authority = new();
        await using TestNode node = TestNode.Start(authority.Member("node"));
        await using TestNode hostile = TestNode.StartHostile(authority.Member("hostile"));
        IInternalActorRef echo = (IInternalActorRef)await hostile.EchoOf(node).ResolveOne(TestNode.Limit);

        echo.Resume(new InvalidOperationException("made by its type's name"));

        await node.LineAsync("manifest \"Akka.Dispatch.SysMsg.Resume, Akka\"");
        await hostile.AskAsync(node);
        Assert.Single(node.Lines);
        Assert.DoesNotContain(hostile.Lines, line => line.Contains("disassociated", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_message_that_fills_its_frame_is_refused()
    {
        using Authority authority = new();
        await using TestNode node = TestNode.Start(authority.Member("node"));
        await using TestNode hostile = TestNode.StartHostile(authority.Member("hostile"));

        IActorRef echo = await hostile.EchoOf(node).ResolveOne(TestNode.Limit);
        echo.Tell(new Forged(WordSerializer.Number, "W", new byte[120_001]));
        await node.LineAsync("it has 120001 bytes, and 120000 are the most");
        Assert.Equal("yes", (await echo.Ask<Word>(new Forged(WordSerializer.Number, "W", new byte[120_000]), TestNode.Limit)).Text);
        Assert.Single(node.Lines);
    }

    [Fact]
    public async Task A_flood_of_refusals_does_not_fill_the_log()
    {
        using Authority authority = new();
        await using TestNode node = TestNode.Start(authority.Member("node"));
        await using TestNode hostile = TestNode.StartHostile(authority.Member("hostile"));
        IActorRef echo = await hostile.EchoOf(node).ResolveOne(TestNode.Limit);

        foreach (int _ in Enumerable.Range(0, 1000))
        {
            echo.Tell(new Forged(1, "", [1]));
        }

        // One connection keeps the order: this answer comes after all of them.
        Assert.Equal("yes", (await echo.Ask<Word>(new Word("here?"), TestNode.Limit)).Text);
        await node.LineAsync("serializer json (1)");
        Assert.InRange(node.Lines.Count, 1, 2 * RefusalLog.MostPerMinute);
    }

    [Fact]
    public async Task A_message_without_a_serializer_does_not_leave_its_node()
    {
        await using TestNode node = TestNode.Start(ClusterSecurity.Loopback);
        await using TestNode other = TestNode.Start(ClusterSecurity.Loopback);
        await node.AskAsync(other);

        node.EchoOf(other).Tell(new Canary());

        await node.LineAsync("No serializer binding found for type Canary");
        await node.AskAsync(other);
        Assert.Empty(other.Lines);
    }

    [Fact]
    public void Within_a_node_what_is_closed_is_an_error()
    {
        using ActorSystem system = ClusterRemoting.Start("hpo", Akka.Configuration.Config.Empty, ClusterSecurity.Loopback);
        Assert.Throws<System.Runtime.Serialization.SerializationException>(() => system.Serialization.Deserialize("{}"u8.ToArray(), 1, ""));
    }

    private sealed class Canary
    {
        private static int _made;

        public Canary() => Interlocked.Increment(ref _made);

        public static int Made => Volatile.Read(ref _made);
    }

    private sealed class Deployed : ReceiveActor
    {
        private static int _started;

        public Deployed() => Interlocked.Increment(ref _started);

        public static int Started => Volatile.Read(ref _started);
    }
}
