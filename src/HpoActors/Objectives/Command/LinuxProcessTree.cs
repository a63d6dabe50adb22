using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;

namespace HpoActors.Objectives.Command;

/// <summary>
/// Finds a program's processes in /proc: those of its session, those whose parent belongs to it, and those that carry its mark in their environment,
/// which a daemon inherits that left both session and parent behind. What was found once stays known. Only a process that leaves the session, outlives
/// its parent unseen and clears its environment is lost.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxProcessTree(Process root, string mark, bool hasSession) : ProcessTree
{
    private static readonly ulong OwnStart = ProcessEntry.Find(Environment.ProcessId)?.Start ?? 0;

    private readonly byte[] _mark = Encoding.UTF8.GetBytes(mark);
    private readonly HashSet<(int Id, ulong Start)> _known = [];

    /// <inheritdoc/>
    public override void End(TimeSpan grace)
    {
        List<ProcessEntry> alive = Alive();
        if (alive.Count == 0)
        {
            return;
        }

        SendAll(alive, Signal.Terminate);
        SendAll(alive, Signal.Continue);
        if (WaitUntilGone(grace, kill: false).Count > 0 && WaitUntilGone(KillLimit, kill: true) is { Count: > 0 } left)
        {
            throw new IOException($"{left.Count} of the program's processes did not end when they were killed: {string.Join(", ", left.Select(p => p.Id))}");
        }
    }

    private List<ProcessEntry> WaitUntilGone(TimeSpan limit, bool kill)
    {
        long start = Stopwatch.GetTimestamp();
        for (int pause = 1; ; pause = Math.Min(2 * pause, 50))
        {
            List<ProcessEntry> alive = Alive();
            TimeSpan left = limit - Stopwatch.GetElapsedTime(start);
            if (alive.Count == 0 || left <= TimeSpan.Zero)
            {
                return alive;
            }

            if (kill)
            {
                // Again and again: a process that was being forked while the others were listed is listed next time.
                SendAll(alive, Signal.Kill);
            }

            // The system tells nobody but the parent when a process ends.
            Thread.Sleep(left.TotalMilliseconds < pause ? left : TimeSpan.FromMilliseconds(pause));
        }
    }

    private void SendAll(List<ProcessEntry> processes, int signal)
    {
        bool group = hasSession && processes.Exists(p => p.Group == root.Id);
        if (group)
        {
            // At once for all, so that none can be forked meanwhile.
            Signal.Send(-root.Id, signal);
        }

        foreach (ProcessEntry process in processes)
        {
            if (!(group && process.Group == root.Id))
            {
                Signal.Send(process.Id, signal);
            }
        }
    }

    private List<ProcessEntry> Alive()
    {
        bool rootRuns = !root.HasExited;
        List<ProcessEntry> others = ProcessEntry.All();
        others.RemoveAll(p => p.Start < OwnStart || p.Id == Environment.ProcessId);
        List<ProcessEntry> alive = [];
        HashSet<int> ids = [];
        others.RemoveAll(p => (IsKnown(p) || p.HasInEnvironment(_mark)) && Add(p));

        // Until nothing is added, since children may be listed before their parents.
        while (others.RemoveAll(p => ids.Contains(p.Parent) && Add(p)) > 0)
        {
        }

        return alive;

        bool IsKnown(ProcessEntry p) => _known.Contains((p.Id, p.Start)) || (rootRuns && p.Id == root.Id) || (hasSession && p.Session == root.Id);

        bool Add(ProcessEntry p)
        {
            alive.Add(p);
            ids.Add(p.Id);
            _known.Add((p.Id, p.Start));
            return true;
        }
    }
}
