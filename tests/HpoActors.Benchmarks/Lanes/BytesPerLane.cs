using System.Runtime.InteropServices;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>
/// What an admitted lane holds of the native memory: how much more of it is in use with many lanes than with few, for each lane between. What a pass takes while it
/// runs comes on top. The resident set would tell less: the runtime's own heap comes and goes by more than lanes take.
/// </summary>
internal static partial class BytesPerLane
{
    private const string LibC = "libc";

    /// <summary>Whether the allocator tells what is in use: glibc since 2.33.</summary>
    public static bool IsMeasurable { get; } = OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad(LibC, typeof(BytesPerLane).Assembly, null, out IntPtr libc) && NativeLibrary.TryGetExport(libc, nameof(mallinfo2), out _);

    public static double Measure(ILaneObjective objective, LaneShape shape, ExperimentSpec spec, int core, int few, int many)
    {
        using LanePack pack = new(objective, shape, spec, core, few);
        double low = InUse();
        pack.GrowTo(many);
        return (InUse() - low) / (many - few);
    }

    private static double InUse()
    {
        // Tensors that wait for the collector are not the lanes'.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        AllocatorInfo info = mallinfo2();
        return (double)info.InBlocks + info.Mapped;
    }

    [LibraryImport(LibC)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial AllocatorInfo mallinfo2();

    /// <summary>glibc's <c>struct mallinfo2</c>: ten numbers.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private readonly struct AllocatorInfo
    {
        /// <summary>hblkhd: bytes that were mapped one by one.</summary>
        [FieldOffset(32)]
        public readonly ulong Mapped;

        /// <summary>uordblks: bytes in use in the heap.</summary>
        [FieldOffset(56)]
        public readonly ulong InBlocks;
    }
}
