using System.Diagnostics;

namespace HpoActors.Devices;

/// <summary>The cores and GPUs that this process may use.</summary>
/// <param name="AllowedCores">The operating system's numbers of the cores, rising. Some may be missing, as under <c>taskset</c>.</param>
/// <param name="CudaDevices">How many GPUs there are; they are numbered from 0.</param>
public sealed record Machine(IReadOnlyList<int> AllowedCores, int CudaDevices)
{
    /// <summary>
    /// Looks at this machine. On Linux and Windows the cores are those of the process's affinity (the main thread's, so that a pinned thread
    /// may ask as well), elsewhere 0 to <see cref="Environment.ProcessorCount"/> − 1.
    /// </summary>
    /// <param name="cudaDevices">Counts the GPUs, which takes a library that knows CUDA. Default: there are none.</param>
    public static Machine Detect(Func<int>? cudaDevices = null) => new(Cores(), cudaDevices?.Invoke() ?? 0);

    private static IReadOnlyList<int> Cores()
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxAffinity.Get(Environment.ProcessId);
        }

        if (OperatingSystem.IsWindows())
        {
            using Process self = Process.GetCurrentProcess();
            return WindowsAffinity.Cores((nuint)self.ProcessorAffinity);
        }

        return [.. Enumerable.Range(0, Environment.ProcessorCount)];
    }
}
