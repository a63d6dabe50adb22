using System.Security.Cryptography.X509Certificates;
using HpoActors.Cluster.Security;

namespace HpoActors.Cluster.Tests.Security;

public sealed class CertificateAuthorityTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("hpo-certs-").FullName;

    private string Sub => Path.Combine(_folder, "certs");

    [Fact]
    public void An_authority_is_valid_for_ten_years_and_signs_certificates_only()
    {
        CertificateAuthority authority = CertificateAuthority.Create(Sub, "lab", new FixedClock(Now));
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(authority.CertificatePath);
        Assert.Equal("CN=lab", certificate.Subject);
        Assert.Equal(Now.AddYears(10).UtcDateTime, certificate.NotAfter.ToUniversalTime());
        Assert.False(certificate.HasPrivateKey);
        X509BasicConstraintsExtension constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.True(constraints is { CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0, Critical: true });
        Assert.Equal(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal("1.2.840.10045.3.1.7", certificate.GetECDsaPublicKey()!.ExportParameters(false).Curve.Oid.Value);
    }

    [Fact]
    public void A_nodes_certificate_is_for_both_ends_under_all_its_names()
    {
        CertificateAuthority authority = CertificateAuthority.Create(Sub, "lab", new FixedClock(Now));
        string path = authority.Issue("gpu-1", ["gpu-1.lab", "10.0.0.7", "fd00::7"]);
        Assert.Equal(Path.Combine(Sub, "gpu-1.pfx"), path);
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12FromFile(path, null);
        Assert.True(certificate.HasPrivateKey);
        Assert.Equal("CN=gpu-1", certificate.Subject);
        Assert.Equal("CN=lab", certificate.Issuer);
        Assert.Equal(Now.AddDays(365).UtcDateTime, certificate.NotAfter.ToUniversalTime());
        X509SubjectAlternativeNameExtension names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["gpu-1.lab"], names.EnumerateDnsNames());
        Assert.Equal(["10.0.0.7", "fd00::7"], names.EnumerateIPAddresses().Select(address => address.ToString()));
        Assert.Equal(
            ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"],
            certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(usage => usage.Value!));
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Private_keys_are_for_their_owners_eyes()
    {
        CertificateAuthority authority = CertificateAuthority.Create(Sub);
        string node = authority.Issue("node");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Sub, "ca.key")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(node));
    }

    [Fact]
    public void Nothing_is_overwritten()
    {
        CertificateAuthority authority = CertificateAuthority.Create(Sub);
        byte[] key = File.ReadAllBytes(Path.Combine(Sub, "ca.key"));
        byte[] node = File.ReadAllBytes(authority.Issue("node"));
        Assert.StartsWith($"{Sub}/ca.crt exists and is not overwritten", Assert.Throws<ClusterException>(() => CertificateAuthority.Create(Sub)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{Sub}/node.pfx exists and is not overwritten", Assert.Throws<ClusterException>(() => authority.Issue("node")).Message, StringComparison.Ordinal);
        Assert.Equal(key, File.ReadAllBytes(Path.Combine(Sub, "ca.key")));
        Assert.Equal(node, File.ReadAllBytes(Path.Combine(Sub, "node.pfx")));
    }

    [Fact]
    public void A_password_protects_a_nodes_file()
    {
        string path = CertificateAuthority.Create(Sub).Issue("node", password: "secret");
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12FromFile(path, "secret");
        Assert.True(certificate.HasPrivateKey);
        Assert.Throws<System.Security.Cryptography.CryptographicException>(() => X509CertificateLoader.LoadPkcs12FromFile(path, null));
    }

    [Theory]
    [InlineData("", null, 1, "A node's name has letters")]
    [InlineData("../up", null, 1, "A node's name has letters")]
    [InlineData("-rf", null, 1, "A node's name has letters")]
    [InlineData("node", "http://x", 1, "'http://x' is no host name and no IP address")]
    [InlineData("node", "x:80", 1, "'x:80' is no host name and no IP address")]
    [InlineData("node", null, 0, "A certificate is valid for 1 to 3653 days")]
    [InlineData("node", null, 3654, "A certificate is valid for 1 to 3653 days")]
    public void What_cannot_be_issued_is_one_line_and_leaves_no_file(string node, string? host, int days, string line)
    {
        // Ten years from March 2026 to March 2036 have the leap days of 2028, 2032 and 2036: 3653 days.
        CertificateAuthority authority = CertificateAuthority.Create(Sub, "lab", new FixedClock(Now));
        ClusterException exception = Assert.Throws<ClusterException>(() => authority.Issue(node, host is null ? null : [host], days));
        Assert.StartsWith(line, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.Equal(2, Directory.GetFiles(Sub).Length);
    }

    [Fact]
    public void An_authority_that_is_not_there_is_one_line() =>
        Assert.Equal($"{Sub} has no certificate authority (ca.crt and ca.key): make one with 'hpo certs new {Sub}'", Assert.Throws<ClusterException>(() => CertificateAuthority.Open(Sub)).Message);

    [Fact]
    public void An_authority_that_has_ended_issues_nothing()
    {
        CertificateAuthority.Create(Sub, "lab", new FixedClock(Now));
        CertificateAuthority later = CertificateAuthority.Open(Sub, new FixedClock(Now.AddYears(11)));
        Assert.Contains("ended on 2036-03-01", Assert.Throws<ClusterException>(() => later.Issue("node")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
