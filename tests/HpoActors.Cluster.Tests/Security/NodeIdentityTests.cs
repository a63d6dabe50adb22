using Akka.Configuration;
using HpoActors.Cluster.Security;

namespace HpoActors.Cluster.Tests.Security;

/// <summary>A node with a certificate that others would refuse does not start, and says why in one line.</summary>
public sealed class NodeIdentityTests : IDisposable
{
    private readonly Authority _authority = new();

    [Fact]
    public void A_good_certificate_is_loaded_without_a_word()
    {
        NodeIdentity identity = NodeIdentity.Load(_authority.Member("node"), TimeProvider.System);
        Assert.Equal("CN=node", identity.Certificate.Subject);
        Assert.Null(identity.Warning);
    }

    [Fact]
    public void A_missing_file_is_one_line()
    {
        ClusterSecurity member = _authority.Member("node");
        Refused(member with { Certificate = "/nowhere/node.pfx" }, "hpo.cluster.tls.certificate: /nowhere/node.pfx does not exist: make one with 'hpo certs issue'");
        Refused(member with { Authority = "/nowhere/ca.crt" }, "hpo.cluster.tls.ca: /nowhere/ca.crt does not exist: copy the ca.crt that 'hpo certs new' made");
        Refused(member with { PasswordFile = "/nowhere/password" }, "/nowhere/password cannot be read: ");
    }

    [Fact]
    public void Another_authoritys_certificate_is_one_line()
    {
        using Authority another = new();
        ClusterSecurity member = another.Member("node") with { Authority = _authority.Certificate };
        Refused(member, $"{member.Certificate}: the certificate is of another authority; issue a certificate with the authority of {_authority.Certificate}");
    }

    [Fact]
    public void A_certificate_without_its_key_is_one_line()
    {
        ClusterSecurity member = _authority.Member("node") with { Certificate = _authority.Certificate };
        Refused(member, $"{_authority.Certificate} has no private key: name the .pfx that 'hpo certs issue' made");
    }

    [Fact]
    public void A_certificate_that_ended_or_has_not_begun_is_one_line()
    {
        ClusterSecurity member = _authority.Member("node");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Refused(member, $"{member.Certificate}: the certificate ended on {now.AddDays(90):yyyy-MM-dd}; issue", new FixedClock(now.AddDays(91)));
        Refused(member, $"{member.Certificate}: the certificate is not valid before ", new FixedClock(now.AddDays(-2)));
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(61, true)]
    public void A_certificate_that_ends_within_thirty_days_is_a_warning(int daysFromNow, bool warned)
    {
        // It is valid for 90 days from now.
        string? warning = null;
        _ = ClusterRemoting.Setup(Config.Empty, _authority.Member("node"), line => warning = line, new FixedClock(DateTimeOffset.UtcNow.AddDays(daysFromNow)));
        Assert.Equal(warned, warning is not null);
        Assert.True(!warned || warning!.StartsWith("the certificate of node ends on ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_password_is_needed_and_has_to_be_the_files_own()
    {
        string path = CertificateAuthority.Open(_authority.Folder).Issue("locked", password: "secret");
        string right = Written("right", "secret\nand a second line\n");
        ClusterSecurity member = new() { Certificate = path, Authority = _authority.Certificate, PasswordFile = right };
        Assert.True(NodeIdentity.Load(member, TimeProvider.System).Certificate.HasPrivateKey);
        Refused(member with { PasswordFile = null }, $"{path} cannot be opened: it is no .pfx file, or it needs a password (hpo.cluster.tls.password-file)");
        Refused(member with { PasswordFile = Written("wrong", "guess") }, $"{path} cannot be opened: it is no .pfx file, or the password in hpo.cluster.tls.password-file is not its own");
        Refused(member with { PasswordFile = Written("empty", "\n") }, "/", ends: "has no password: its first line is empty");
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_one_line()
    {
        string text = Written("node.pfx", "this is no certificate");
        Refused(_authority.Member("node") with { Certificate = text }, $"{text} cannot be opened: it is no .pfx file, or it needs a password");
        Refused(_authority.Member("other") with { Authority = text }, $"{text} cannot be read: ");
    }

    [Fact]
    public void The_settings_of_a_node_file_are_read_beside_it()
    {
        ClusterSecurity read = Read("tls { certificate = node.pfx, password-file = secret, ca = /etc/hpo/ca.crt }\ninsecure = true");
        Assert.Equal(new ClusterSecurity { Certificate = "/etc/nodes/node.pfx", PasswordFile = "/etc/nodes/secret", Authority = "/etc/hpo/ca.crt", Insecure = true }, read);
        Assert.Equal(ClusterSecurity.Loopback, Read("tls { certificate = \"\", password-file = \"\", ca = \"\" }"));
        Assert.Equal(ClusterSecurity.Loopback, Read(""));
    }

    [Theory]
    [InlineData("tls.certificate = node.pfx", "hpo.cluster.tls.certificate is set and hpo.cluster.tls.ca is not")]
    [InlineData("tls.ca = ca.crt", "hpo.cluster.tls.ca is set and hpo.cluster.tls.certificate is not")]
    [InlineData("tls.password-file = secret", "hpo.cluster.tls.password-file is set and hpo.cluster.tls.certificate is not")]
    public void Half_of_the_settings_is_one_line(string text, string line) =>
        Assert.StartsWith(line, Assert.Throws<ClusterException>(() => Read(text)).Message, StringComparison.Ordinal);

    public void Dispose() => _authority.Dispose();

    private static ClusterSecurity Read(string text) => ClusterSecurity.Read(ConfigurationFactory.ParseString(text), "/etc/nodes");

    private static void Refused(ClusterSecurity security, string starts, TimeProvider? clock = null, string ends = "")
    {
        string line = Assert.Throws<ClusterException>(() => ClusterRemoting.Setup(Config.Empty, security, clock: clock)).Message;
        Assert.StartsWith(starts, line, StringComparison.Ordinal);
        Assert.EndsWith(ends, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    private string Written(string name, string text)
    {
        string path = Path.Combine(_authority.Folder, $"written-{name}");
        File.WriteAllText(path, text);
        return path;
    }
}
