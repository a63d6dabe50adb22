using System.Diagnostics;
using System.Text.Json;
using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Contenders;

/// <summary>A Python process with Optuna that answers a line of JSON for each line that it gets.</summary>
internal sealed class PeerProcess : IDisposable
{
    private const string Script = "HpoActors.Bench.optuna_peer.py";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly string _sampler;
    private string _lastError = "";

    public PeerProcess(string python, string sampler, SearchSpace space)
    {
        _sampler = sampler;
        using StreamReader script = new(typeof(PeerProcess).Assembly.GetManifestResourceStream(Script)!);
        ProcessStartInfo info = new(python, ["-u", "-W", "ignore", "-c", script.ReadToEnd()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // One core each: the peers' linear algebra is small, and threads would only slow it.
        info.Environment["OMP_NUM_THREADS"] = info.Environment["OPENBLAS_NUM_THREADS"] = "1";
        _process = Process.Start(info)!;
        _process.ErrorDataReceived += (_, line) => _lastError = string.IsNullOrWhiteSpace(line.Data) ? _lastError : line.Data;
        _process.BeginErrorReadLine();
        try
        {
            Version = Call(new { sampler, conditional = space.IsConditional, space = space.Hyperparameters.Select(Describe) }).GetProperty("version").GetString()!;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Optuna's version.</summary>
    public string Version { get; }

    /// <exception cref="PeerException">The process ended.</exception>
    public JsonElement Call<T>(T request)
    {
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It is gone; what it said last is read below.
        }

        if (_process.StandardOutput.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        }

        _process.WaitForExit();
        throw new PeerException($"the peer {_sampler} ended: {_lastError}");
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The pipe was broken already.
        }

        if (!_process.WaitForExit(Patience))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    // An ordinal is an int to Optuna, the kindest of its kinds for it; choices and bools are categories.
    private static object Describe(Hyperparameter hyperparameter) => hyperparameter switch
    {
        FloatHyperparameter h => new { name = h.Name, type = "float", low = h.Min, high = h.Max, log = h.Scale == Scale.Log, step = h.Step },
        IntHyperparameter h => new { name = h.Name, type = "int", low = h.Min, high = h.Max, log = h.Scale == Scale.Log, step = h.Step },
        OrdinalHyperparameter h => new { name = h.Name, type = "int", low = 0, high = h.Values.Count - 1, log = false, step = 1 },
        ConstantHyperparameter h => new { name = h.Name, type = "constant" },
        _ => new { name = hyperparameter.Name, type = "category", count = hyperparameter.Cardinality },
    };
}
