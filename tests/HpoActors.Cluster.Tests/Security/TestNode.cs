using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Serialization;
using HpoActors.Cluster.Security;
using HpoActors.Cluster.Security.Sockets;

namespace HpoActors.Cluster.Tests.Security;

/// <summary>An actor system on a random port of loopback, with an actor that answers and all its warnings and errors at hand.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _lines = [];

    private TestNode(ActorSystemSetup setup)
    {
        System = ActorSystem.Create("hpo", setup);
        IActorRef ears = System.ActorOf(Props.Create(() => new Ears(_lines)));
        System.EventStream.Subscribe(ears, typeof(Warning));
        System.EventStream.Subscribe(ears, typeof(Error));
        System.ActorOf(Props.Create(() => new Echo()), "echo");
        Address = ((ExtendedActorSystem)System).Provider.DefaultAddress;
    }

    public ActorSystem System { get; }

    public Address Address { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Address.Port!.Value);

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>A node as users get it.</summary>
    public static TestNode Start(ClusterSecurity security, string more = "") => new(ClusterRemoting.Setup(Settings(more), security));

    /// <summary>A peer with a certificate and bad intentions: the same transport and no gates.</summary>
    public static TestNode StartHostile(ClusterSecurity security) => new(ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString($$"""
            akka.remote.dot-netty.tcp {
              transport-class = "{{typeof(SocketTransport).FullName}}, HpoActors.Cluster"
              hostname = 127.0.0.1
              port = 0
              maximum-frame-size = 1000000b
              enable-ssl = {{(security.UsesTls ? "on" : "off")}}
            }
            """).WithFallback(Settings(""))),
        SerializationSetup.Create(system => [SerializerDetails.Create("forging", new ForgingSerializer(system), [typeof(Forged)])]),
        security.UsesTls ? new NodeIdentitySetup(NodeIdentity.Load(security, TimeProvider.System)) : new Nothing()));

    /// <summary>The actor that answers, as another node reaches it.</summary>
    public ActorSelection EchoOf(TestNode other) => System.ActorSelection(new RootActorPath(other.Address) / "user" / "echo");

    /// <summary>Whether another node answers this one.</summary>
    public async Task AskAsync(TestNode other) => Assert.Equal("yes", (await EchoOf(other).Ask<Word>(new Word("here?"), Limit)).Text);

    /// <summary>Waits for warnings and errors with this text.</summary>
    public async Task<string> LineAsync(string text)
    {
        using CancellationTokenSource limit = new(Limit);
        while (true)
        {
            if (Lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            Assert.False(limit.IsCancellationRequested, $"no line with '{text}' in time:\n{string.Join('\n', Lines)}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync() => await System.Terminate();

    private static Config Settings(string more) => ConfigurationFactory.ParseString(more).WithFallback(ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = []
          actor {
            provider = cluster
            serializers.words = "HpoActors.Cluster.Tests.Security.WordSerializer, HpoActors.Cluster.Tests"
            serialization-bindings {
              "HpoActors.Cluster.Tests.Security.Word, HpoActors.Cluster.Tests" = words
            }
          }
        }
        """));

    private sealed class Nothing : Setup;

    private sealed class Ears : ReceiveActor
    {
        public Ears(ConcurrentQueue<string> lines) => Receive<LogEvent>(log => lines.Enqueue($"{log.Message}{(log.Cause is { } cause ? $" ({cause.Message})" : "")}"));
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<Word>(_ => Sender.Tell(new Word("yes")));
    }
}

/// <summary>A message of our own.</summary>
internal sealed record Word(string Text);

/// <summary>The serializer of <see cref="Word"/>.</summary>
internal sealed class WordSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const int Number = 9001;

    public override int Identifier => Number;

    public override string Manifest(object o) => "W";

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Word)obj).Text);

    public override object FromBinary(byte[] bytes, string manifest) =>
        manifest == "W" ? new Word(Encoding.UTF8.GetString(bytes)) : throw new ArgumentException($"there is no message {manifest}");
}

/// <summary>Bytes that claim to be of a serializer.</summary>
internal sealed record Forged(int Identifier, string Manifest, byte[] Bytes);

/// <summary>Sends <see cref="Forged"/> as what it claims to be.</summary>
internal sealed class ForgingSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    // Akka asks for the bytes first and for the number then, on the same thread.
    [ThreadStatic]
    private static int? _identifier;

    public override int Identifier => _identifier ?? 9999;

    public override string Manifest(object o) => ((Forged)o).Manifest;

    public override byte[] ToBinary(object obj)
    {
        _identifier = ((Forged)obj).Identifier;
        return ((Forged)obj).Bytes;
    }

    public override object FromBinary(byte[] bytes, string manifest) => throw new NotSupportedException();
}
