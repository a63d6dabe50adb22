using HpoActors.Core.Objectives;

namespace HpoActors.Training.Isolation;

/// <summary>How a trainer's process ended, as a fact about the attempt that it was at.</summary>
/// <param name="ExitCode">The exit code; 128 and the signal's number where a signal ended it.</param>
/// <param name="Errors">What it said last on standard error.</param>
/// <param name="KernelRanOutOfMemory">Whether the kernel ended a process for want of memory while it ran.</param>
internal sealed record ChildEnd(int ExitCode, IReadOnlyList<string> Errors, bool KernelRanOutOfMemory)
{
    private const int Killed = 9;
    private const int FirstSignal = 128;
    private const int MostSignals = 64;
    private const int LongestError = 300;

    // As the runtime, C++ and libtorch say it.
    private static readonly string[] MemoryWords = ["out of memory", "outofmemory", "bad_alloc", "not enough memory", "cannot allocate memory"];

    private static readonly Dictionary<int, string> Signals = new()
    {
        [4] = "SIGILL", [6] = "SIGABRT", [7] = "SIGBUS", [8] = "SIGFPE", [Killed] = "SIGKILL", [11] = "SIGSEGV", [15] = "SIGTERM",
    };

    /// <summary>How often the kernel has ended processes for want of memory since it started; 0 where it does not say.</summary>
    public static long KernelKills()
    {
        try
        {
            string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/vmstat").FirstOrDefault(l => l.StartsWith("oom_kill ", StringComparison.Ordinal)) : null;
            return line is not null && long.TryParse(line.AsSpan("oom_kill ".Length), out long kills) ? kills : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>The failure of the attempt that it was at.</summary>
    public TrialFailure Failure => IsOutOfMemory
        ? new TrialFailure(FailureKind.OutOfMemory, $"the trainer's process ran out of memory and {How}")
        : new TrialFailure(FailureKind.TrainerLost, $"the trainer's process {How}");

    /// <summary>How it ended, continuing "the process …".</summary>
    public string How => Signal is { } signal
        ? $"was ended by signal {signal}{(Signals.TryGetValue(signal, out string? name) ? $" ({name})" : "")}{Said}"
        : $"ended with exit code {ExitCode}{Said}";

    private int? Signal => !OperatingSystem.IsWindows() && ExitCode is > FirstSignal and <= FirstSignal + MostSignals ? ExitCode - FirstSignal : null;

    private bool IsOutOfMemory => (Signal == Killed && KernelRanOutOfMemory)
        || Errors.Any(line => MemoryWords.Any(words => line.Contains(words, StringComparison.OrdinalIgnoreCase)));

    // Above a stack is what happened, in a line or two.
    private string Said
    {
        get
        {
            string said = string.Join(
                ' ', Errors.Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("at ", StringComparison.Ordinal)).Take(2));
            return said.Length == 0 ? "" : $": {(said.Length <= LongestError ? said : $"{said[..LongestError]}…")}";
        }
    }
}
