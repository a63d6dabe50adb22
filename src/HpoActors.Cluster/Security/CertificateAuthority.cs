using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HpoActors.Cluster.Security;

/// <summary>
/// The private certificate authority of a cluster, in a directory: <c>ca.crt</c>, which every node needs, and <c>ca.key</c>, which only who issues certificates needs and
/// which nobody else should see. Who has a certificate of this authority belongs to the cluster.
/// </summary>
/// <remarks>Keys are on the curve P-256, signatures ECDSA with SHA-256. Private keys are readable by their owner alone (mode 0600). No file is ever overwritten.</remarks>
public sealed class CertificateAuthority
{
    /// <summary>The file of the authority's certificate.</summary>
    public const string CertificateFile = "ca.crt";

    /// <summary>The file of the authority's private key.</summary>
    public const string KeyFile = "ca.key";

    private const int AuthorityYears = 10;

    // Nodes' clocks differ a little.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly string _directory;
    private readonly TimeProvider _clock;

    private CertificateAuthority(string directory, TimeProvider clock)
    {
        _directory = directory;
        _clock = clock;
    }

    /// <summary>How long a node's certificate is valid unless said otherwise, in days.</summary>
    public static int DefaultDays => 365;

    /// <summary>The path of the authority's certificate.</summary>
    public string CertificatePath => Path.Combine(_directory, CertificateFile);

    private string KeyPath => Path.Combine(_directory, KeyFile);

    /// <summary>Makes an authority, valid for ten years.</summary>
    /// <param name="directory">Where its files go; made where it is missing.</param>
    /// <param name="name">Its name: the subject of its certificate.</param>
    /// <param name="clock">Tells the time; default the system's.</param>
    /// <exception cref="ClusterException">There is one already, or the files cannot be written.</exception>
    public static CertificateAuthority Create(string directory, string name = "hpo", TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        CertificateAuthority authority = new(directory, clock ?? TimeProvider.System);
        X500DistinguishedName subject = SubjectOf(name, "the authority's name");
        CertificateFiles.RefuseToOverwrite(authority.CertificatePath, "write into another directory, or issue certificates with the authority that is there");
        CertificateFiles.RefuseToOverwrite(authority.KeyPath, "write into another directory");

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        DateTimeOffset now = authority._clock.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now - ClockSkew, now.AddYears(AuthorityYears));

        CertificateFiles.WriteSecret(authority.KeyPath, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        CertificateFiles.WritePublic(authority.CertificatePath, certificate.ExportCertificatePem() + "\n");
        return authority;
    }

    /// <summary>The authority in a directory.</summary>
    /// <param name="directory">Where its files are.</param>
    /// <param name="clock">Tells the time; default the system's.</param>
    /// <exception cref="ClusterException">There is none.</exception>
    public static CertificateAuthority Open(string directory, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        CertificateAuthority authority = new(directory, clock ?? TimeProvider.System);
        return File.Exists(authority.CertificatePath) && File.Exists(authority.KeyPath)
            ? authority
            : throw new ClusterException($"{directory} has no certificate authority ({CertificateFile} and {KeyFile}): make one with 'hpo certs new {directory}'");
    }

    /// <summary>
    /// Issues a node's certificate, for both ends of a connection, with its key and without the authority's: <c>NODE.pfx</c> beside the authority.
    /// </summary>
    /// <param name="node">The node's name: the certificate's subject and the file's name. Letters, digits, <c>.</c>, <c>-</c> and <c>_</c>.</param>
    /// <param name="hosts">The host names and IP addresses under which others reach the node; default its name.</param>
    /// <param name="days">How long it is valid; default <see cref="DefaultDays"/>, at most until the authority's own certificate ends.</param>
    /// <param name="password">Protects the file; default none, so that only its mode does.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="ClusterException">A name or the time is not possible, the file exists, or a file cannot be read or written.</exception>
    public string Issue(string node, IReadOnlyList<string>? hosts = null, int? days = null, string? password = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Length == 0 || node[0] is '.' or '-' || !node.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw new ClusterException($"A node's name has letters, digits, '.', '-' and '_', and starts with a letter or digit (is '{node}')");
        }

        string path = Path.Combine(_directory, $"{node}.pfx");
        CertificateFiles.RefuseToOverwrite(path, "choose another name, or move the old file away first");
        using X509Certificate2 authority = CertificateFiles.Read(CertificatePath, () => X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath));
        DateTimeOffset now = _clock.GetUtcNow();
        int valid = days ?? DefaultDays;
        int most = (int)(authority.NotAfter.ToUniversalTime() - now.UtcDateTime).TotalDays;
        if (valid < 1 || valid > most)
        {
            throw new ClusterException(most < 1
                ? $"The authority in {_directory} ended on {CertificateFiles.Day(authority.NotAfter)}: make a new one with 'hpo certs new', and new certificates for all nodes"
                : $"A certificate is valid for 1 to {most} days, until the authority in {_directory} ends (is {valid})");
        }

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(SubjectOf(node, "the node's name"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ExtendedKeyUsage.Server), new Oid(ExtendedKeyUsage.Client)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(Names(hosts is { Count: > 0 } ? hosts : [node]));

        // The authority's own start is as early as one may begin.
        DateTimeOffset start = new(authority.NotBefore.ToUniversalTime(), TimeSpan.Zero);
        start = start > now - ClockSkew ? start : now - ClockSkew;
        using X509Certificate2 issued = request.Create(authority, start, now.AddDays(valid), SerialNumber());
        using X509Certificate2 complete = issued.CopyWithPrivateKey(key);
        CertificateFiles.WriteSecret(path, complete.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, password));
        return path;
    }

    private static X500DistinguishedName SubjectOf(string name, string what)
    {
        X500DistinguishedNameBuilder builder = new();
        try
        {
            builder.AddCommonName(name);
        }
        catch (ArgumentException exception)
        {
            throw new ClusterException($"'{name}' cannot be {what}: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        return builder.Build();
    }

    private static X509Extension Names(IReadOnlyList<string> hosts)
    {
        SubjectAlternativeNameBuilder names = new();
        foreach (string host in hosts)
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else if (Uri.CheckHostName(host) == UriHostNameType.Dns)
            {
                names.AddDnsName(host);
            }
            else
            {
                throw new ClusterException($"'{host}' is no host name and no IP address: write it as others reach the node, without a port");
            }
        }

        return names.Build();
    }

    // Positive, as RFC 5280 asks for, and of 126 random bits.
    private static byte[] SerialNumber()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }
}
