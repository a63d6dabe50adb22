using System.ComponentModel;
using System.Diagnostics;

namespace HpoActors.Objectives.Command;

/// <summary>
/// What stands before a command on Linux. <c>setsid</c> gives the program a session of its own: signals reach its whole group at once, and Ctrl-C
/// at the terminal does not reach it behind our back. <c>setpriv --pdeathsig</c> has the kernel kill it when the thread that started it dies, so that it
/// does not outlive a killed trainer. Both become the program itself, with the same process id.
/// </summary>
internal static class Launcher
{
    private static readonly Lazy<string[]> Found = new(Find);

    /// <summary>The words before the command, none where the system has neither program.</summary>
    public static IReadOnlyList<string> Prefix => Found.Value;

    /// <summary>Whether a program gets a session of its own, whose id is its process id.</summary>
    public static bool HasSession => Found.Value.Length > 0;

    private static string[] Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        string? setsid = ProgramFile.Find("setsid", "/", out _);
        string? setpriv = ProgramFile.Find("setpriv", "/", out _);
        string[][] candidates = setsid is null ? [] : setpriv is null ? [[setsid]] : [[setpriv, "--pdeathsig", "KILL", setsid], [setsid]];
        return candidates.FirstOrDefault(Works) ?? [];
    }

    // Small systems have a setpriv that lacks the option.
    private static bool Works(string[] prefix)
    {
        ProcessStartInfo start = new(prefix[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in prefix[1..])
        {
            start.ArgumentList.Add(word);
        }

        start.ArgumentList.Add("true");
        try
        {
            using Process probe = Process.Start(start)!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
