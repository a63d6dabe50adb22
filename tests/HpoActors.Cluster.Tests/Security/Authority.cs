using HpoActors.Cluster.Security;

namespace HpoActors.Cluster.Tests.Security;

/// <summary>A certificate authority in a folder of its own.</summary>
internal sealed class Authority : IDisposable
{
    private readonly TimeProvider _clock;

    public Authority(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        CertificateAuthority.Create(Folder, "test", _clock);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("hpo-certs-").FullName;

    public string Certificate => Path.Combine(Folder, CertificateAuthority.CertificateFile);

    /// <summary>A node's settings, with a certificate of this authority.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="since">When the certificate was issued, if not now.</param>
    public ClusterSecurity Member(string node, DateTimeOffset? since = null) => new()
    {
        Certificate = CertificateAuthority.Open(Folder, since is { } then ? new FixedClock(then) : _clock).Issue(node, days: 90),
        Authority = Certificate,
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
