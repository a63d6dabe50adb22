using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace HpoActors.Objectives.Command;

/// <summary>kill(2), for the signals that .NET does not send.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class Signal
{
    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>Linux's SIGCONT: a stopped process handles no other signal before it goes on.</summary>
    public const int Continue = 18;

    /// <summary>Sends a signal to a process, or to the group −<paramref name="process"/>. One that is gone is as good as signalled; whether it ends is the caller's to watch.</summary>
    public static void Send(int process, int signal) => _ = kill(process, signal);

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
