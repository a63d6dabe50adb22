using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace HpoActors.Training.Isolation;

/// <summary>What a trainer's process arranges with its operating system before anything else.</summary>
internal static partial class ChildSystem
{
    private const int DuplicateCloseOnExec = 1030;
    private const int SignalOnParentsDeath = 1;
    private const int Kill = 9;

    // Of 1000 as a share of memory: where memory runs out, the kernel ends this process rather than the node.
    private const string OutOfMemoryScore = "500";

    /// <summary>
    /// Takes the pipes to the node away from standard input and output, so that neither what an objective prints nor what its programs read gets between the messages:
    /// what is printed goes to standard error, and there is nothing to read.
    /// </summary>
    public static (Stream Input, Stream Output) TakePipes()
    {
        if (!OperatingSystem.IsLinux())
        {
            (Stream, Stream) pipes = (Console.OpenStandardInput(), Console.OpenStandardOutput());
            Console.SetOut(Console.Error);
            return pipes;
        }

        FileStream input = Own(0, FileAccess.Read);
        FileStream output = Own(1, FileAccess.Write);
        using SafeFileHandle nothing = File.OpenHandle("/dev/null");
        Check(dup2((int)nothing.DangerousGetHandle(), 0));
        Check(dup2(2, 1));
        return (input, output);
    }

    /// <summary>The process ends with the node, and before it where memory runs out. What the system does not grant is left: the end of the pipe says it too.</summary>
    public static void TieToNode()
    {
        if (OperatingSystem.IsLinux())
        {
            // The signal comes when the thread that started this process ends; that one lives as long as the trainer.
            _ = prctl(SignalOnParentsDeath, Kill, 0, 0, 0);
            try
            {
                File.WriteAllText("/proc/self/oom_score_adj", OutOfMemoryScore);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Somebody set it higher, or there is no such file: the kernel chooses as it will.
            }
        }
    }

    [SupportedOSPlatform("linux")]
    private static FileStream Own(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(Check(fcntl(descriptor, DuplicateCloseOnExec, 3)), ownsHandle: true), access, bufferSize: access == FileAccess.Read ? 1 << 16 : 0);

    private static int Check(int result) => result >= 0 ? result : throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);
}
