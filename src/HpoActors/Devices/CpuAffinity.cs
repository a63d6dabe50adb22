namespace HpoActors.Devices;

/// <summary>
/// Ties threads to cores. Processes that a pinned thread starts inherit its core on Linux; managed threads do not, since .NET gives each new
/// one all the cores of the process.
/// </summary>
public static class CpuAffinity
{
    /// <summary>Lets the calling thread run on one core only, until it ends. Call it on a thread of your own, never on one of the pool's.</summary>
    /// <param name="core">The operating system's number of the core.</param>
    /// <returns>True where the thread is pinned; false on a system that has no pinning, such as macOS, where nothing is done.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="InvalidOperationException">There is no such core, or the process may not use it.</exception>
    public static bool Pin(int core)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(core);
        if (OperatingSystem.IsLinux())
        {
            LinuxAffinity.Set(core);
            return true;
        }

        if (OperatingSystem.IsWindows())
        {
            WindowsAffinity.Set(core);
            return true;
        }

        return false;
    }

    /// <summary>The cores that the calling thread may run on, rising; all of them on a system that has no pinning.</summary>
    public static IReadOnlyList<int> Current() =>
        OperatingSystem.IsLinux() ? LinuxAffinity.Get(0)
        : OperatingSystem.IsWindows() ? WindowsAffinity.Get()
        : [.. Enumerable.Range(0, Environment.ProcessorCount)];

    internal static InvalidOperationException CannotPin(int core, string reason) => new($"cpu:{core}: a thread cannot be pinned to this core: {reason}");
}
