using Akka.Actor;
using Akka.Configuration;
using HpoActors.Cluster.Security;

namespace HpoActors.Cluster.Tests.Security;

public sealed class AddressPolicyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("hostname = \"127.0.0.1\"")]
    [InlineData("hostname = \"127.1.2.3\"")]
    [InlineData("hostname = localhost")]
    [InlineData("hostname = \"::1\"")]
    [InlineData("hostname = \"[::1]\"")]
    [InlineData("hostname = \"::ffff:127.0.0.1\"")]
    [InlineData("hostname = localhost, public-hostname = \"127.0.0.1\"")]
    public void Loopback_needs_no_TLS(string address) => Setup(address, ClusterSecurity.Loopback);

    [Theory]
    [InlineData("hostname = \"\"", "hostname = \"\"")]
    [InlineData("hostname = \"0.0.0.0\"", "hostname = \"0.0.0.0\"")]
    [InlineData("hostname = \"::\"", "hostname = \"::\"")]
    [InlineData("hostname = \"10.0.0.7\"", "hostname = \"10.0.0.7\"")]
    [InlineData("hostname = \"fe80::1\"", "hostname = \"fe80::1\"")]
    [InlineData("hostname = \"::ffff:10.0.0.7\"", "hostname = \"::ffff:10.0.0.7\"")]
    [InlineData("hostname = \"gpu-1.lab\"", "hostname = \"gpu-1.lab\"")]
    [InlineData("hostname = \"localhost.lab\"", "hostname = \"localhost.lab\"")]
    [InlineData("hostname = \"127.0.0.1\", public-hostname = \"gpu-1.lab\"", "public-hostname = \"gpu-1.lab\"")]
    [InlineData("hostname = \"127.0.0.1\", bind-hostname = \"0.0.0.0\"", "bind-hostname = \"0.0.0.0\"")]
    public void Beyond_it_a_node_without_TLS_starts_only_where_that_is_written(string address, string named)
    {
        string line = Assert.Throws<ClusterException>(() => Setup(address, ClusterSecurity.Loopback)).Message;
        Assert.StartsWith($"akka.remote.dot-netty.tcp.{named} is beyond loopback and there is no TLS: set hpo.cluster.tls", line, StringComparison.Ordinal);
        Assert.EndsWith("or write hpo.cluster.insecure = true", line, StringComparison.Ordinal);

        List<string> warnings = [];
        Setup(address, new ClusterSecurity { Insecure = true }, warnings.Add);
        Assert.StartsWith("hpo.cluster.insecure = true: nothing protects this node", Assert.Single(warnings), StringComparison.Ordinal);

        using Authority authority = new();
        Setup(address, authority.Member("node"), _ => Assert.Fail("TLS protects it"));
    }

    [Fact]
    public async Task All_interfaces_with_TLS_serve_under_the_public_name()
    {
        using Authority authority = new();
        const string Address = """akka.remote.dot-netty.tcp { hostname = "127.0.0.1", bind-hostname = "0.0.0.0", public-hostname = localhost }""";
        await using TestNode node = TestNode.Start(authority.Member("node"), Address);
        await using TestNode member = TestNode.Start(authority.Member("member"));
        Assert.Equal("localhost", node.Address.Host);
        await member.AskAsync(node);
    }

    [Fact]
    public async Task IPv6_serves_too()
    {
        await using TestNode node = TestNode.Start(ClusterSecurity.Loopback, """akka.remote.dot-netty.tcp.hostname = "::1" """);
        await using TestNode member = TestNode.Start(ClusterSecurity.Loopback);
        Assert.Equal("[::1]", node.Address.Host);
        await member.AskAsync(node);
        await node.AskAsync(member);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        await using TestNode node = TestNode.Start(ClusterSecurity.Loopback);
        Config taken = ConfigurationFactory.ParseString($"akka {{ actor.provider = remote\nstdout-loglevel = OFF\nloggers = []\nremote.dot-netty.tcp.port = {node.EndPoint.Port} }}");
        string line = Assert.Throws<ClusterException>(() => ClusterRemoting.Start("hpo", taken, ClusterSecurity.Loopback)).Message;
        Assert.StartsWith($"Cannot listen on 127.0.0.1:{node.EndPoint.Port}: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void What_protects_a_node_cannot_be_switched_off_by_its_file()
    {
        using Authority authority = new();
        Config opened = ConfigurationFactory.ParseString("""
            akka {
              actor.serialization-settings.allow-unregistered-types = on
              remote {
                enabled-transports = ["akka.remote.dot-netty.tcp", "akka.remote.other"]
                dot-netty.tcp { enable-ssl = off, insecure = on, transport-class = "Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote" }
              }
            }
            """);
        using ActorSystem system = ClusterRemoting.Start("hpo", opened, authority.Member("node"));
        Config config = system.Settings.Config;
        Assert.False(config.GetBoolean("akka.actor.serialization-settings.allow-unregistered-types"));
        Assert.Equal(["akka.remote.dot-netty.tcp"], config.GetStringList("akka.remote.enabled-transports"));
        Assert.True(config.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl"));
        Assert.False(config.GetBoolean("akka.remote.dot-netty.tcp.insecure"));
        Assert.StartsWith("HpoActors.Cluster.", config.GetString("akka.remote.dot-netty.tcp.transport-class"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1000b")]
    [InlineData("3g")]
    public void A_frame_of_an_impossible_size_is_one_line(string size) => Assert.StartsWith(
        "akka.remote.dot-netty.tcp.maximum-frame-size must be at least 32000b",
        Assert.Throws<ClusterException>(() => Setup($"maximum-frame-size = {size}", ClusterSecurity.Loopback)).Message,
        StringComparison.Ordinal);

    private static void Setup(string address, ClusterSecurity security, Action<string>? warn = null) =>
        ClusterRemoting.Setup(ConfigurationFactory.ParseString($"akka.remote.dot-netty.tcp {{ {address.Replace(", ", "\n", StringComparison.Ordinal)} }}"), security, warn);
}
