using System.Diagnostics;

namespace HpoActors.Objectives.Command;

/// <summary>Where there is no /proc: what the running program started and did not let go of. Windows has no SIGTERM, so there the end comes at once.</summary>
internal sealed class PortableProcessTree(Process root) : ProcessTree
{
    /// <inheritdoc/>
    public override void End(TimeSpan grace)
    {
        if (!OperatingSystem.IsWindows() && !root.HasExited)
        {
            Signal.Send(root.Id, Signal.Terminate);
            root.WaitForExit(grace);
        }

        if (!root.HasExited)
        {
            root.Kill(entireProcessTree: true);
            if (!root.WaitForExit(KillLimit))
            {
                throw new IOException($"the process {root.Id} did not end when it was killed");
            }
        }
    }
}
