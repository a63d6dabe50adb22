using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace HpoActors.Benchmarks.Rivals;

/// <summary>A script under <c>peers</c> that runs one round for each line on its standard input, and sleeps in between.</summary>
internal sealed class PythonRival : IDisposable
{
    // How Python says that a module is missing, and how Windows says it of Python.
    private static readonly string[] Absences = ["ModuleNotFoundError", "Python was not found"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private string _lastError = "";

    private PythonRival(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) => _lastError = string.IsNullOrWhiteSpace(line.Data) ? _lastError : line.Data;
        _process.BeginErrorReadLine();
    }

    /// <summary>What it said of itself at its start.</summary>
    public JsonElement Description { get; private set; }

    /// <summary>Starts a script and waits until it is ready.</summary>
    /// <returns>Null where Python or a module that the script imports is missing; <paramref name="missing"/> says which.</returns>
    public static PythonRival? Start(string python, string script, out string missing, params string[] arguments)
    {
        ProcessStartInfo info = new(python, [Path.Combine(AppContext.BaseDirectory, "peers", script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        PythonRival rival;
        try
        {
            rival = new PythonRival(Process.Start(info)!);
        }
        catch (Win32Exception)
        {
            missing = $"{python} cannot be started";
            return null;
        }

        if (rival._process.StandardOutput.ReadLine() is { } line)
        {
            missing = "";
            rival.Description = Parse(line);
            return rival;
        }

        rival._process.WaitForExit();
        missing = rival._lastError;
        rival.Dispose();
        return Absences.Any(missing.Contains) ? null : throw new InvalidOperationException($"{script} failed: {missing}");
    }

    /// <summary>Runs one round.</summary>
    /// <param name="order">What the script is to do, where it has a choice.</param>
    public JsonElement Round(string order = "")
    {
        _process.StandardInput.WriteLine(order);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() is { } line ? Parse(line) : throw new InvalidOperationException($"the rival ended early: {_lastError}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
