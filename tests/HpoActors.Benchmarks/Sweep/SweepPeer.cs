using System.Text.Json;
using HpoActors.Benchmarks.Rivals;
using HpoActors.Torch.Data;

namespace HpoActors.Benchmarks.Sweep;

/// <summary>A peer's sweep, of which a few trials are run: its trials do not depend on each other, so all of them take as many times as long.</summary>
internal sealed class SweepPeer : IDisposable
{
    private readonly PythonRival _rival;

    private SweepPeer(string name, PythonRival rival)
    {
        Name = name;
        _rival = rival;
    }

    public string Name { get; }

    public string Version => _rival.Description.GetProperty("version").GetString()!;

    /// <summary>How many trials it runs at a time, each on a core of its own.</summary>
    public int Processes => _rival.Description.GetProperty("processes").GetInt32();

    /// <summary>How many trials were run in full.</summary>
    public int Trials { get; private set; }

    /// <summary>The lowest validation error among these.</summary>
    public double BestError { get; private set; } = double.PositiveInfinity;

    /// <summary>Seconds from the start of a trial to its end, with <see cref="Processes"/> at a time.</summary>
    public List<double> TrialSeconds { get; } = [];

    /// <summary>Starts its script, or says what is missing.</summary>
    public static SweepPeer? Start(string name, string script, string python, ImageDataset dataset, IEnumerable<int> cores, List<string> notes, params string[] arguments)
    {
        using PeerImages images = new(dataset);
        PythonRival? rival = PythonRival.Start(
            python, script, out string missing,
            ["--data", images.Directory, "--cores", string.Join(',', cores), "--batch-size", $"{SoftmaxJob.BatchSize}", .. arguments]);
        if (rival is null)
        {
            notes.Add($"{name} was not measured ({missing}); on Debian: apt-get install python3-torch python3-torchvision python3-optuna libopenblas0");
            return null;
        }

        return new SweepPeer(name, rival);
    }

    /// <summary>An epoch that does not count.</summary>
    public void WarmUp() => _rival.Round("1");

    /// <summary>Runs a trial in each process.</summary>
    /// <returns>The seconds of a whole sweep at that pace.</returns>
    public double Round()
    {
        JsonElement round = _rival.Round($"{SweepJob.Epochs}");
        double seconds = round.GetProperty("seconds").GetDouble();
        TrialSeconds.Add(seconds);
        Trials += round.GetProperty("trials").GetInt32();
        BestError = Math.Min(BestError, round.GetProperty("error").GetDouble());
        return seconds * SweepJob.Trials / Processes;
    }

    public void Dispose() => _rival.Dispose();
}
