using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Tests;

/// <summary>The real command as a process of its own, as a user starts it.</summary>
internal sealed partial class HpoProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task<string> _output;
    private readonly Task _reading;
    private readonly SemaphoreSlim _lines = new(0);

    private HpoProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _reading = Task.Run(async () =>
        {
            while (await process.StandardError.ReadLineAsync() is { } line)
            {
                lock (_error)
                {
                    _error.AppendLine(line);
                }

                _lines.Release();
            }

            _lines.Release(1000);
        });
    }

    public int Id => _process.Id;

    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>Starts <c>hpo</c> with these arguments.</summary>
    /// <param name="directory">Its current directory.</param>
    /// <param name="environment">Variables set on top of this process's; null unsets one.</param>
    /// <param name="args">The arguments.</param>
    public static HpoProcess Start(string directory, IReadOnlyDictionary<string, string?>? environment, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "hpo.dll"), .. args])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new HpoProcess(Process.Start(start)!);
    }

    /// <summary>Runs <c>hpo</c> to its end.</summary>
    public static async Task<Outcome> RunAsync(string directory, params string[] args)
    {
        using HpoProcess process = Start(directory, null, args);
        return await process.EndAsync();
    }

    /// <summary>Waits until standard error has a line with this text.</summary>
    public async Task<string> LineAsync(string text)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            if (Error.Split('\n').FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            Assert.True(!_reading.IsCompleted || Error.Contains(text, StringComparison.Ordinal), $"hpo ended without saying '{text}':\n{Error}");
            Assert.True(await _lines.WaitAsync(Limit - waited.Elapsed), $"hpo did not say '{text}' in time:\n{Error}");
        }
    }

    /// <summary>Waits until standard error has so many lines with this text.</summary>
    public async Task LinesAsync(string text, int count)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (Error.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal)) < count)
        {
            Assert.False(_reading.IsCompleted, $"hpo ended without saying '{text}' {count} times:\n{Error}");
            Assert.True(await _lines.WaitAsync(Limit - waited.Elapsed), $"hpo did not say '{text}' in time:\n{Error}");
        }
    }

    /// <summary>Sends a signal: 2 is Ctrl-C, 15 SIGTERM, 9 SIGKILL.</summary>
    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Waits for the end.</summary>
    public async Task<Outcome> EndAsync()
    {
        using CancellationTokenSource limit = new(Limit);
        await _process.WaitForExitAsync(limit.Token);
        await _reading;
        return new Outcome(_process.ExitCode, await _output, Error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _lines.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    /// <summary>How it ended.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Error)
    {
        /// <summary>Everything that was measured but the time that it took.</summary>
        public string Numbers => string.Join("\n", Json["trials"]!.Select(trial =>
            $"{trial["configuration"]} {trial["state"]} {trial["value"]} {string.Join(" ", trial["reports"]!.Select(r => $"{r["metrics"]!["validation_error"]} {r["metrics"]!["validation_loss"]} {r["metrics"]!["training_loss"]}"))}"));

        /// <summary>Standard output as the one JSON document that it should be.</summary>
        public JObject Json
        {
            get
            {
                using Newtonsoft.Json.JsonTextReader reader = new(new StringReader(Output)) { DateParseHandling = Newtonsoft.Json.DateParseHandling.None };
                JObject document = JObject.Load(reader);
                Assert.False(reader.Read(), "standard output has more than one document");
                return document;
            }
        }
    }
}
