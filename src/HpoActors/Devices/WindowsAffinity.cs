using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace HpoActors.Devices;

/// <summary>SetThreadAffinityMask, which reaches the 64 cores of the process's own processor group.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsAffinity
{
    /// <summary>Pins the calling thread.</summary>
    public static void Set(int core)
    {
        if (core >= 8 * nuint.Size)
        {
            throw CpuAffinity.CannotPin(core, $"the cores of a processor group are 0 to {(8 * nuint.Size) - 1}");
        }

        if (SetThreadAffinityMask(GetCurrentThread(), (nuint)1 << core) == 0)
        {
            throw CpuAffinity.CannotPin(core, new Win32Exception(Marshal.GetLastPInvokeError()).Message);
        }
    }

    /// <summary>The calling thread's cores. Windows tells them only when they are set, so they are set to the process's and back.</summary>
    public static IReadOnlyList<int> Get()
    {
        if (!GetProcessAffinityMask(GetCurrentProcess(), out nuint process, out _))
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        nuint before = SetThreadAffinityMask(GetCurrentThread(), process);
        if (before == 0 || SetThreadAffinityMask(GetCurrentThread(), before) == 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        return Cores(before);
    }

    /// <summary>The numbers of a mask's bits.</summary>
    public static IReadOnlyList<int> Cores(nuint mask) => CoreList.Of([mask]);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nuint SetThreadAffinityMask(nint thread, nuint mask);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetProcessAffinityMask(nint process, out nuint processMask, out nuint systemMask);
}
