using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>
/// What a lane takes of the memory: how much higher the process's resident set peaks in an epoch with many lanes than in one with few, for each lane between.
/// That holds weights, optimizer state, what a pass needs while it runs, and what the session keeps in order to undo a failed pass.
/// </summary>
internal static class BytesPerLane
{
    private const string Status = "/proc/self/status";
    private const string Peak = "VmHWM:";

    // Writing 5 there sets the peak back to what is resident now.
    private const string ClearPeak = "/proc/self/clear_refs";

    /// <summary>Whether the system tells the peak and can forget it: Linux.</summary>
    public static bool IsMeasurable { get; } = File.Exists(Status) && File.Exists(ClearPeak);

    public static double Measure(ILaneObjective objective, LaneShape shape, ExperimentSpec spec, int core, int few, int many)
    {
        using LanePack pack = new(objective, shape, spec, core, few);
        double low = PeakOfEpoch(pack);
        pack.GrowTo(many);
        return (PeakOfEpoch(pack) - low) / (many - few);
    }

    private static double PeakOfEpoch(LanePack pack)
    {
        pack.Epoch();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        File.WriteAllText(ClearPeak, "5");
        pack.Epoch();
        string line = File.ReadLines(Status).First(l => l.StartsWith(Peak, StringComparison.Ordinal));
        return 1024 * double.Parse(line[Peak.Length..].Replace("kB", "", StringComparison.Ordinal));
    }
}
