using System.Diagnostics;
using HpoActors.Checkpoints;
using HpoActors.Tests.Objectives;
using HpoActors.Tests.Objectives.Command;

namespace HpoActors.Tests.Checkpoints;

public sealed class FolderOwnerTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public void Folders_that_nobody_owns_any_more_are_deleted_and_no_others()
    {
        string left = Left("left.checkpoints", Environment.MachineName);
        string elsewhere = Left("elsewhere.checkpoints", "another machine");
        string unfinished = Left("unfinished.checkpoints", "");
        string strange = Left("strange", Environment.MachineName);
        string bare = Directory.CreateDirectory(Path.Combine(_temp.Path, "bare.checkpoints")).FullName;
        FolderOwner first = FolderOwner.Create(_temp.Path, "first");
        Assert.False(Directory.Exists(left));
        FolderOwner second = FolderOwner.Create(_temp.Path, "second");
        Assert.All([elsewhere, unfinished, strange, bare, first.Folder, second.Folder], folder => Assert.True(Directory.Exists(folder), folder));
        first.DeleteFolder();
        Assert.False(Directory.Exists(first.Folder));
        Assert.True(Directory.Exists(second.Folder));
        second.DeleteFolder();
    }

    [LinuxFact]
    public void A_killed_process_owns_nothing()
    {
        string held = Left("held.checkpoints", Environment.MachineName);
        ProcessStartInfo start = new("flock", ["--exclusive", "--no-fork", Path.Combine(held, "owner"), "sh", "-c", "echo held; exec sleep 1000"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Assert.Equal("held", process.StandardOutput.ReadLine());
        FolderOwner.Create(_temp.Path, "first").DeleteFolder();
        Assert.True(Directory.Exists(held));
        process.Kill();
        Assert.True(process.WaitForExit(Shell.Limit));
        FolderOwner.Create(_temp.Path, "second").DeleteFolder();
        Assert.False(Directory.Exists(held));
    }

    [Fact]
    public void A_folders_name_begins_with_what_it_is_for_and_is_a_name_everywhere()
    {
        FolderOwner owner = FolderOwner.Create(Path.Combine(_temp.Path, "made"), $"../a b:{new string('x', 100)}");
        Assert.Equal(Path.Combine(_temp.Path, "made"), Path.GetDirectoryName(owner.Folder));
        Assert.Matches("^___a_b_x{33}\\.[0-9a-f]{32}\\.checkpoints$", Path.GetFileName(owner.Folder));
        owner.DeleteFolder();
        owner.DeleteFolder();
        Assert.Equal(["made"], _temp.Entries);
    }

    public void Dispose() => _temp.Dispose();

    // A folder with its owner's file, which nobody holds.
    private string Left(string name, string machine)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_temp.Path, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "owner"), machine);
        File.WriteAllText(Path.Combine(folder, "trial-0-1"), "state");
        return folder;
    }
}
