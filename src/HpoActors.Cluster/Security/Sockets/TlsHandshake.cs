using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace HpoActors.Cluster.Security.Sockets;

/// <summary>Both ends show a certificate of the cluster's own authority; what the operating system trusts does not count.</summary>
internal sealed class TlsHandshake(NodeIdentity identity)
{
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <exception cref="TlsRefusedException">The other end is none of the cluster.</exception>
    public Task<Stream> AsServerAsync(Stream plain, CancellationToken cancel) => ShakeAsync(plain, ExtendedKeyUsage.Client, (stream, check) => stream.AuthenticateAsServerAsync(
        new SslServerAuthenticationOptions
        {
            ServerCertificate = identity.Certificate,
            ClientCertificateRequired = true,
            EnabledSslProtocols = Protocols,
            AllowRenegotiation = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = check,
        },
        cancel));

    /// <exception cref="TlsRefusedException">The other end is none of the cluster.</exception>
    public Task<Stream> AsClientAsync(Stream plain, string host, CancellationToken cancel) => ShakeAsync(plain, ExtendedKeyUsage.Server, (stream, check) => stream.AuthenticateAsClientAsync(
        new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificates = [identity.Certificate],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => identity.Certificate,
            EnabledSslProtocols = Protocols,
            AllowRenegotiation = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = check,
        },
        cancel));

    private async Task<Stream> ShakeAsync(Stream plain, string usage, Func<SslStream, RemoteCertificateValidationCallback, Task> shake)
    {
        string? refused = null;
        SslStream stream = new(plain, leaveInnerStreamOpen: false);
        try
        {
            await shake(stream, Check);
            return stream;
        }
        catch (AuthenticationException exception) when (refused is not null)
        {
            await stream.DisposeAsync();
            throw new TlsRefusedException(refused, exception);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }

        bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            refused = identity.WhyNot(certificate as X509Certificate2, usage);
            return refused is null;
        }
    }
}

/// <summary>The other end's certificate is not the cluster's; the message says why.</summary>
internal sealed class TlsRefusedException(string message, Exception inner) : Exception(message, inner);
