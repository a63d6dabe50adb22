namespace HpoActors.TestKit.Simulation;

/// <summary>How long a simulated trainer's thread trained.</summary>
internal sealed class WorkTime(SimulatedSystem simulated)
{
    private TimeSpan _total;
    private TimeSpan? _since;

    /// <summary>Virtual time, the epoch in progress included.</summary>
    public TimeSpan Total => _total + (_since is { } since ? simulated.Now - since : TimeSpan.Zero);

    public void Start() => _since ??= simulated.Now;

    public void Stop()
    {
        _total = Total;
        _since = null;
    }
}
