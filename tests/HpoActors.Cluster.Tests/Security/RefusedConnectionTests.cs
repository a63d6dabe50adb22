using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HpoActors.Cluster.Security;

namespace HpoActors.Cluster.Tests.Security;

/// <summary>Who is not of the cluster is refused with one line, and the others notice nothing.</summary>
public sealed class RefusedConnectionTests
{
#pragma warning disable CA5359 // Strangers believe everybody: it is the node's turn to refuse.
    private static readonly RemoteCertificateValidationCallback Gullible = (_, _, _, _) => true;
#pragma warning restore CA5359

    public static TheoryData<string, string> Strangers => new()
    {
        { "no certificate", "no certificate" },
        { "another authority's", "of another authority" },
        { "self-signed", "of another authority" },
        { "expired", "ended on" },
        { "for servers only", "not for both ends" },
        { "plain", "no TLS that this node understands" },
        { "random bytes", "no TLS that this node understands" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_stranger_is_refused_with_one_line_and_members_are_served(string stranger, string line)
    {
        using Authority authority = new();
        await using TestNode node = TestNode.Start(authority.Member("node"));
        await using TestNode member = TestNode.Start(authority.Member("member"));
        await member.AskAsync(node);

        await KnockAsync(stranger, node, authority);

        Assert.StartsWith("refused a connection from 127.0.0.1:", await node.LineAsync(line), StringComparison.Ordinal);
        await member.AskAsync(node);
        Assert.Single(node.Lines);
        Assert.Empty(member.Lines);
    }

    [Theory]
    [InlineData("another authority's")]
    [InlineData("plain")]
    public async Task A_node_of_another_cluster_does_not_get_through_and_neither_node_ends(string other)
    {
        using Authority authority = new();
        using Authority another = new();
        await using TestNode node = TestNode.Start(authority.Member("node"));
        await using TestNode member = TestNode.Start(authority.Member("member"));
        await using TestNode stranger = TestNode.Start(other == "plain" ? ClusterSecurity.Loopback : another.Member("member"));

        stranger.System.ActorSelection($"{stranger.Address.Protocol}://hpo@127.0.0.1:{node.EndPoint.Port}/user/echo").Tell(new Word("let me in"));
        await stranger.LineAsync("Tried to associate with unreachable remote address");

        await member.AskAsync(node);
        Assert.False(stranger.System.WhenTerminated.IsCompleted);
        Assert.False(node.System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task A_node_outlives_a_peer_that_dies_in_the_middle_of_a_handshake()
    {
        using Authority authority = new();
        await using TestNode node = TestNode.Start(authority.Member("node"));
        await using TestNode member = TestNode.Start(authority.Member("member"));
        using TcpListener dying = new(System.Net.IPAddress.Loopback, 0);
        dying.Start();
        int port = ((System.Net.IPEndPoint)dying.LocalEndpoint).Port;

        node.System.ActorSelection($"akka.ssl.tcp://hpo@127.0.0.1:{port}/user/echo").Tell(new Word("hello"));
        using (TcpClient caller = await dying.AcceptTcpClientAsync())
        {
            Assert.NotEqual(0, await caller.GetStream().ReadAsync(new byte[1024]));
        }

        await node.LineAsync("Tried to associate with unreachable remote address");
        await member.AskAsync(node);
        await node.AskAsync(member);
        Assert.False(node.System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Members_meet_over_TLS_1_2_or_newer_at_both_ends()
    {
        using Authority authority = new();
        ClusterSecurity security = authority.Member("client");
        await using TestNode node = TestNode.Start(authority.Member("node"));
        using TcpClient client = new();
        await client.ConnectAsync(node.EndPoint);
        await using SslStream tls = new(client.GetStream(), leaveInnerStreamOpen: false, Gullible);
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12FromFile(security.Certificate!, null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "node", ClientCertificates = [certificate] });
        Assert.True(tls.SslProtocol is SslProtocols.Tls12 or SslProtocols.Tls13);
        Assert.True(tls.IsMutuallyAuthenticated);
        Assert.Equal("CN=node", tls.RemoteCertificate!.Subject);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_oversized_frame_ends_its_connection_alone_with_one_line(bool tls)
    {
        using Authority authority = new();
        await using TestNode node = TestNode.Start(tls ? authority.Member("node") : ClusterSecurity.Loopback);
        await using TestNode member = TestNode.Start(tls ? authority.Member("member") : ClusterSecurity.Loopback);
        await member.AskAsync(node);
        using TcpClient client = new();
        await client.ConnectAsync(node.EndPoint);
        Stream stream = client.GetStream();
        if (tls)
        {
            SslStream secure = new(stream, leaveInnerStreamOpen: false, Gullible);
            using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12FromFile(authority.Member("client").Certificate!, null);
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "node", ClientCertificates = [certificate] });
            stream = secure;
        }

        byte[] length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, 128_001);
        await stream.WriteAsync(length);

        Assert.Contains("refused a frame from", await node.LineAsync("it says that it has 128001 bytes, and 128000 are the most"), StringComparison.Ordinal);
        await EndAsync(stream);
        await member.AskAsync(node);
        Assert.Single(node.Lines);
    }

    [Fact]
    public async Task Random_bytes_without_TLS_end_their_connection_alone_with_one_line()
    {
        await using TestNode node = TestNode.Start(ClusterSecurity.Loopback);
        await using TestNode member = TestNode.Start(ClusterSecurity.Loopback);
        await member.AskAsync(node);

        // The highest byte of the length is not 0 here, so that the frame is too long.
        await KnockAsync("random bytes", node, null);

        await node.LineAsync("refused a frame from");
        await member.AskAsync(node);
        Assert.Single(node.Lines);
    }

    [Fact]
    public async Task Nonsense_in_a_frame_of_the_right_length_ends_its_connection_alone_with_one_line()
    {
        await using TestNode node = TestNode.Start(ClusterSecurity.Loopback);
        await using TestNode member = TestNode.Start(ClusterSecurity.Loopback);
        await member.AskAsync(node);
        using TcpClient client = new();
        await client.ConnectAsync(node.EndPoint);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync((byte[])[3, 0, 0, 0, 0xFF, 0xFF, 0xFF]);

        await node.LineAsync("Error while decoding incoming Akka PDU of length 3");
        await EndAsync(stream);
        await member.AskAsync(node);
        Assert.Single(node.Lines);
    }

    private static async Task KnockAsync(string stranger, TestNode node, Authority? authority)
    {
        using TcpClient client = new();
        await client.ConnectAsync(node.EndPoint);
        NetworkStream stream = client.GetStream();
        if (stranger is "plain" or "random bytes")
        {
            // Akka's first frame without TLS: a length, then a message with an instruction. Random bytes: the same ones each time.
            byte[] bytes = stranger == "plain" ? [4, 0, 0, 0, 0x12, 0x02, 0x08, 0x01] : new byte[4096];
            if (stranger == "random bytes")
            {
                new Random(20).NextBytes(bytes);
            }

            await stream.WriteAsync(bytes);
            await EndAsync(stream);
            return;
        }

        using Authority another = new();
        using X509Certificate2? certificate = stranger switch
        {
            "no certificate" => null,
            "another authority's" => X509CertificateLoader.LoadPkcs12FromFile(another.Member("stranger").Certificate!, null),
            "self-signed" => Made("CN=node", null, []),
            "for servers only" => Made("CN=stranger", authority, ["1.3.6.1.5.5.7.3.1"]),
            _ => X509CertificateLoader.LoadPkcs12FromFile(Expired(), null),
        };
        await using SslStream tls = new(stream, leaveInnerStreamOpen: false, Gullible);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "node",
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
            });
            await EndAsync(tls);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            // With TLS 1.2 the client learns it at once.
        }

        string Expired()
        {
            // The authority's key, used by a clock of half a year ago: 90 days from then are over.
            using Authority past = new(new FixedClock(DateTimeOffset.UtcNow.AddDays(-200)));
            File.Copy(Path.Combine(authority!.Folder, "ca.key"), Path.Combine(past.Folder, "ca.key"), overwrite: true);
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(Path.Combine(authority.Folder, "ca.key")));
            using X509Certificate2 own = X509CertificateLoader.LoadCertificateFromFile(authority.Certificate);
            CertificateRequest request = new(own.SubjectName, key, HashAlgorithmName.SHA256);
            foreach (X509Extension extension in own.Extensions)
            {
                request.CertificateExtensions.Add(extension);
            }

            using X509Certificate2 older = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-300), own.NotAfter);
            File.WriteAllText(past.Certificate, older.ExportCertificatePem());
            string path = Path.Combine(authority.Folder, "expired.pfx");
            File.Move(past.Member("expired").Certificate!, path);
            return path;
        }
    }

    private static X509Certificate2 Made(string subject, Authority? authority, string[] usages)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        if (usages.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Select(usage => new Oid(usage))], critical: false));
        }

        if (authority is null)
        {
            using X509Certificate2 own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9));
            return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pfx), null);
        }

        using X509Certificate2 issuer = X509Certificate2.CreateFromPemFile(authority.Certificate, Path.Combine(authority.Folder, "ca.key"));
        using X509Certificate2 issued = request.Create(issuer, issuer.NotBefore, DateTimeOffset.UtcNow.AddDays(9), [1, 2, 3]);
        using X509Certificate2 complete = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(complete.Export(X509ContentType.Pfx), null);
    }

    // The node closes the connection; what it may send before is of no interest.
    private static async Task EndAsync(Stream stream)
    {
        using CancellationTokenSource limit = new(TestNode.Limit);
        try
        {
            while (await stream.ReadAsync(new byte[256], limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
    }
}
