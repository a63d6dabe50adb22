using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace HpoActors.Persistence.Stores;

/// <summary>
/// Tells from beside whether a process is still the one that it was. Its id alone does not, since ids are used again; nor does its time of start by the
/// clock, which somebody may set.
/// </summary>
internal static class ProcessLife
{
    /// <summary>Where process ids mean the same as here: this system since it was booted, and on Linux this container.</summary>
    public static string Place { get; } = OperatingSystem.IsLinux()
        ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {new FileInfo("/proc/self/ns/pid").LinkTarget}"
        : Environment.MachineName;

    /// <summary>What a process has that one with its id later has not; null where none runs.</summary>
    public static string? Of(int process) => OperatingSystem.IsLinux() ? OfLinux(process) : OfOther(process);

    private static string? OfLinux(int process)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{process}/stat");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // pid (name) state … : the name may have spaces and brackets. The 22nd field is the start, in ticks since boot.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : fields[19];
    }

    private static string? OfOther(int process)
    {
        try
        {
            using Process other = Process.GetProcessById(process);
            return other.HasExited ? null : other.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return null;
        }
        catch (Win32Exception)
        {
            // Somebody else's, so not ours.
            return null;
        }
    }
}
