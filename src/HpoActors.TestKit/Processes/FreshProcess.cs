using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace HpoActors.TestKit.Processes;

/// <summary>Asks a process of its own for a searcher's or a scheduler's fingerprint: this library run by <c>dotnet exec</c> with the dependencies of the tests.</summary>
internal static class FreshProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string FingerprintOf(Type named, long seed)
    {
        Assembly tests = named.Assembly;
        string folder = Path.GetDirectoryName(tests.Location)!;
        string name = Path.Combine(folder, tests.GetName().Name!);
        ProcessStartInfo start = new(Dotnet()) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "exec", "--depsfile", $"{name}.deps.json", "--runtimeconfig", $"{name}.runtimeconfig.json", typeof(FreshProcess).Assembly.Location,
            named.AssemblyQualifiedName!, seed.ToString(CultureInfo.InvariantCulture),
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new InvalidOperationException($"the fresh process said nothing within {Patience}");
        }

        return process.ExitCode == 0
            ? output.Result.Trim()
            : throw new InvalidOperationException($"the fresh process ended with exit code {process.ExitCode}: {errors.Result}");
    }

    /// <summary>An instance of a type that names a searcher or a scheduler.</summary>
    public static T Make<T>(Type named) => named.GetConstructor(Type.EmptyTypes) is null
        ? throw new ArgumentException($"{named} needs a public constructor without arguments, so that a fresh process can make it", nameof(named))
        : (T)Activator.CreateInstance(named)!;

    // The host that runs this process, where it is dotnet itself, else the one beside the runtime.
    private static string Dotnet()
    {
        string file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", file));
        return Environment.ProcessPath is { } path && Path.GetFileName(path) == file ? path : beside;
    }
}
