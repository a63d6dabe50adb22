using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HpoActors.Cluster.Tests.Processes;

/// <summary>The real <c>hpo</c> command as a process of its own, with all that it says.</summary>
internal sealed partial class NodeProcess : IDisposable
{
    private static readonly string Command = FindCommand();

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly Task<string> _output;
    private readonly Task _listening;

    private NodeProcess(string name, Process process)
    {
        Name = name;
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _listening = ListenAsync();
    }

    public string Name { get; }

    /// <summary>The lines of standard error so far.</summary>
    public IReadOnlyList<string> Said
    {
        get
        {
            lock (_said)
            {
                return [.. _said];
            }
        }
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts <c>hpo</c>.</summary>
    /// <param name="name">What tests call it.</param>
    /// <param name="directory">Its current directory.</param>
    /// <param name="networkNamespace">The network namespace in which it lives, or null for that of the test.</param>
    /// <param name="args">Its arguments.</param>
    public static NodeProcess Start(string name, string directory, string? networkNamespace, params string[] args)
    {
        string[] command = networkNamespace is null ? ["dotnet", Command, .. args] : ["ip", "netns", "exec", networkNamespace, "dotnet", Command, .. args];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new NodeProcess(name, Process.Start(start)!);
    }

    public void Kill() => Send(9);

    public void Terminate() => Send(15);

    public void Stop() => Send(19);

    public void Continue() => Send(18);

    /// <summary>Waits for the end.</summary>
    /// <returns>Standard output.</returns>
    public async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(ProcessCluster.Limit);
        await _listening;
        Assert.True(_process.ExitCode == 0, $"{Name} ended with {_process.ExitCode}:\n{string.Join('\n', Said)}");
        return await _output;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // A stopped process hears only this signal. Its children are the trials' programs, which end by themselves.
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    // Beside the tests, in the same configuration: …/tests/X/bin/Release/net10.0 → …/src/HpoActors.Cli/bin/Release/net10.0.
    private static string FindCommand()
    {
        DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string path = Path.GetFullPath(Path.Combine(framework.FullName, "../../../../../src/HpoActors.Cli/bin", framework.Parent!.Name, framework.Name, "hpo.dll"));
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built");
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_said)
            {
                _said.Add($"{DateTime.Now:HH:mm:ss.f} {line}");
            }
        }
    }

    private void Send(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
