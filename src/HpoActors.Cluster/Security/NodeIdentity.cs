using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor.Setup;

namespace HpoActors.Cluster.Security;

/// <summary>A node's own certificate and the one authority that it believes. Carried to the transport by the actor system's setup.</summary>
/// <param name="Certificate">The node's certificate, with its private key.</param>
/// <param name="Authority">The cluster's authority.</param>
/// <param name="Clock">Tells the time.</param>
internal sealed record NodeIdentity(X509Certificate2 Certificate, X509Certificate2 Authority, TimeProvider Clock)
{
    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(30);

    /// <summary>A warning where the certificate ends within 30 days, else null.</summary>
    public string? Warning => Certificate.NotAfter.ToUniversalTime() - Clock.GetUtcNow().UtcDateTime < EndsSoon
        ? $"the certificate of {Name} ends on {CertificateFiles.Day(Certificate.NotAfter)}; issue a new one with 'hpo certs issue' and restart the node before"
        : null;

    private string Name => Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>Loads what the settings name and proves that other nodes will accept it.</summary>
    /// <exception cref="ClusterException">A file cannot be read, or the certificate has ended, is not the authority's, has no key, or is not for both ends.</exception>
    public static NodeIdentity Load(ClusterSecurity security, TimeProvider clock)
    {
        string path = security.Certificate ?? throw new ClusterException("hpo.cluster.tls.certificate is not set: TLS needs the node's certificate ('hpo certs issue' makes one)");
        string authorityPath = security.Authority ?? throw new ClusterException("hpo.cluster.tls.ca is not set: TLS needs the authority's ca.crt");
        string? password = security.PasswordFile is { } file ? ClusterSecurity.ReadPassword(file) : null;
        RequireFile(path, "hpo.cluster.tls.certificate", "make one with 'hpo certs issue'");
        RequireFile(authorityPath, "hpo.cluster.tls.ca", "copy the ca.crt that 'hpo certs new' made");
        X509Certificate2 authority = CertificateFiles.Read(authorityPath, () => X509CertificateLoader.LoadCertificateFromFile(authorityPath));
        X509Certificate2 certificate = LoadNode(path, password);
        NodeIdentity identity = new(certificate, authority, clock);
        if (!certificate.HasPrivateKey)
        {
            throw new ClusterException($"{path} has no private key: name the .pfx that 'hpo certs issue' made, not a certificate alone");
        }

        foreach (string usage in (string[])[ExtendedKeyUsage.Server, ExtendedKeyUsage.Client])
        {
            if (identity.WhyNot(certificate, usage) is { } reason)
            {
                throw new ClusterException($"{path}: {reason}; issue a certificate with the authority of {authorityPath} ('hpo certs issue')");
            }
        }

        return identity;
    }

    /// <summary>Why a certificate does not make its owner a member of the cluster, or null where it does.</summary>
    /// <param name="certificate">What was shown, or null.</param>
    /// <param name="usage">What it must be for, of <see cref="ExtendedKeyUsage"/>.</param>
    public string? WhyNot(X509Certificate2? certificate, string usage)
    {
        if (certificate is null)
        {
            return "no certificate";
        }

        DateTime now = Clock.GetUtcNow().UtcDateTime;
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        if (chain.Build(certificate))
        {
            return null;
        }

        X509ChainStatusFlags status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (flags, next) => flags | next.Status);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return certificate.NotBefore.ToUniversalTime() > now
                ? $"the certificate is not valid before {CertificateFiles.Day(certificate.NotBefore)}"
                : certificate.NotAfter.ToUniversalTime() < now
                    ? $"the certificate ended on {CertificateFiles.Day(certificate.NotAfter)}"
                    : $"the authority's certificate is valid from {CertificateFiles.Day(Authority.NotBefore)} to {CertificateFiles.Day(Authority.NotAfter)} only";
        }

        return status.HasFlag(X509ChainStatusFlags.NotValidForUsage)
            ? "the certificate is not for both ends of a connection"
            : (status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid)) != 0
                ? "the certificate is of another authority"
                : $"the certificate is not acceptable ({status})";
    }

    // The file may be a certificate without a key as well: that deserves its own words.
    private static X509Certificate2 LoadNode(string path, string? password)
    {
        try
        {
            return X509Certificate2.GetCertContentType(path) == X509ContentType.Cert
                ? X509CertificateLoader.LoadCertificateFromFile(path)
                : X509CertificateLoader.LoadPkcs12FromFile(path, password);
        }
        catch (CryptographicException exception) when (File.Exists(path))
        {
            throw new ClusterException(password is null
                ? $"{path} cannot be opened: it is no .pfx file, or it needs a password (hpo.cluster.tls.password-file)"
                : $"{path} cannot be opened: it is no .pfx file, or the password in hpo.cluster.tls.password-file is not its own", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ClusterException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static void RequireFile(string path, string key, string advice)
    {
        if (!File.Exists(path))
        {
            throw new ClusterException($"{key}: {path} does not exist: {advice}");
        }
    }
}

/// <summary>Brings a node's identity to its transport.</summary>
internal sealed class NodeIdentitySetup(NodeIdentity identity) : Setup
{
    public NodeIdentity Identity { get; } = identity;
}
