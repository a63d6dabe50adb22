namespace HpoActors.Torch.Data;

/// <summary>How downloads are made.</summary>
public sealed record DownloadSettings
{
    /// <summary>How long a connection may take to be made before the next mirror is tried: 10 seconds unless set.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a mirror may send nothing before the next one is tried: 30 seconds unless set.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The HTTP transport, for a host with needs of its own; it is not disposed of, and <see cref="ConnectTimeout"/> is then its
    /// affair. Null, the default, for the system's, which honours the usual proxy variables. It must not unzip what it receives.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>How often to look whether another process's download has ended.</summary>
    internal TimeSpan LockPoll { get; init; } = TimeSpan.FromMilliseconds(250);
}
