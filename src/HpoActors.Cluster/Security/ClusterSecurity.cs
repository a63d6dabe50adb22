using Akka.Configuration;

namespace HpoActors.Cluster.Security;

/// <summary>How a node proves who it is and whom it believes: <c>hpo.cluster.tls</c> and <c>hpo.cluster.insecure</c> of a node's file.</summary>
/// <remarks>
/// With certificates every connection is mutual TLS: both ends show a certificate of the cluster's private authority, whatever the operating system trusts.
/// Without them a node listens on loopback only, where every local user can connect; anything else must be asked for by <see cref="Insecure"/>.
/// </remarks>
public sealed record ClusterSecurity
{
    /// <summary>Loopback without TLS: what a node does that says nothing.</summary>
    public static ClusterSecurity Loopback { get; } = new();

    /// <summary>The path of the node's certificate with its private key, as <c>hpo certs issue</c> writes it; null (default) for no TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>The path of a file whose first line protects the certificate; null (default) for none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The path of the authority's certificate; null (default) only where there is no TLS.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether an address beyond loopback is allowed without TLS: then whoever reaches the port is a member. Default false.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether connections are encrypted and both ends prove who they are.</summary>
    public bool UsesTls => Certificate is not null;

    /// <summary>Reads <c>tls { certificate, password-file, ca }</c> and <c>insecure</c>.</summary>
    /// <param name="cluster">The block <c>hpo.cluster</c>.</param>
    /// <param name="directory">The directory of the node's file: relative paths start there.</param>
    /// <exception cref="ClusterException">A certificate without an authority or the other way round.</exception>
    public static ClusterSecurity Read(Config cluster, string directory)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(directory);
        string? certificate = PathOf("certificate");
        string? authority = PathOf("ca");
        string? password = PathOf("password-file");
        if ((certificate is null) != (authority is null))
        {
            throw new ClusterException(certificate is null
                ? "hpo.cluster.tls.ca is set and hpo.cluster.tls.certificate is not: name the node's certificate too ('hpo certs issue' makes one)"
                : "hpo.cluster.tls.certificate is set and hpo.cluster.tls.ca is not: name the authority's ca.crt too");
        }

        if (password is not null && certificate is null)
        {
            throw new ClusterException("hpo.cluster.tls.password-file is set and hpo.cluster.tls.certificate is not: name the node's certificate too");
        }

        return new ClusterSecurity
        {
            Certificate = certificate,
            Authority = authority,
            PasswordFile = password,
            Insecure = cluster.GetBoolean("insecure"),
        };

        string? PathOf(string key)
        {
            string? written = cluster.GetString($"tls.{key}");
            return string.IsNullOrWhiteSpace(written) ? null : Path.GetFullPath(written, Path.GetFullPath(directory));
        }
    }

    /// <summary>The first line of a password file.</summary>
    /// <exception cref="ClusterException">It cannot be read or its first line is empty.</exception>
    public static string ReadPassword(string path)
    {
        string? line = CertificateFiles.Read(path, () => File.ReadLines(path).FirstOrDefault());
        return string.IsNullOrEmpty(line) ? throw new ClusterException($"{path} has no password: its first line is empty") : line;
    }
}
