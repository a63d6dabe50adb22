using System.Runtime.InteropServices;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>
/// What a lane takes of the memory: how much higher the process's resident set peaks in an epoch with many lanes than in one with few, for each lane between.
/// That holds weights, optimizer state, what a pass needs while it runs, and what the session keeps in order to undo a failed pass.
/// </summary>
internal static partial class BytesPerLane
{
    private const string LibC = "libc";

    private const string Status = "/proc/self/status";
    private const string Peak = "VmHWM:";

    // Writing 5 there sets the peak back to what is resident now.
    private const string ClearPeak = "/proc/self/clear_refs";

    /// <summary>Whether the system tells the peak, and forgets it and freed memory when it is told to: Linux with glibc.</summary>
    public static bool IsMeasurable { get; } = File.Exists(Status) && File.Exists(ClearPeak)
        && NativeLibrary.TryLoad(LibC, typeof(BytesPerLane).Assembly, null, out IntPtr libc) && NativeLibrary.TryGetExport(libc, nameof(malloc_trim), out _);

    public static double Measure(ILaneObjective objective, LaneShape shape, ExperimentSpec spec, int core, int few, int many)
    {
        using LanePack pack = new(objective, shape, spec, core, few);
        double low = PeakOfEpoch(pack);
        pack.GrowTo(many);
        return (PeakOfEpoch(pack) - low) / (many - few);
    }

    private static double PeakOfEpoch(LanePack pack)
    {
        // The first epoch makes what later ones find.
        pack.Epoch();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _ = malloc_trim(0);
        File.WriteAllText(ClearPeak, "5");
        pack.Epoch();
        string line = File.ReadLines(Status).First(l => l.StartsWith(Peak, StringComparison.Ordinal));
        return 1024 * double.Parse(line[Peak.Length..].Replace("kB", "", StringComparison.Ordinal));
    }

    // Hands freed memory back to the system; else an epoch would take it again unseen.
    [LibraryImport(LibC)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int malloc_trim(nuint keep);
}
