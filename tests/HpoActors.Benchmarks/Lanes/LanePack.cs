using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>A session with lanes of one shape, driven as a trainer drives it. All calls come from one pinned thread.</summary>
internal sealed class LanePack : IDisposable
{
    // Rates that learn; no lane may fail while it is measured.
    private const double LowestRate = 0.001;
    private const double HighestRate = 0.1;
    private const int Enough = 1_000_000;

    private readonly LaneShape _shape;
    private readonly ExperimentSpec _spec;
    private readonly Core.Objectives.Device _device;
    private readonly ILaneSession _session;
    private TrialContext[] _lanes = [];
    private TrialId[] _trials = [];

    public LanePack(ILaneObjective objective, LaneShape shape, ExperimentSpec spec, int core, int lanes)
    {
        _shape = shape;
        _spec = spec;
        _device = Core.Objectives.Device.Cpu(core);
        _session = objective.Open(_device, objective.KeyOf(shape.Configuration(LowestRate)));
        GrowTo(lanes);
    }

    public int Lanes => _lanes.Length;

    public int TileSize => _session.TileSize;

    /// <summary>Seconds of the last epoch's validation for each configuration, as the session says.</summary>
    public double Validation => _lanes[0].Attributes["inference_seconds"];

    /// <summary>Admits fresh lanes.</summary>
    public void GrowTo(int lanes)
    {
        TrialContext[] fresh = [.. Enumerable.Range(_lanes.Length, lanes - _lanes.Length).Select(place => new TrialContext(NoReporter.Instance)
        {
            Experiment = _spec.Name,
            Seed = _spec.Seed,
            Trial = new TrialId(place),
            Attempt = 1,
            Configuration = _shape.Configuration(LowestRate * Math.Pow(HighestRate / LowestRate, place / (double)lanes)),
            Metric = _spec.Metric,
            Device = _device,
            Epochs = Enough,
        })];
        Array.ForEach(fresh, _session.Admit);
        _lanes = [.. _lanes, .. fresh];
        Expect.Parameters(_lanes[0], _shape.Weights + _shape.Biases);
        _trials = [.. _lanes.Select(lane => lane.Trial)];
    }

    /// <summary>Trains every lane by an epoch.</summary>
    /// <param name="pulse">Called many times meanwhile.</param>
    /// <returns>Seconds for each configuration, validation and reports included.</returns>
    public double Epoch(Action? pulse = null)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<LaneReport> reports = _session.TrainEpoch(_trials, pulse ?? (static () => { }));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return reports.FirstOrDefault(r => r.Failure is not null) is { } failed
            ? throw new InvalidOperationException($"{_shape.Name}: {failed.Trial} failed: {failed.Failure}")
            : seconds / _lanes.Length;
    }

    public void Dispose() => _session.Dispose();

    /// <summary>A session leaves reporting to its caller.</summary>
    private sealed class NoReporter : ITrialReporter
    {
        public static NoReporter Instance { get; } = new();

        public Verdict Report(int epoch, Metrics metrics) => throw new InvalidOperationException("a session of lanes reported by itself");
    }
}
