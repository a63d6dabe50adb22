using System.Runtime.InteropServices;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>
/// What a lane takes of memory, native and managed: how much more of it is in use in a pass with many lanes than in one with few, for each lane between. That holds weights,
/// optimizer state, what a step needs, and what the session keeps in order to undo a failed pass. It is asked where the pass has made its room, and the pass is
/// given up there. The resident set would tell less: the runtime's own heap comes and goes by more than lanes take.
/// </summary>
internal static partial class BytesPerLane
{
    private const string LibC = "libc";

    /// <summary>Whether the allocator tells what is in use: glibc since 2.33.</summary>
    public static bool IsMeasurable { get; } = OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad(LibC, typeof(BytesPerLane).Assembly, null, out IntPtr libc) && NativeLibrary.TryGetExport(libc, nameof(mallinfo2), out _);

    public static double Measure(ILaneObjective objective, LaneShape shape, ExperimentSpec spec, int core, int few, int many)
    {
        // The first passes make what later ones find.
        Whole(few);
        Whole(many);
        return (Whole(many) - Whole(few)) / (many - few);

        double Whole(int lanes)
        {
            double before = InUse();
            using LanePack pack = new(objective, shape, spec, core, lanes);
            return InPass(pack) - before;
        }
    }

    private static double InPass(LanePack pack)
    {
        double bytes = 0;
        try
        {
            pack.Epoch(() =>
            {
                bytes = InUse();
                throw new OperationCanceledException();
            });
        }
        catch (OperationCanceledException)
        {
            return bytes;
        }

        throw new InvalidOperationException("a pass ended without a pulse");
    }

    private static double InUse()
    {
        // Tensors that wait for the collector are not the lanes'.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        AllocatorInfo info = mallinfo2();
        return (double)info.InBlocks + info.Mapped + GC.GetTotalMemory(forceFullCollection: false);
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
