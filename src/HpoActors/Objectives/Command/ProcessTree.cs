using System.Diagnostics;

namespace HpoActors.Objectives.Command;

/// <summary>A program and everything that it started.</summary>
internal abstract class ProcessTree
{
    /// <summary>How long a killed process may take to vanish before that is an error.</summary>
    protected static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    /// <summary>Ends all that still runs: asks with SIGTERM, and kills after <paramref name="grace"/> what did not follow.</summary>
    /// <exception cref="IOException">Some of it could not be killed.</exception>
    public abstract void End(TimeSpan grace);

    /// <summary>The tree of a program that was just started.</summary>
    /// <param name="root">The program.</param>
    /// <param name="mark">A text in its environment that no other process has.</param>
    public static ProcessTree Of(Process root, string mark) =>
        OperatingSystem.IsLinux() ? new LinuxProcessTree(root, mark, Launcher.HasSession) : new PortableProcessTree(root);
}
