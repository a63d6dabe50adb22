using HpoActors.Devices;

namespace HpoActors.Tests.Devices;

public sealed class CpuAffinityTests
{
    [Fact]
    public void A_pinned_thread_has_its_core_alone_and_others_keep_theirs()
    {
        IReadOnlyList<int> all = Machine.Detect().AllowedCores;
        foreach (int core in all)
        {
            OnThread(() =>
            {
                bool pinned = CpuAffinity.Pin(core);
                Assert.Equal(!OperatingSystem.IsMacOS(), pinned);
                Assert.Equal(pinned ? [core] : all, CpuAffinity.Current());
                Assert.Equal(all, Machine.Detect().AllowedCores);
                OnThread(() => Assert.Equal(all, CpuAffinity.Current()));
            });
        }

        Assert.Equal(all, CpuAffinity.Current());
    }

    [Theory]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(5000)]
    [InlineData(int.MaxValue)]
    public void A_core_that_is_not_there_is_a_clear_error(int core)
    {
        if (OperatingSystem.IsMacOS())
        {
            return;
        }

        Exception error = Assert.Throws<InvalidOperationException>(() => CpuAffinity.Pin(core));
        Assert.StartsWith($"cpu:{core}: a thread cannot be pinned to this core: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_core_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => CpuAffinity.Pin(-1));

    [Fact]
    public void The_machine_has_cores_in_order_and_gpus_only_where_somebody_counts_them()
    {
        Machine machine = Machine.Detect();
        Assert.NotEmpty(machine.AllowedCores);
        Assert.Equal(machine.AllowedCores.Distinct().Order(), machine.AllowedCores);
        Assert.Equal(0, machine.CudaDevices);
        Assert.Equal(3, Machine.Detect(() => 3).CudaDevices);
    }

    [Theory]
    [InlineData(new ulong[] { 0 }, "none")]
    [InlineData(new ulong[] { 0b1 }, "0")]
    [InlineData(new ulong[] { 0b1011 }, "0-1,3")]
    [InlineData(new ulong[] { 1UL << 63, 0b11 }, "63-65")]
    public void Masks_become_lists_and_text(ulong[] mask, string text) => Assert.Equal(text, CoreList.Show(CoreList.Of(mask)));

    // Assertions have to fail the test, not the process.
    private static void OnThread(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
