using System.Diagnostics;

namespace HpoActors.Persistence.Tests.Servers;

/// <summary>A disk of a few hundred kilobytes, in memory.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hpo-disk-").FullName;

    public SmallDisk(int kilobytes)
    {
        if (!Try("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", _folder))
        {
            Directory.Delete(_folder);
            throw new InvalidOperationException(Reason);
        }
    }

    /// <summary>Why there can be none here, or null.</summary>
    public static string? Missing { get; } = CanMount() ? null : Reason;

    private const string Reason = "needs the right to mount a file system (root on Linux)";

    public string PathOf(string file) => Path.Combine(_folder, file);

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        using FileStream ballast = new(PathOf("ballast"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(page);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(PathOf("ballast"));

    /// <summary>Nobody may write any more, root included.</summary>
    public void MakeReadOnly() => Assert.True(Try("mount", "-o", "remount,ro", _folder));

    public void Dispose()
    {
        Assert.True(Try("umount", "-l", _folder));
        Directory.Delete(_folder);
    }

    private static bool CanMount()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return false;
        }

        try
        {
            new SmallDisk(64).Dispose();
            return true;
        }
        catch (InvalidOperationException)
        {
            // A container may keep root from it.
            return false;
        }
    }

    private static bool Try(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A test on a <see cref="SmallDisk"/>; where none can be mounted it says that it was skipped.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}
