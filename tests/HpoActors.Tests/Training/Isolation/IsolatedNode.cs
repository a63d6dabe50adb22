using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Newtonsoft.Json;

namespace HpoActors.Tests.Training.Isolation;

/// <summary>These tests as a program.</summary>
internal static class IsolatedNode
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string Dotnet = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>As <c>hpo.trainer.isolation-program</c> has it.</summary>
    public static string Program { get; } = JsonConvert.SerializeObject(new[] { Dotnet, typeof(IsolatedNode).Assembly.Location, "trainer-process" });

    /// <summary>Starts a node that has one trial, which never ends.</summary>
    /// <param name="pidFile">Gets the number of its trainer's process.</param>
    public static Process Start(string pidFile) => Process.Start(new ProcessStartInfo(Dotnet, [typeof(IsolatedNode).Assembly.Location, "node", pidFile])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Waits until an objective has written the number of its process.</summary>
    public static async Task<Process> StartedAsync(string pidFile)
    {
        string folder = Path.GetDirectoryName(pidFile)!;
        TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using FileSystemWatcher watcher = new(folder, Path.GetFileName(pidFile));
        watcher.Created += (_, _) => written.TrySetResult();
        watcher.Renamed += (_, _) => written.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(pidFile))
        {
            await written.Task.WaitAsync(Limit);
        }

        return Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(pidFile), CultureInfo.InvariantCulture));
    }
}
