using System.Diagnostics;
using HpoActors.Persistence.Stores;

namespace HpoActors.Persistence.Tests.Stores;

public sealed class ProcessLifeTests
{
    [Fact]
    public void A_process_has_the_same_mark_until_it_ends_and_none_afterwards()
    {
        using Process other = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd" : "cat") { RedirectStandardInput = true })!;
        string? mark = ProcessLife.Of(other.Id);
        Assert.NotNull(mark);
        Assert.Equal(mark, ProcessLife.Of(other.Id));
        Assert.NotNull(ProcessLife.Of(Environment.ProcessId));
        other.Kill();
        other.WaitForExit();
        Assert.Null(ProcessLife.Of(other.Id));
    }

    [Fact]
    public void A_container_is_a_place_of_its_own_on_Linux() =>
        Assert.Equal(OperatingSystem.IsLinux(), ProcessLife.Place.Contains(" pid:[", StringComparison.Ordinal));
}
