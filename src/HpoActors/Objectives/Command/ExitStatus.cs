namespace HpoActors.Objectives.Command;

/// <summary>Says in words how a program ended.</summary>
internal static class ExitStatus
{
    // The numbers that Linux and macOS share.
    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP", [2] = "SIGINT", [3] = "SIGQUIT", [4] = "SIGILL", [5] = "SIGTRAP", [6] = "SIGABRT", [8] = "SIGFPE",
        [9] = "SIGKILL", [11] = "SIGSEGV", [13] = "SIGPIPE", [14] = "SIGALRM", [15] = "SIGTERM", [24] = "SIGXCPU", [25] = "SIGXFSZ",
    };

    /// <summary><c>exit code 3</c>, or <c>killed by SIGSEGV (exit code 139)</c>: a signal counts 128 on top, whether a shell or the system says so.</summary>
    public static string Describe(int code)
    {
        int signal = !OperatingSystem.IsWindows() ? code - 128 : 0;
        int bus = OperatingSystem.IsLinux() ? 7 : 10;
        string? name = signal == bus ? "SIGBUS" : Signals.GetValueOrDefault(signal);
        return name is null ? $"exit code {code}"
            : name == "SIGKILL" ? $"killed by SIGKILL (exit code {code}), as happens where memory runs out"
            : $"killed by {name} (exit code {code})";
    }
}
