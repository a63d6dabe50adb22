using System.Diagnostics;

namespace HpoActors.Persistence.Tests.Exports.Optuna;

/// <summary>Debian's Optuna, which the system's Python has.</summary>
internal static class OptunaPython
{
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static readonly Lazy<bool> Found = new(() =>
    {
        try
        {
            return Run("-c", "import optuna").ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static bool IsThere => Found.Value;

    /// <summary>Runs a script that lies beside this class and returns what it prints.</summary>
    public static string Script(string name, params string[] arguments)
    {
        (int exit, string output, string error) = Run(["-W", "ignore", Path.Combine(AppContext.BaseDirectory, "Exports", "Optuna", name), .. arguments]);
        Assert.True(exit == 0, error);
        return output;
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}

/// <summary>A test with Optuna itself; visibly skipped where Python does not have it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OptunaFactAttribute : FactAttribute
{
    public OptunaFactAttribute()
    {
        if (!OptunaPython.IsThere)
        {
            Skip = "needs Optuna in Python: apt-get install python3-optuna";
        }
    }
}
