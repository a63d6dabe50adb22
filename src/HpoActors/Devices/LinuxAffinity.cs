using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace HpoActors.Devices;

/// <summary>sched_setaffinity(2) and its counterpart, with masks as large as they need to be.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxAffinity
{
    private const int BitsPerWord = 8 * sizeof(ulong);
    private const int FewestWords = 1024 / BitsPerWord;
    private const int MostWords = 1 << 16;
    private const int InvalidArgument = 22;

    /// <summary>Pins the calling thread.</summary>
    public static void Set(int core)
    {
        int word = core / BitsPerWord;
        if (word >= MostWords)
        {
            throw CpuAffinity.CannotPin(core, "there is no such core");
        }

        ulong[] mask = new ulong[Math.Max(FewestWords, word + 1)];
        mask[word] = 1UL << (core % BitsPerWord);
        if (sched_setaffinity(0, (nuint)(mask.Length * sizeof(ulong)), mask) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw CpuAffinity.CannotPin(
                core,
                error == InvalidArgument ? $"the machine does not have it, or this process may not use it (it may use {CoreList.Show(Get(0))})" : new Win32Exception(error).Message);
        }
    }

    /// <summary>The cores of a thread; 0 is the calling one.</summary>
    public static IReadOnlyList<int> Get(int thread)
    {
        // The kernel refuses a mask that is smaller than its own with the same error as any other bad argument.
        for (int words = FewestWords; words <= MostWords; words *= 2)
        {
            ulong[] mask = new ulong[words];
            if (sched_getaffinity(thread, (nuint)(words * sizeof(ulong)), mask) == 0)
            {
                return CoreList.Of(mask);
            }

            int error = Marshal.GetLastPInvokeError();
            if (error != InvalidArgument)
            {
                throw new Win32Exception(error);
            }
        }

        throw new Win32Exception(InvalidArgument);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_setaffinity(int thread, nuint size, [In] ulong[] mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sched_getaffinity(int thread, nuint size, [Out] ulong[] mask);
}
